// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Compiled for AVX2, which the rest of the program is not. So no header with code of its own may be included here: a linker keeps one
// copy of an inline function, and it might be the one that an older processor cannot run.
#include "models/winograd.h"

#ifdef GANOSCOPE_WINOGRAD

#include <immintrin.h>

namespace gano::winograd {
namespace {

using Lanes = __m256;
constexpr std::int64_t widest = 5;  // Results of a tile along one dimension.

inline Lanes times(float factor, Lanes x) { return _mm256_mul_ps(_mm256_set1_ps(factor), x); }
inline Lanes plusTimes(Lanes sum, float factor, Lanes x) { return _mm256_fmadd_ps(_mm256_set1_ps(factor), x, sum); }

/// Bᵀ of the paper: six samples to six values. `apart`: from one sample, or value, to the next.
inline void samplesToValues(const Lanes* in, std::int64_t inApart, Lanes* out, std::int64_t outApart) {
    const Lanes d0 = in[0], d1 = in[inApart], d2 = in[2 * inApart], d3 = in[3 * inApart], d4 = in[4 * inApart], d5 = in[5 * inApart];
    const Lanes even = plusTimes(d4, -4, d2), odd = plusTimes(d3, -4, d1);
    const Lanes evenTwo = _mm256_sub_ps(d4, d2), oddTwo = times(2, _mm256_sub_ps(d3, d1));
    out[0] = plusTimes(plusTimes(d4, 4, d0), -5, d2);
    out[outApart] = _mm256_add_ps(even, odd);
    out[2 * outApart] = _mm256_sub_ps(even, odd);
    out[3 * outApart] = _mm256_add_ps(evenTwo, oddTwo);
    out[4 * outApart] = _mm256_sub_ps(evenTwo, oddTwo);
    out[5 * outApart] = plusTimes(plusTimes(d5, 4, d1), -5, d3);
}

/// Aᵀ: six values to R results, the powers 0 to R - 1 of the points; infinity counts for the highest power alone.
template <std::int64_t R>
inline void valuesToResults(const Lanes* in, std::int64_t inApart, Lanes* out, std::int64_t outApart) {
    const Lanes m1 = in[inApart], m2 = in[2 * inApart], m3 = in[3 * inApart], m4 = in[4 * inApart];
    const Lanes even = _mm256_add_ps(m1, m2), odd = _mm256_sub_ps(m1, m2), evenTwo = _mm256_add_ps(m3, m4), oddTwo = _mm256_sub_ps(m3, m4);
    out[0] = _mm256_add_ps(in[0], _mm256_add_ps(even, evenTwo));
    out[outApart] = plusTimes(odd, 2, oddTwo);
    out[2 * outApart] = plusTimes(even, 4, evenTwo);
    if constexpr (R > 3) out[3 * outApart] = plusTimes(odd, 8, oddTwo);
    if constexpr (R > 4) out[4 * outApart] = plusTimes(even, 16, evenTwo);
    out[(R - 1) * outApart] = _mm256_add_ps(out[(R - 1) * outApart], in[5 * inApart]);
}

/// A, the transposed of the above.
template <std::int64_t R>
inline void resultsToValues(const Lanes* in, std::int64_t inApart, Lanes* out, std::int64_t outApart) {
    Lanes even = plusTimes(in[0], 1, in[2 * inApart]), evenTwo = plusTimes(in[0], 4, in[2 * inApart]);
    Lanes odd = in[inApart], oddTwo = times(2, in[inApart]);
    if constexpr (R > 3) {
        odd = _mm256_add_ps(odd, in[3 * inApart]);
        oddTwo = plusTimes(oddTwo, 8, in[3 * inApart]);
    }
    if constexpr (R > 4) {
        even = _mm256_add_ps(even, in[4 * inApart]);
        evenTwo = plusTimes(evenTwo, 16, in[4 * inApart]);
    }
    out[0] = in[0];
    out[outApart] = _mm256_add_ps(even, odd);
    out[2 * outApart] = _mm256_sub_ps(even, odd);
    out[3 * outApart] = _mm256_add_ps(evenTwo, oddTwo);
    out[4 * outApart] = _mm256_sub_ps(evenTwo, oddTwo);
    out[5 * outApart] = in[(R - 1) * inApart];
}

/// Where a tile begins: its image, and the sample and phase of its first row and column.
struct Place {
    std::int64_t image, rowPhase, columnPhase, row, column;
};

inline Place placeOf(const Tiles& tiles, std::int64_t tile) {
    Place place{};
    place.column = tile % tiles.columns * tiles.results;
    tile /= tiles.columns;
    place.row = tile % tiles.rows * tiles.results;
    tile /= tiles.rows;
    place.columnPhase = tile % tiles.phases;
    tile /= tiles.phases;
    place.rowPhase = tile % tiles.phases;
    place.image = tile / tiles.phases;
    return place;
}

inline void advance(const Tiles& tiles, Place& place) {
    place.column += tiles.results;
    if (place.column < tiles.columns * tiles.results) return;
    place.column = 0;
    place.row += tiles.results;
    if (place.row < tiles.rows * tiles.results) return;
    place.row = 0;
    if (++place.columnPhase < tiles.phases) return;
    place.columnPhase = 0;
    if (++place.rowPhase < tiles.phases) return;
    place.rowPhase = 0;
    ++place.image;
}

/// N × N pixels of a tile: steps from one to the next where all are inside the image, their offsets, or -1, where some are not.
template <std::int64_t N>
struct Window {
    bool inside = false;
    std::int64_t first = 0, down = 0, right = 0;
    std::int64_t offsets[N * N];

