// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// As winograd_tiles.cpp, compiled for AVX2 and without any header that has code of its own.
#include "models/adam_kernel.h"

#ifdef GANOSCOPE_WINOGRAD

#include <immintrin.h>

namespace gano::adam {
namespace {

using Lanes = __m256;
constexpr std::int64_t lanes = 8;

struct Moved {
    Lanes mean, square, weight;
};

inline Moved moved(const Rates& rates, Lanes gradient, const Moved& from) {
    const Lanes mean = _mm256_fmadd_ps(gradient, _mm256_set1_ps(rates.newMean), _mm256_mul_ps(from.mean, _mm256_set1_ps(rates.keptMean)));
    const Lanes square = _mm256_fmadd_ps(_mm256_mul_ps(_mm256_set1_ps(rates.newSquare), gradient), gradient, _mm256_mul_ps(from.square, _mm256_set1_ps(rates.keptSquare)));
    const Lanes deviation = _mm256_add_ps(_mm256_div_ps(_mm256_sqrt_ps(square), _mm256_set1_ps(rates.correction)), _mm256_set1_ps(rates.epsilon));
    return {mean, square, _mm256_add_ps(from.weight, _mm256_div_ps(_mm256_mul_ps(_mm256_set1_ps(rates.step), mean), deviation))};
}

}  // namespace

void advance(const Rates& rates, std::int64_t count, const float* gradients, float* means, float* squares, float* weights) {
    const auto whole = count / lanes * lanes;
    for (std::int64_t i = 0; i < whole; i += lanes) {
        const Moved to = moved(rates, _mm256_loadu_ps(gradients + i), {_mm256_loadu_ps(means + i), _mm256_loadu_ps(squares + i), _mm256_loadu_ps(weights + i)});
        _mm256_storeu_ps(means + i, to.mean);
        _mm256_storeu_ps(squares + i, to.square);
        _mm256_storeu_ps(weights + i, to.weight);
    }
    if (whole == count) return;
    const __m256i rest = _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count - whole)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    const Moved to = moved(rates, _mm256_maskload_ps(gradients + whole, rest),
                           {_mm256_maskload_ps(means + whole, rest), _mm256_maskload_ps(squares + whole, rest), _mm256_maskload_ps(weights + whole, rest)});
    _mm256_maskstore_ps(means + whole, rest, to.mean);
    _mm256_maskstore_ps(squares + whole, rest, to.square);
    _mm256_maskstore_ps(weights + whole, rest, to.weight);
}

}  // namespace gano::adam

#else

#include <cstdlib>

namespace gano::adam {

// Never called; it is here for the linker.
void advance(const Rates&, std::int64_t, const float*, float*, float*, float*) { std::abort(); }

}  // namespace gano::adam

#endif
