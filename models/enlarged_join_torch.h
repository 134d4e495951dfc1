// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace gano {

/// `fine` and the twice enlarged (nearest neighbour) `coarse` side by side as channels, N × (C + D) × H × W, with gradients. Without a pass
/// of its own for the enlarged images or for their gradient where models/fast_conv_torch.h takes both and `fine` is twice as large.
torch::Tensor joinEnlarged(const torch::Tensor& fine, const torch::Tensor& coarse);

}  // namespace gano
