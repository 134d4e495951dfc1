// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <vector>

namespace gano {

/// Bilinear, from pixel centre to pixel centre.
torch::Tensor resizedTo(const torch::Tensor& x, const torch::Tensor& like);

/// True where sumEnlarged takes one pass: for images that models/fast_conv_torch.h takes, with channels that are a multiple of eight.
bool sumsInOnePass(const torch::Tensor& x, std::int64_t channels);

enum class Sum { Plain, Rectified };

/// The sum of all parts, each resized to the first one's size, with ReLU where asked for; with gradients, once. The first part may be changed
/// where `intoFirst` says so: nothing else may need its values then.
torch::Tensor sumEnlarged(const std::vector<torch::Tensor>& parts, Sum kind, bool intoFirst = false);

}  // namespace gano
