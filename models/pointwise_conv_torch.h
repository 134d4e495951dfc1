// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gano {

using OptionalTensor = c10::optional<torch::Tensor>;

inline std::int64_t upTo(std::int64_t value, std::int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

/// The same values with the channels of a pixel next to each other.
inline torch::Tensor sideBySide(const torch::Tensor& x) { return x.contiguous(torch::MemoryFormat::ChannelsLast); }

// Kernels of one pixel in float32 on the processor, for models/fast_conv_torch.h. LibTorch's own are several times slower in the
// gradient of the weight; its matrix products would be as fast, but their threads and LibTorch's get in each other's way.

/// True for 1 × 1 kernels from and to channels that are multiples of 8.
bool canBePointwise(const torch::Tensor& x, const torch::Tensor& weight);

/// N × C × H × W by out × C × 1 × 1 plus `bias` (may be undefined), with gradients; the result has its channels side by side.
torch::Tensor pointwiseConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias);

}  // namespace gano
