// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The 36 values of kernels for models/winograd.h. As winograd_tiles.cpp, compiled for AVX2 and without any header that has code of its own.
#include "models/winograd.h"

#ifdef GANOSCOPE_WINOGRAD

#include <immintrin.h>

namespace gano::winograd {
namespace {

using Lanes = __m256;

inline Lanes times(float factor, Lanes x) { return _mm256_mul_ps(_mm256_set1_ps(factor), x); }
inline Lanes plusTimes(Lanes sum, float factor, Lanes x) { return _mm256_fmadd_ps(_mm256_set1_ps(factor), x, sum); }

/// The values of a point for a kernel of T taps: the point's powers over what Lagrange's formula divides by; G of the paper.
template <std::int64_t T>
struct Powers {
    float of[side][T];
    Powers() {
        const float points[side - 1] = {0, 1, -1, 2, -2}, parts[side - 1] = {1.F / 4, -1.F / 6, -1.F / 6, 1.F / 24, 1.F / 24};
        for (std::int64_t p = 0; p + 1 < side; ++p) {
            float power = parts[p];
            for (std::int64_t t = 0; t < T; ++t) {
                of[p][t] = power;
                power *= points[p];
            }
        }
        for (std::int64_t t = 0; t < T; ++t) of[side - 1][t] = t + 1 == T ? 1.F : 0.F;
    }
};

template <std::int64_t T>
void packKernelOf(const Kernel& kernel, const float* weights, std::int64_t fromPanel, std::int64_t toPanel, float* packed) {
    const Powers<T> powers;
    const auto inputs = kernel.inputs, between = panelsOf(kernel) * inputs * panel;
    for (auto p = fromPanel; p < toPanel; ++p)
        for (std::int64_t k = 0; k < inputs; ++k) {
            float tap[T * T][panel] = {};
            for (std::int64_t n = 0; n < panel && p * panel + n < kernel.outputs; ++n) {
                const float* from = weights + kernel.fromInput[k] + kernel.fromOutput[p * panel + n];
                for (std::int64_t u = 0; u < T; ++u)
                    for (std::int64_t v = 0; v < T; ++v) tap[u * T + v][n] = from[u * kernel.down + v * kernel.right];
            }
            float* to = packed + (p * inputs + k) * panel;
            for (std::int64_t n = 0; n < panel; n += lanes) {
                Lanes half[side][T];
                for (std::int64_t i = 0; i < side; ++i)
                    for (std::int64_t v = 0; v < T; ++v) {
                        half[i][v] = times(powers.of[i][0], _mm256_loadu_ps(tap[v] + n));
                        for (std::int64_t u = 1; u < T; ++u) half[i][v] = plusTimes(half[i][v], powers.of[i][u], _mm256_loadu_ps(tap[u * T + v] + n));
                    }
                for (std::int64_t i = 0; i < side; ++i)
                    for (std::int64_t j = 0; j < side; ++j) {
                        Lanes sum = times(powers.of[j][0], half[i][0]);
                        for (std::int64_t v = 1; v < T; ++v) sum = plusTimes(sum, powers.of[j][v], half[i][v]);
                        _mm256_storeu_ps(to + (i * side + j) * between + n, sum);
                    }
            }
        }
}

template <std::int64_t T>
void unpackGradientOf(const Kernel& kernel, const float* sums, std::int64_t fromPanel, std::int64_t toPanel, float* weights) {
    const Powers<T> powers;
    const auto between = panelsOf(kernel) * paddedInputsOf(kernel) * panel;
    for (auto p = fromPanel; p < toPanel; ++p)
        for (std::int64_t k = 0; k < kernel.inputs; ++k) {
            const float* from = sums + (p * paddedInputsOf(kernel) + k) * panel;
            float tap[T * T][panel];
            for (std::int64_t n = 0; n < panel; n += lanes) {
                Lanes half[T][side];
                for (std::int64_t u = 0; u < T; ++u)
                    for (std::int64_t j = 0; j < side; ++j) {
                        half[u][j] = times(powers.of[0][u], _mm256_loadu_ps(from + j * between + n));
                        for (std::int64_t i = 1; i < side; ++i) half[u][j] = plusTimes(half[u][j], powers.of[i][u], _mm256_loadu_ps(from + (i * side + j) * between + n));
                    }
                for (std::int64_t u = 0; u < T; ++u)
                    for (std::int64_t v = 0; v < T; ++v) {
                        Lanes sum = times(powers.of[0][v], half[u][0]);
                        for (std::int64_t j = 1; j < side; ++j) sum = plusTimes(sum, powers.of[j][v], half[u][j]);
                        _mm256_storeu_ps(tap[u * T + v] + n, sum);
                    }
            }
            for (std::int64_t n = 0; n < panel && p * panel + n < kernel.outputs; ++n) {
                float* to = weights + kernel.fromInput[k] + kernel.fromOutput[p * panel + n];
                for (std::int64_t u = 0; u < T; ++u)
                    for (std::int64_t v = 0; v < T; ++v) to[u * kernel.down + v * kernel.right] = tap[u * T + v][n];
            }
        }
}

}  // namespace

void packKernel(const Kernel& kernel, const float* weights, std::int64_t fromPanel, std::int64_t toPanel, float* packed) {
    if (kernel.taps == 2) packKernelOf<2>(kernel, weights, fromPanel, toPanel, packed);
    else if (kernel.taps == 3) packKernelOf<3>(kernel, weights, fromPanel, toPanel, packed);
    else packKernelOf<4>(kernel, weights, fromPanel, toPanel, packed);
}

void unpackGradient(const Kernel& kernel, const float* sums, std::int64_t fromPanel, std::int64_t toPanel, float* weights) {
    if (kernel.taps == 2) unpackGradientOf<2>(kernel, sums, fromPanel, toPanel, weights);
    else if (kernel.taps == 3) unpackGradientOf<3>(kernel, sums, fromPanel, toPanel, weights);
    else unpackGradientOf<4>(kernel, sums, fromPanel, toPanel, weights);
}

}  // namespace gano::winograd

#else

#include <cstdlib>

namespace gano::winograd {

// Never called; they are here for the linker.
void packKernel(const Kernel&, const float*, std::int64_t, std::int64_t, float*) { std::abort(); }
void unpackGradient(const Kernel&, const float*, std::int64_t, std::int64_t, float*) { std::abort(); }

}  // namespace gano::winograd

#endif
