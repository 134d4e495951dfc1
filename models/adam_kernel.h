// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Adam (Kingma and Ba 2015) in one pass over memory, for float32 on processors with AVX2. Plain numbers in and out;
/// core/train/grouped_adam_torch.h makes an optimiser of it. Where models/winograd.h says `built`, and on processors with AVX2 and FMA only.
namespace gano::adam {

/// The numbers of one step that are the same for all weights.
struct Rates {
    float keptMean = 0, newMean = 0;      ///< β₁ and 1 - β₁.
    float keptSquare = 0, newSquare = 0;  ///< β₂ and 1 - β₂.
    float correction = 1;                 ///< √(1 - β₂ᵗ), which the root of the squares is divided by.
    float epsilon = 0;
    float step = 0;                       ///< -rate / (1 - β₁ᵗ).
};

/// Moves `count` weights and their moments. Every operation rounds as the same one of LibTorch 1.13 does.
void advance(const Rates& rates, std::int64_t count, const float* gradients, float* means, float* squares, float* weights);

}  // namespace gano::adam
