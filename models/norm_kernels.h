// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Batch normalisation and the activation behind it in as few passes over memory as there can be, for float32 on processors with AVX2.
/// Plain numbers in and out; models/fused_norm_torch.h makes a layer of them. Pixels have their channels, a multiple of eight, side by
/// side. Where models/winograd.h says `built`, and on processors with AVX2 and FMA only.
namespace gano::norms {

/// What becomes of a value x: y = activation(x · scale + shift + skip), per channel. The activation leaves what is above zero and
/// multiplies the rest with `slope`: 0 for ReLU, 1 for none.
struct Layer {
    std::int64_t channels = 0;
    const float* scale = nullptr;
    const float* shift = nullptr;
    float slope = 1;
};

/// sum[c] += Σ (x - centre[c]), squares[c] += Σ (x - centre[c])².
void addSums(const float* x, std::int64_t pixels, std::int64_t channels, const float* centre, double* sum, double* squares);

/// `skip` may be null.
void apply(const Layer& layer, const float* x, const float* skip, std::int64_t pixels, float* y);

/// What the way back needs of the way forward. `y`: what the layer gave, where there was a skip; null where x tells.
struct Passed {
    const float* x = nullptr;
    const float* y = nullptr;
    const float* mean = nullptr;  ///< Per channel.
};

/// With g the gradient before the activation: sum[c] += Σ g, products[c] += Σ g · (x - mean). Keeps g in `kept`, unless that is null.
void addGradientSums(const Layer& layer, const Passed& passed, const float* gradient, std::int64_t pixels, double* sum, double* products, float* kept);

/// ofX = g · scale + (x - mean) · slant + offset, `slant` and `offset` per channel. `kept`: g, or null to make it of the gradient again.
void applyGradient(const Layer& layer, const Passed& passed, const float* gradient, const float* kept, const float* slant, const float* offset, std::int64_t pixels, float* ofX);

}  // namespace gano::norms
