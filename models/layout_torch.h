// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/record_function.h>
#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace gano {

using OptionalTensor = torch::optional<torch::Tensor>;

/// The smallest multiple that is not below the value.
inline std::int64_t upTo(std::int64_t value, std::int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

/// The same values with the channels of a pixel next to each other.
inline torch::Tensor sideBySide(const torch::Tensor& x) { return x.contiguous(torch::MemoryFormat::ChannelsLast); }

/// For profilers, which know of LibTorch's own operators only.
#define GANO_RECORD_CONVOLUTION RECORD_FUNCTION("gano::convolution", std::vector<c10::IValue>())

}  // namespace gano
