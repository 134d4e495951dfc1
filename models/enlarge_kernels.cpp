// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// As winograd_tiles.cpp, compiled for AVX2 and without any header that has code of its own.
#include "models/enlarge_kernels.h"

#ifdef GANOSCOPE_WINOGRAD

#include <immintrin.h>

namespace gano::enlarging {
namespace {

using Lanes = __m256;
constexpr std::int64_t lanes = 8;

/// (1 - part) · a + part · b
inline Lanes mixed(Lanes a, Lanes b, Lanes part) { return _mm256_fmadd_ps(part, _mm256_sub_ps(b, a), a); }

}  // namespace

void add(const float* a, const float* b, std::int64_t values, float* to) {
    for (std::int64_t i = 0; i < values; i += lanes) _mm256_storeu_ps(to + i, _mm256_add_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i)));
}

void between(const float* a, const float* b, float part, std::int64_t values, float* to) {
    const Lanes wide = _mm256_set1_ps(part);
    for (std::int64_t i = 0; i < values; i += lanes) _mm256_storeu_ps(to + i, mixed(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), wide));
}

void addEnlarged(const Place* places, std::int64_t width, std::int64_t channels, const float* coarse, float* fine) {
    for (std::int64_t x = 0; x < width; ++x) {
        const float *first = coarse + places[x].first * channels, *second = coarse + places[x].second * channels;
        const Lanes part = _mm256_set1_ps(places[x].part);
        float* to = fine + x * channels;
        for (std::int64_t c = 0; c < channels; c += lanes)
            _mm256_storeu_ps(to + c, _mm256_add_ps(_mm256_loadu_ps(to + c), mixed(_mm256_loadu_ps(first + c), _mm256_loadu_ps(second + c), part)));
    }
}

void rectify(std::int64_t values, float* to) {
    // In this order what is not a number stays so.
    for (std::int64_t i = 0; i < values; i += lanes) _mm256_storeu_ps(to + i, _mm256_max_ps(_mm256_setzero_ps(), _mm256_loadu_ps(to + i)));
}

void passRectified(const float* gradient, const float* y, std::int64_t pixels, std::int64_t channels, std::int64_t some, float* kept) {
    for (std::int64_t p = 0; p < pixels; ++p)
        for (std::int64_t c = p * channels; c < p * channels + some; c += lanes) {
            const Lanes passes = _mm256_cmp_ps(_mm256_loadu_ps(y + c), _mm256_setzero_ps(), _CMP_NLE_UQ);
            _mm256_storeu_ps(kept + c, _mm256_and_ps(_mm256_loadu_ps(gradient + c), passes));
        }
}

void gather(const Place* places, std::int64_t width, std::int64_t channels, std::int64_t some, const float* fine, float* coarse) {
    for (std::int64_t c = 0; c < some; c += lanes) {
        // Of the two coarse pixels that are met at a time.
        Lanes first = _mm256_setzero_ps(), second = first;
        std::int64_t at = 0;
        for (std::int64_t x = 0; x < width; ++x) {
            const Place& place = places[x];
            const Lanes value = _mm256_loadu_ps(fine + x * channels + c);
            if (place.first != at) {
                _mm256_storeu_ps(coarse + at * some + c, first);
                first = second;
                second = _mm256_setzero_ps();
                at = place.first;
            }
            if (place.second == at) {
                first = _mm256_add_ps(first, value);
                continue;
            }
            const Lanes later = _mm256_mul_ps(_mm256_set1_ps(place.part), value);
            second = _mm256_add_ps(second, later);
            first = _mm256_add_ps(first, _mm256_sub_ps(value, later));
        }
        _mm256_storeu_ps(coarse + at * some + c, first);
    }
}

void addTimes(float factor, const float* from, std::int64_t pixels, std::int64_t channels, std::int64_t some, float* to) {
    const Lanes wide = _mm256_set1_ps(factor);
    for (std::int64_t p = 0; p < pixels; ++p)
        for (std::int64_t c = 0; c < some; c += lanes)
            _mm256_storeu_ps(to + p * channels + c, _mm256_fmadd_ps(wide, _mm256_loadu_ps(from + p * some + c), _mm256_loadu_ps(to + p * channels + c)));
}

}  // namespace gano::enlarging

#else

#include <cstdlib>

namespace gano::enlarging {

// Never called; they are here for the linker.
void add(const float*, const float*, std::int64_t, float*) { std::abort(); }
void between(const float*, const float*, float, std::int64_t, float*) { std::abort(); }
void addEnlarged(const Place*, std::int64_t, std::int64_t, const float*, float*) { std::abort(); }
void rectify(std::int64_t, float*) { std::abort(); }
void passRectified(const float*, const float*, std::int64_t, std::int64_t, std::int64_t, float*) { std::abort(); }
void gather(const Place*, std::int64_t, std::int64_t, std::int64_t, const float*, float*) { std::abort(); }
void addTimes(float, const float*, std::int64_t, std::int64_t, std::int64_t, float*) { std::abort(); }

}  // namespace gano::enlarging

#endif
