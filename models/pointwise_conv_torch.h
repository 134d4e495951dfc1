// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout_torch.h"

namespace gano {

// Kernels of one pixel in float32 on the processor, for models/fast_conv_torch.h. LibTorch's own are several times slower in the
// gradient of the weight; its matrix products would be as fast, but their threads and LibTorch's get in each other's way.

/// True for 1 × 1 kernels from and to channels that are multiples of 8, and at least six pixels.
bool canBePointwise(const torch::Tensor& x, const torch::Tensor& weight);

/// N × C × H × W by out × C × 1 × 1 plus `bias` (may be undefined), with gradients; the result has its channels side by side.
torch::Tensor pointwiseConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias);

}  // namespace gano
