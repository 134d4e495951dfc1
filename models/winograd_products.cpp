// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Products of matrices for models/winograd.h. As winograd_tiles.cpp, compiled for AVX2 and without any header that has code of its own.
#include "models/winograd.h"

#ifdef GANOSCOPE_WINOGRAD

#include <immintrin.h>

namespace gano::winograd {
namespace {

using Lanes = __m256;

/// Six rows of a times a panel of b, over `length` terms: c = start + Σ a[row · aRow + term · aTerm] · b[term · bTerm …]; start may be null.
template <int Vectors>
inline void sixRows(const float* a, std::int64_t aRow, std::int64_t aTerm, const float* b, std::int64_t bTerm, std::int64_t length, const float* start, std::int64_t startRow, float* c,
                    std::int64_t cRow) {
    Lanes sum[rowsAtOnce][Vectors];
#pragma GCC unroll 6
    for (std::int64_t r = 0; r < rowsAtOnce; ++r)
#pragma GCC unroll 2
        for (int v = 0; v < Vectors; ++v) sum[r][v] = start == nullptr ? _mm256_setzero_ps() : _mm256_loadu_ps(start + r * startRow + v * lanes);
    for (std::int64_t term = 0; term < length; ++term) {
        Lanes factor[Vectors];
#pragma GCC unroll 2
        for (int v = 0; v < Vectors; ++v) factor[v] = _mm256_loadu_ps(b + term * bTerm + v * lanes);
#pragma GCC unroll 6
        for (std::int64_t r = 0; r < rowsAtOnce; ++r) {
            const Lanes value = _mm256_broadcast_ss(a + r * aRow + term * aTerm);
#pragma GCC unroll 2
            for (int v = 0; v < Vectors; ++v) sum[r][v] = _mm256_fmadd_ps(value, factor[v], sum[r][v]);
        }
    }
#pragma GCC unroll 6
    for (std::int64_t r = 0; r < rowsAtOnce; ++r)
#pragma GCC unroll 2
        for (int v = 0; v < Vectors; ++v) _mm256_storeu_ps(c + r * cRow + v * lanes, sum[r][v]);
}

}  // namespace

void multiply(const Planes& tiles, std::int64_t count, const float* packed, std::int64_t panels, std::int64_t sample, std::int64_t onePanel, const Planes& products) {
    const auto inputs = tiles.channels;
    const float* factors = packed + (sample * panels + onePanel) * inputs * panel;
    const bool half = products.channels - onePanel * panel <= lanes;
    for (std::int64_t t = 0; t < count; t += rowsAtOnce) {
        const float* rows = tiles.data + sample * tiles.between + t * inputs;
        float* to = products.data + sample * products.between + t * products.channels + onePanel * panel;
        if (half) sixRows<1>(rows, inputs, 1, factors, panel, inputs, nullptr, 0, to, products.channels);
        else sixRows<2>(rows, inputs, 1, factors, panel, inputs, nullptr, 0, to, products.channels);
    }
}

void addGradient(const Planes& tiles, const Planes& results, std::int64_t count, std::int64_t sample, std::int64_t onePanel, bool anew, const Kernel& kernel, float* sums) {
    // Tiles that stay in a core's nearest cache while all input channels pass; not so few that keeping the sums would take longer.
    constexpr std::int64_t nearValues = 8192, fewest = 32;
    float* to = sums + (sample * panelsOf(kernel) + onePanel) * paddedInputsOf(kernel) * panel;
    const bool half = results.channels - onePanel * panel <= lanes;
    const auto fitting = nearValues / tiles.channels, near = fitting < fewest ? fewest : fitting;
    for (std::int64_t from = 0; from < count; from += near) {
        const auto some = count - from < near ? count - from : near;
        const float* factors = results.data + sample * results.between + from * results.channels + onePanel * panel;
        for (std::int64_t k = 0; k < kernel.inputs; k += rowsAtOnce) {
            const float* rows = tiles.data + sample * tiles.between + from * tiles.channels + k;
            const float* start = anew && from == 0 ? nullptr : to + k * panel;
            if (half) sixRows<1>(rows, 1, tiles.channels, factors, results.channels, some, start, panel, to + k * panel, panel);
            else sixRows<2>(rows, 1, tiles.channels, factors, results.channels, some, start, panel, to + k * panel, panel);
        }
    }
}

void packMatrix(const float* matrix, std::int64_t inputs, std::int64_t outputs, std::int64_t ofInput, std::int64_t ofOutput, float* packed) {
    for (std::int64_t p = 0; p * panel < outputs; ++p)
        for (std::int64_t k = 0; k < inputs; ++k)
            for (std::int64_t n = 0; n < panel; ++n)
                packed[(p * inputs + k) * panel + n] = p * panel + n < outputs ? matrix[k * ofInput + (p * panel + n) * ofOutput] : 0;
}

void multiplyRows(const float* rows, std::int64_t count, std::int64_t inputs, const float* packed, std::int64_t outputs, const float* bias, float* to) {
    constexpr std::int64_t near = 16 * rowsAtOnce;  // Rows that stay in a core's own cache while all panels pass.
    for (std::int64_t from = 0; from < count; from += near)
        for (std::int64_t n = 0; n < outputs; n += panel)
            for (auto t = from; t < from + near && t < count; t += rowsAtOnce) {
                const auto row = t + rowsAtOnce > count ? count - rowsAtOnce : t;  // The last ones may be computed twice.
                const float* start = bias == nullptr ? nullptr : bias + n;
                if (outputs - n <= lanes) sixRows<1>(rows + row * inputs, inputs, 1, packed + n * inputs, panel, inputs, start, 0, to + row * outputs + n, outputs);
                else sixRows<2>(rows + row * inputs, inputs, 1, packed + n * inputs, panel, inputs, start, 0, to + row * outputs + n, outputs);
            }
}

void sumProducts(const float* rows, std::int64_t inputs, const float* gradients, std::int64_t outputs, std::int64_t count, bool anew, float* sums) {
    constexpr std::int64_t near = 128;
    const auto padded = (inputs + rowsAtOnce - 1) / rowsAtOnce * rowsAtOnce;
    for (std::int64_t from = 0; from < count; from += near) {
        const auto some = count - from < near ? count - from : near;
        for (std::int64_t n = 0; n < outputs; n += panel)
            for (std::int64_t k = 0; k < inputs; k += rowsAtOnce) {
                // The last rows again, so that nothing beyond the matrix is read.
                const auto first = k + rowsAtOnce > inputs ? inputs - rowsAtOnce : k;
                float* to = sums + n * padded + k * panel;
                const float* start = anew && from == 0 ? nullptr : to;
                if (outputs - n <= lanes) sixRows<1>(rows + from * inputs + first, 1, inputs, gradients + from * outputs + n, outputs, some, start, panel, to, panel);
                else sixRows<2>(rows + from * inputs + first, 1, inputs, gradients + from * outputs + n, outputs, some, start, panel, to, panel);
            }
    }
}

}  // namespace gano::winograd

#else

#include <cstdlib>

namespace gano::winograd {

// Never called; they are here for the linker.
void multiply(const Planes&, std::int64_t, const float*, std::int64_t, std::int64_t, std::int64_t, const Planes&) { std::abort(); }
void addGradient(const Planes&, const Planes&, std::int64_t, std::int64_t, std::int64_t, bool, const Kernel&, float*) { std::abort(); }
void packMatrix(const float*, std::int64_t, std::int64_t, std::int64_t, std::int64_t, float*) { std::abort(); }
void multiplyRows(const float*, std::int64_t, std::int64_t, const float*, std::int64_t, const float*, float*) { std::abort(); }
void sumProducts(const float*, std::int64_t, const float*, std::int64_t, std::int64_t, bool, float*) { std::abort(); }

}  // namespace gano::winograd

#endif
