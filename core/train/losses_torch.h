// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <string>
#include <vector>

namespace gano {

/// A differentiable score of one batch, lower is better, averaged over the batch (a scalar tensor).
///
/// Label losses: `output` holds logits N × K × H × W, `target` class indices N × 1 × H × W. K = 1 stands for two classes
/// (the logit of class 1), K > 2 for K classes. Image losses: both N × 1 × H × W in normalised intensity.
using Loss = std::function<at::Tensor(const at::Tensor& output, const at::Tensor& target)>;

/// Throws UsageError with the nearest known name.
///
/// bce            binary cross entropy on logits, one against the rest for several classes (the paper's choice)
/// dice           1 - soft Dice, pooled over the batch, mean of the foreground classes (Milletari 2016, squared terms off)
/// bce-dice       the sum of both
/// cross-entropy  softmax cross entropy; for two classes the same as bce
/// focal          cross entropy weighted by (1-p)^2 (Lin 2017, gamma 2, no class weight)
/// l1, l2         mean absolute and mean squared difference;  l1-l2: their sum, 1 : 1 (the paper names no weights)
/// charbonnier    mean sqrt(d² + ε²), ε = 1e-3 (Lai 2017)
/// ssim           1 - SSIM (Wang 2004) with the target's range 1
Loss makeLoss(const std::string& name);

std::vector<std::string> lossNames();

/// Structural similarity per image, shape N: Gaussian window 11 × 11 with sigma 1.5, K1 = 0.01, K2 = 0.03
/// (Wang et al. 2004, IEEE TIP 13:600). `range` is the value range L, a scalar or a tensor N × 1 × 1 × 1.
/// Images under 11 px a side use the largest odd window that fits.
at::Tensor ssimPerImage(const at::Tensor& output, const at::Tensor& target, const at::Tensor& range);

/// The class of each pixel, N × 1 × H × W: logits above 0 for one channel, the largest of several.
at::Tensor predictedClasses(const at::Tensor& logits);

}  // namespace gano
