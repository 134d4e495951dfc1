// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <span>

#include "core/train/learning_options.h"

namespace gano {

/// The corrupted copy of a batch: what the generator gets to see in pretraining.
///
/// `clean` is N × 1 × H × W, float, normalised; one seed per sample. `unit` is the step from black to white in the
/// normalised images: 1 for full range and percentiles, 5 for standardised ones (±2.5 standard deviations).
/// The same seeds give the same corruption in any batch and order. The result is not clipped: clipping would teach the
/// network a noise no detector has.
at::Tensor corrupt(const at::Tensor& clean, const CorruptionOptions& options, std::span<const std::uint64_t> sampleSeeds,
                   double unit = 1.0);

/// Gaussian blur with one standard deviation (px) per sample; reflection at the edges. `images` is N × 1 × H × W.
at::Tensor gaussianBlur(const at::Tensor& images, std::span<const double> sigmas);

/// Standard normal noise in the shape of `images`, one address per sample.
at::Tensor noiseLike(const at::Tensor& images, std::span<const std::uint64_t> sampleSeeds, std::uint64_t purpose);

}  // namespace gano
