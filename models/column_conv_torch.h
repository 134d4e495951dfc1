// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fast_conv_torch.h"
#include "models/layout_torch.h"

namespace gano {

// Convolutions in float32 on the processor that save no products, for models/fast_conv_torch.h: first layers, which see one or two channels,
// last layers, which give one, strides, and few pixels. What a kernel sees is put into the row of a matrix, a few pixels at a time, which is
// multiplied with the weights. LibTorch's own leave the layout that the layers around have, or are slow in the gradient of the weight.

/// True for square kernels to a multiple of 8 channels, and for those without stride from a multiple of 8 to fewer than 8; unless there are fewer
/// than six pixels, or fewer than the number of weights asks for.
bool canBeColumns(const torch::Tensor& x, const torch::Tensor& weight, const ConvShape& shape);

/// at::conv2d with gradients; the result has its channels side by side.
torch::Tensor columnConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const ConvShape& shape);

}  // namespace gano
