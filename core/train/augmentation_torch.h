// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <span>

#include "core/tasks/task.h"
#include "core/train/learning_options.h"

namespace gano {

/// A training batch: `input` N × 1 × c × c, `target` N × 1 × sc × sc with s the task's scale.
struct AugmentedBatch {
    at::Tensor input;
    at::Tensor target;
};

/// Crops, mirrors, turns and rescales a batch, the same way for input and target, and varies its intensity.
///
/// `input` is N × 1 × P × P, `target` N × 1 × sP × sP (pass the input itself where there is no target: it comes out in
/// the same geometry). `crop` is the side c in input pixels, 1 ≤ c ≤ P. Label targets are resampled by the nearest value
/// and never change with intensity; image targets get the same brightness and contrast as the input. `unit` is the step
/// from black to white in the normalised images. Randomness comes from `sampleSeeds` alone, one per sample.
AugmentedBatch augment(const at::Tensor& input, const at::Tensor& target, const AugmentationOptions& options,
                       std::int64_t crop, TargetKind kind, std::span<const std::uint64_t> sampleSeeds, double unit = 1.0);

}  // namespace gano
