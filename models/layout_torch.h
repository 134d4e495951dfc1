// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gano {

using OptionalTensor = torch::optional<torch::Tensor>;

/// The smallest multiple that is not below the value.
inline std::int64_t upTo(std::int64_t value, std::int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

/// The same values with the channels of a pixel next to each other.
inline torch::Tensor sideBySide(const torch::Tensor& x) { return x.contiguous(torch::MemoryFormat::ChannelsLast); }

}  // namespace gano
