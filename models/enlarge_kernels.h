// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Bilinear enlarging of images whose pixels have their channels, a multiple of eight, side by side, line by line and on the way into a sum,
/// for float32 on processors with AVX2. Plain numbers in and out; models/enlarged_sum_torch.h makes a layer of them. Where
/// models/winograd.h says `built`, and on processors with AVX2 and FMA only. All counts of values are multiples of eight.
namespace gano::enlarging {

/// What a fine pixel or line is made of: (1 - part) · coarse[first] + part · coarse[second]. Where the coarse ones end, both are the last.
struct Place {
    std::int64_t first = 0, second = 0;
    float part = 0;
};

/// to = a + b.
void add(const float* a, const float* b, std::int64_t values, float* to);
/// to = (1 - part) · a + part · b.
void between(const float* a, const float* b, float part, std::int64_t values, float* to);
/// fine[x] += what places[x] says of the coarse line.
void addEnlarged(const Place* places, std::int64_t width, std::int64_t channels, const float* coarse, float* fine);
/// What is below zero becomes zero.
void rectify(std::int64_t values, float* to);

/// kept = gradient where y is above zero, otherwise zero: `some` values of each of `pixels`, which are `channels` apart.
void passRectified(const float* gradient, const float* y, std::int64_t pixels, std::int64_t channels, std::int64_t some, float* kept);
/// The transposed way of addEnlarged, for `some` of the channels of a fine line whose pixels are `channels` apart, to `some` values for every
/// coarse pixel. Places go up by at most one from each to the next, and leave out no coarse pixel.
void gather(const Place* places, std::int64_t width, std::int64_t channels, std::int64_t some, const float* fine, float* coarse);
/// to += factor · from: `some` values of each of `pixels`; those of `to` are `channels` apart.
void addTimes(float factor, const float* from, std::int64_t pixels, std::int64_t channels, std::int64_t some, float* to);

}  // namespace gano::enlarging
