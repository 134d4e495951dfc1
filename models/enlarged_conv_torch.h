// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gano {

/// `sum` + the convolution of a twice enlarged image (nearest neighbour), computed on the small one.
///
/// sum: N × out × 2H × 2W; it may be changed in place and is not to be used afterwards. coarse: N × in × H × W. weight: out × in × 3 × 3, padding = dilation.
/// Every pixel of an enlarged image stands there four times, so that products repeat:
///   dilation 1  each of the four phases of the output sees 2 × 2 different pixels; the kernel's taps that fall on the
///               same pixel are added up first. 4 products for a pixel instead of 9.
///   even        all four phases see the same pixels: a convolution with half the dilation, enlarged. 9/4 products instead of 9.
///   odd above 1 no saving; enlarged, then convolved.
/// The same numbers as the plain order but for rounding (about 1e-6 of the largest), gradients included.
torch::Tensor addConvOfEnlarged(const torch::Tensor& sum, const torch::Tensor& coarse, const torch::Tensor& weight, std::int64_t dilation);

/// `sum` + the 1 × 1 convolution of the twice enlarged image; weight: out × in × 1 × 1. Shapes as above.
torch::Tensor addPointwiseOfEnlarged(const torch::Tensor& sum, const torch::Tensor& coarse, const torch::Tensor& weight);

}  // namespace gano
