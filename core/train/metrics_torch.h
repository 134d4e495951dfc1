// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <map>
#include <span>
#include <vector>

#include "core/base/run_events.h"
#include "core/tasks/task.h"

namespace gano {

/// Gathers scores over the patches or tiles of several images; patches of one image count as that image.
///
/// Label tasks (TP, FP, FN are pixels; foreground classes are all but class 0):
///   dice         mean over images of 2TP / (2TP + FP + FN), mean of the foreground classes; an image on which neither
///                truth nor prediction has the class counts 1 (Dice 1945; aggregation as in Sytwu 2022, without its +1)
///   dice_pooled  the same from pixels pooled over all images
///   iou          mean over images of TP / (TP + FP + FN) (Jaccard 1912), the same convention;  iou_pooled: pooled
///   iou_class_k  pooled, for class k, when there are more than two classes
/// Image tasks (values in normalised intensity):
///   l1           mean absolute difference, mean over pixels of all images
///   psnr         dB, mean over images of 10 log10(L² / mean squared difference), at most 100
///   ssim         mean over images (Wang 2004), see ssimPerImage
///   L is 1, or the target's own range where images are standardised.
class MetricSet {
public:
    /// `classes` counts the background; it is ignored for image tasks.
    MetricSet(TargetKind kind, int classes, bool fixedRange) : kind_(kind), classes_(classes), fixedRange_(fixedRange) {}

    /// `output` and `target` as in losses_torch.h; `images` names the source image of each of the N samples.
    void add(const at::Tensor& output, const at::Tensor& target, std::span<const int> images);

    MetricList result() const;

private:
    struct Counts {
        std::vector<double> both, predicted, truth;  ///< Per class.
    };
    struct Differences {
        double absolute = 0, squared = 0, pixels = 0, low = 0, high = 0, ssim = 0, patches = 0;
        bool started = false;
    };
    MetricList labelResult() const;
    MetricList imageResult() const;

    TargetKind kind_;
    int classes_;
    bool fixedRange_;
    std::map<int, Counts> counts_;
    std::map<int, Differences> differences_;
};

}  // namespace gano
