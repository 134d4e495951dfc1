// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gano {

/// What a batch norm in training works with; the running statistics are moved in place.
struct BatchNormTensors {
    torch::Tensor weight, bias, runningMean, runningVariance;
    double momentum, epsilon;
};

/// convolution(relu(batch norm(x))) in training mode, with the gradients and the statistics of the three one after the
/// other. Between the passes it keeps `x` alone and computes the normalised image again when the gradient wants it: a
/// quarter of a residual block's memory for one more pass over its pixels.
/// x: N × C × H × W, float32. kernel: out × C × k × k, k odd, padded so that with stride 1 the size stays; offset: out, or undefined.
torch::Tensor convOfActivatedNorm(const torch::Tensor& x, const BatchNormTensors& norm, const torch::Tensor& kernel, const torch::Tensor& offset,
                                  std::int64_t stride, std::int64_t dilation);

}  // namespace gano
