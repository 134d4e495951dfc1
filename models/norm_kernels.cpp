// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// As winograd_tiles.cpp, compiled for AVX2 and without any header that has code of its own.
#include "models/norm_kernels.h"

#ifdef GANOSCOPE_WINOGRAD

#include <immintrin.h>

namespace gano::norms {
namespace {

using Lanes = __m256;
constexpr std::int64_t lanes = 8;
/// Pixels whose sum is made in float32 before it is added to one in double precision.
constexpr std::int64_t shortSum = 128;

inline void addTo(double* sum, Lanes values) {
    _mm256_storeu_pd(sum, _mm256_add_pd(_mm256_loadu_pd(sum), _mm256_cvtps_pd(_mm256_castps256_ps128(values))));
    _mm256_storeu_pd(sum + 4, _mm256_add_pd(_mm256_loadu_pd(sum + 4), _mm256_cvtps_pd(_mm256_extractf128_ps(values, 1))));
}

/// values where `decides` is above zero, values · slope elsewhere.
inline Lanes activated(Lanes values, Lanes decides, Lanes slope) {
    const Lanes zero = _mm256_setzero_ps();
    // Behind ReLU also what is infinite is zero.
    const Lanes lower = _mm256_and_ps(_mm256_mul_ps(values, slope), _mm256_cmp_ps(slope, zero, _CMP_NEQ_OQ));
    return _mm256_blendv_ps(lower, values, _mm256_cmp_ps(decides, zero, _CMP_GT_OQ));
}

inline Lanes before(const Layer& layer, Lanes x, std::int64_t c) { return _mm256_fmadd_ps(x, _mm256_loadu_ps(layer.scale + c), _mm256_loadu_ps(layer.shift + c)); }

/// The gradient before the activation, of eight channels of a pixel.
inline Lanes gradientAt(const Layer& layer, const Passed& passed, const float* gradient, std::int64_t at, std::int64_t c, Lanes x) {
    const Lanes decides = passed.y == nullptr ? before(layer, x, c) : _mm256_loadu_ps(passed.y + at);
    return activated(_mm256_loadu_ps(gradient + at), decides, _mm256_set1_ps(layer.slope));
}

/// Calls work(first pixel, end, channel) for short runs of pixels and eight channels at a time: neighbours in memory are still near when their turn comes.
template <class Work>
inline void eachRun(std::int64_t pixels, std::int64_t channels, const Work& work) {
    for (std::int64_t first = 0; first < pixels; first += shortSum) {
        const auto end = pixels - first < shortSum ? pixels : first + shortSum;
        for (std::int64_t c = 0; c < channels; c += lanes) work(first, end, c);
    }
}

}  // namespace

void addSums(const float* x, std::int64_t pixels, std::int64_t channels, const float* centre, double* sum, double* squares) {
    eachRun(pixels, channels, [&](std::int64_t first, std::int64_t end, std::int64_t c) {
        const Lanes middle = _mm256_loadu_ps(centre + c);
        Lanes some = _mm256_setzero_ps(), squared = some;
        for (auto p = first; p < end; ++p) {
            const Lanes value = _mm256_sub_ps(_mm256_loadu_ps(x + p * channels + c), middle);
            some = _mm256_add_ps(some, value);
            squared = _mm256_fmadd_ps(value, value, squared);
        }
        addTo(sum + c, some);
        addTo(squares + c, squared);
    });
}

void apply(const Layer& layer, const float* x, const float* skip, std::int64_t pixels, float* y) {
    const Lanes slope = _mm256_set1_ps(layer.slope);
    for (std::int64_t p = 0; p < pixels; ++p)
        for (std::int64_t c = 0; c < layer.channels; c += lanes) {
            const auto at = p * layer.channels + c;
            Lanes value = before(layer, _mm256_loadu_ps(x + at), c);
            if (skip != nullptr) value = _mm256_add_ps(value, _mm256_loadu_ps(skip + at));
            _mm256_storeu_ps(y + at, activated(value, value, slope));
        }
}

void addGradientSums(const Layer& layer, const Passed& passed, const float* gradient, std::int64_t pixels, double* sum, double* products, float* kept) {
    eachRun(pixels, layer.channels, [&](std::int64_t first, std::int64_t end, std::int64_t c) {
        const Lanes mean = _mm256_loadu_ps(passed.mean + c);
        Lanes some = _mm256_setzero_ps(), multiplied = some;
        for (auto p = first; p < end; ++p) {
            const auto at = p * layer.channels + c;
            const Lanes x = _mm256_loadu_ps(passed.x + at), g = gradientAt(layer, passed, gradient, at, c, x);
            if (kept != nullptr) _mm256_storeu_ps(kept + at, g);
            some = _mm256_add_ps(some, g);
            multiplied = _mm256_fmadd_ps(g, _mm256_sub_ps(x, mean), multiplied);
        }
        addTo(sum + c, some);
        addTo(products + c, multiplied);
    });
}

void applyGradient(const Layer& layer, const Passed& passed, const float* gradient, const float* kept, const float* slant, const float* offset, std::int64_t pixels, float* ofX) {
    for (std::int64_t p = 0; p < pixels; ++p)
        for (std::int64_t c = 0; c < layer.channels; c += lanes) {
            const auto at = p * layer.channels + c;
            const Lanes x = _mm256_loadu_ps(passed.x + at), g = kept == nullptr ? gradientAt(layer, passed, gradient, at, c, x) : _mm256_loadu_ps(kept + at);
            const Lanes rest = _mm256_fmadd_ps(_mm256_sub_ps(x, _mm256_loadu_ps(passed.mean + c)), _mm256_loadu_ps(slant + c), _mm256_loadu_ps(offset + c));
            _mm256_storeu_ps(ofX + at, _mm256_fmadd_ps(g, _mm256_loadu_ps(layer.scale + c), rest));
        }
}

}  // namespace gano::norms

#else

#include <cstdlib>

namespace gano::norms {

// Never called; they are here for the linker.
void addSums(const float*, std::int64_t, std::int64_t, const float*, double*, double*) { std::abort(); }
void apply(const Layer&, const float*, const float*, std::int64_t, float*) { std::abort(); }
void addGradientSums(const Layer&, const Passed&, const float*, std::int64_t, double*, double*, float*) { std::abort(); }
void applyGradient(const Layer&, const Passed&, const float*, const float*, const float*, const float*, std::int64_t, float*) { std::abort(); }

}  // namespace gano::norms

#endif