    /// The part of the samples that is `below` and `beside` them.
    void moveTo(const Field& field, const Place& place, std::int64_t below, std::int64_t beside) {
        const auto top = field.step * place.row + field.base + place.rowPhase + below, left = field.step * place.column + field.base + place.columnPhase + beside;
        right = field.step * field.channels;
        down = right * field.width;
        first = ((place.image * field.height + top) * field.width + left) * field.channels;
        inside = top >= 0 && left >= 0 && top + field.step * (N - 1) < field.height && left + field.step * (N - 1) < field.width;
        if (inside) return;
        for (std::int64_t i = 0; i < N; ++i)
            for (std::int64_t j = 0; j < N; ++j) {
                const auto y = top + field.step * i, x = left + field.step * j;
                offsets[i * N + j] = y >= 0 && y < field.height && x >= 0 && x < field.width ? first + i * down + j * right : -1;
            }
    }

    template <bool Inside>
    Lanes load(const float* images, std::int64_t i, std::int64_t j) const {
        if constexpr (Inside) return _mm256_loadu_ps(images + first + i * down + j * right);
        const auto offset = offsets[i * N + j];
        return offset < 0 ? _mm256_setzero_ps() : _mm256_loadu_ps(images + offset);
    }
    template <bool Inside>
    void store(float* images, std::int64_t i, std::int64_t j, Lanes values) const {
        if constexpr (Inside) _mm256_storeu_ps(images + first + i * down + j * right, values);
        else if (const auto offset = offsets[i * N + j]; offset >= 0) _mm256_storeu_ps(images + offset, values);
    }
};

/// Calls work(window, tile of the planes, first channel of the planes) for all tiles and parts.
template <std::int64_t N, class Work>
inline void eachPart(const Tiles& tiles, const Field& field, std::int64_t first, std::int64_t count, const Work& work) {
    Window<N> window;
    auto place = placeOf(tiles, first);
    for (std::int64_t t = 0; t < count; ++t) {
        for (std::int64_t part = 0; part < field.parts * field.parts; ++part) {
            window.moveTo(field, place, part / field.parts, part % field.parts);
            work(window, t, part * field.channels);
        }
        advance(tiles, place);
    }
}

template <bool Inside>
void readTile(const Window<side>& window, const float* images, std::int64_t channels, float* target, std::int64_t between) {
    for (std::int64_t c = 0; c < channels; c += lanes) {
        Lanes half[samples], out[side];
#pragma GCC unroll 6
        for (std::int64_t j = 0; j < side; ++j) {
            Lanes in[side];
#pragma GCC unroll 6
            for (std::int64_t i = 0; i < side; ++i) in[i] = window.load<Inside>(images + c, i, j);
            samplesToValues(in, 1, half + j, side);
        }
#pragma GCC unroll 6
        for (std::int64_t i = 0; i < side; ++i) {
            samplesToValues(half + i * side, 1, out, 1);
#pragma GCC unroll 6
            for (std::int64_t j = 0; j < side; ++j) _mm256_storeu_ps(target + (i * side + j) * between + c, out[j]);
        }
    }
}

template <std::int64_t R, bool Inside>
void readResult(const Window<R>& window, const float* images, std::int64_t channels, float* target, std::int64_t between) {
    for (std::int64_t c = 0; c < channels; c += lanes) {
        Lanes in[R], half[side * R], out[side];
#pragma GCC unroll 6
        for (std::int64_t j = 0; j < R; ++j) {
#pragma GCC unroll 6
            for (std::int64_t i = 0; i < R; ++i) in[i] = window.template load<Inside>(images + c, i, j);
            resultsToValues<R>(in, 1, half + j, R);
        }
#pragma GCC unroll 6
        for (std::int64_t i = 0; i < side; ++i) {
            resultsToValues<R>(half + i * R, 1, out, 1);
#pragma GCC unroll 6
            for (std::int64_t j = 0; j < side; ++j) _mm256_storeu_ps(target + (i * side + j) * between + c, out[j]);
        }
    }
}

template <std::int64_t R, bool Inside>
void writeTile(const Window<R>& window, const float* source, std::int64_t between, const float* bias, std::int64_t channels, float* images) {
    for (std::int64_t c = 0; c < channels; c += lanes) {
        Lanes in[side], half[R * side], out[R];
#pragma GCC unroll 6
        for (std::int64_t j = 0; j < side; ++j) {
#pragma GCC unroll 6
            for (std::int64_t i = 0; i < side; ++i) in[i] = _mm256_loadu_ps(source + (i * side + j) * between + c);
            valuesToResults<R>(in, 1, half + j, side);
        }
        const Lanes shift = bias == nullptr ? _mm256_setzero_ps() : _mm256_loadu_ps(bias + c);
#pragma GCC unroll 6
        for (std::int64_t i = 0; i < R; ++i) {
            valuesToResults<R>(half + i * side, 1, out, 1);
#pragma GCC unroll 6
            for (std::int64_t j = 0; j < R; ++j) window.template store<Inside>(images + c, i, j, _mm256_add_ps(out[j], shift));
        }
    }
}

template <std::int64_t R>
void readResultsOf(const Tiles& tiles, const Field& field, const float* images, std::int64_t first, std::int64_t count, const Planes& to) {
    eachPart<R>(tiles, field, first, count, [&](const Window<R>& window, std::int64_t tile, std::int64_t channel) {
        float* target = to.data + tile * to.channels + channel;
        if (window.inside) readResult<R, true>(window, images, field.channels, target, to.between);
        else readResult<R, false>(window, images, field.channels, target, to.between);
    });
}

template <std::int64_t R>
void writeTilesOf(const Tiles& tiles, const Field& field, const Planes& from, const float* bias, std::int64_t first, std::int64_t count, float* images) {
    eachPart<R>(tiles, field, first, count, [&](const Window<R>& window, std::int64_t tile, std::int64_t channel) {
        const float* source = from.data + tile * from.channels + channel;
        if (window.inside) writeTile<R, true>(window, source, from.between, bias, field.channels, images);
        else writeTile<R, false>(window, source, from.between, bias, field.channels, images);
    });
}

}  // namespace

void readTiles(const Tiles& tiles, const Field& field, const float* images, std::int64_t first, std::int64_t count, const Planes& to) {
    eachPart<side>(tiles, field, first, count, [&](const Window<side>& window, std::int64_t tile, std::int64_t channel) {
        float* target = to.data + tile * to.channels + channel;
        if (window.inside) readTile<true>(window, images, field.channels, target, to.between);
        else readTile<false>(window, images, field.channels, target, to.between);
    });
}

void readResults(const Tiles& tiles, const Field& field, const float* images, std::int64_t first, std::int64_t count, const Planes& to) {
    if (tiles.results == 3) readResultsOf<3>(tiles, field, images, first, count, to);
    else if (tiles.results == 4) readResultsOf<4>(tiles, field, images, first, count, to);
    else readResultsOf<widest>(tiles, field, images, first, count, to);
}

void writeTiles(const Tiles& tiles, const Field& field, const Planes& from, const float* bias, std::int64_t first, std::int64_t count, float* images) {
    if (tiles.results == 3) writeTilesOf<3>(tiles, field, from, bias, first, count, images);
    else if (tiles.results == 4) writeTilesOf<4>(tiles, field, from, bias, first, count, images);
    else writeTilesOf<widest>(tiles, field, from, bias, first, count, images);
}

}  // namespace gano::winograd

#else

#include <cstdlib>

namespace gano::winograd {

// Never called; they are here for the linker.
void readTiles(const Tiles&, const Field&, const float*, std::int64_t, std::int64_t, const Planes&) { std::abort(); }
void readResults(const Tiles&, const Field&, const float*, std::int64_t, std::int64_t, const Planes&) { std::abort(); }
void writeTiles(const Tiles&, const Field&, const Planes&, const float*, std::int64_t, std::int64_t, float*) { std::abort(); }

}  // namespace gano::winograd

#endif
