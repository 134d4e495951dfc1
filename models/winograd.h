// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Convolution with fewer products (Winograd's minimal filtering: Lavin & Gray 2016, arXiv 1509.09308), for float32 on processors
/// with AVX2, where neither LibTorch nor the oneDNN it brings has any. Plain numbers in and out; models/fast_conv_torch.h makes
/// layers of it.
///
/// A tile of 6 × 6 samples of every input channel goes through a small fixed matrix from both sides (readTiles); the 36 values are
/// multiplied with as many values of the kernel, summed over the input channels by 36 products of matrices (multiply), and another
/// fixed matrix makes the results of the tile (writeTiles). With the points 0, 1, -1, 2, -2 and infinity one set of matrices serves
/// kernels of 3 taps (4 × 4 results for 36 products instead of 144), of 2 taps (5 × 5 for 36 instead of 100) and of 4 taps (3 × 3 for
/// 36 instead of 144). Rounding: about 1e-6 to 2e-5 of the largest result, against 1e-6 by the plain sum.
namespace gano::winograd {

constexpr std::int64_t side = 6;             ///< Samples of a tile along one dimension.
constexpr std::int64_t samples = side * side;
constexpr std::int64_t lanes = 8;            ///< Channels have to be a multiple of it.
constexpr std::int64_t panel = 16;           ///< Output channels that are computed together.
constexpr std::int64_t rowsAtOnce = 6;       ///< Rows of a product of matrices that are computed together.

/// True where this program was built with what follows, which may be called on processors with AVX2 and FMA only.
#ifdef GANOSCOPE_WINOGRAD
constexpr bool built = true;
#else
constexpr bool built = false;
#endif

/// Images whose pixels have their channels side by side (N × H × W × C), as what tiles take their samples from or put their results
/// to. Sample i of phase f lies at pixel step · i + base + f, along both dimensions alike; outside the image it is 0 or dropped.
struct Field {
    std::int64_t height = 0, width = 0, channels = 0;
    std::int64_t step = 1, base = 0;
    std::int64_t parts = 1;  ///< 2: a sample is the 2 × 2 pixels from there on, which makes four times as many channels of them.
};

/// All tiles of a pass, counted through images, phases (for dilated kernels: pixels that never meet), rows and columns.
struct Tiles {
    std::int64_t images = 0, phases = 1, rows = 0, columns = 0;
    std::int64_t results = 4;  ///< Of a tile along one dimension, 3 to 5; the next tile begins that many samples later.
};

/// 36 matrices, tile × channel, `between` values apart.
struct Planes {
    float* data = nullptr;
    std::int64_t channels = 0;  ///< Values of a row.
    std::int64_t between = 0;
};

/// Samples of `count` tiles from `first` on, transformed.
void readTiles(const Tiles& tiles, const Field& field, const float* images, std::int64_t first, std::int64_t count, const Planes& to);
/// The transposed way of writeTiles: what gradients of the results mean for the 36 values.
void readResults(const Tiles& tiles, const Field& field, const float* images, std::int64_t first, std::int64_t count, const Planes& to);
/// Results of `count` tiles from `first` on; `bias` for each of the field's channels, or null.
void writeTiles(const Tiles& tiles, const Field& field, const Planes& from, const float* bias, std::int64_t first, std::int64_t count, float* images);

/// A kernel's weights in memory: tap (u, v) from input channel k to output channel n stands at
/// data[fromInput[k] + fromOutput[n] + u · down + v · right].
struct Kernel {
    std::int64_t taps = 3;
    std::int64_t inputs = 0, outputs = 0;
    const std::int64_t* fromInput = nullptr;
    const std::int64_t* fromOutput = nullptr;
    std::int64_t down = 0, right = 0;
};

// Static: winograd_tiles.cpp and its neighbours are compiled for newer processors than the rest, and their copies must stay their own.
static inline std::int64_t depthOf(const Field& field) { return field.parts * field.parts * field.channels; }
static inline std::int64_t countOf(const Tiles& tiles) { return tiles.images * tiles.phases * tiles.phases * tiles.rows * tiles.columns; }
static inline std::int64_t panelsOf(const Kernel& kernel) { return (kernel.outputs + panel - 1) / panel; }
static inline std::int64_t packedSizeOf(const Kernel& kernel) { return samples * panelsOf(kernel) * kernel.inputs * panel; }
/// Rows of sums are computed six at a time.
static inline std::int64_t paddedInputsOf(const Kernel& kernel) { return (kernel.inputs + rowsAtOnce - 1) / rowsAtOnce * rowsAtOnce; }
static inline std::int64_t sumsSizeOf(const Kernel& kernel) { return samples * panelsOf(kernel) * paddedInputsOf(kernel) * panel; }

/// The 36 values of every kernel, for output channels `fromPanel` · 16 up to `toPanel` · 16: sample × panel × input × 16.
void packKernel(const Kernel& kernel, const float* weights, std::int64_t fromPanel, std::int64_t toPanel, float* packed);
/// products = tiles · kernel for one sample and one panel. The planes have room for a multiple of six tiles.
void multiply(const Planes& tiles, std::int64_t count, const float* packed, std::int64_t panels, std::int64_t sample, std::int64_t onePanel, const Planes& products);
/// sums (+)= tilesᵀ · results for one sample and one panel, which is the gradient of the packed kernel: sample × panel × padded input × 16.
/// Reads up to four values beyond the planes of `tiles`, whose room has to reach that far.
void addGradient(const Planes& tiles, const Planes& results, std::int64_t count, std::int64_t sample, std::int64_t onePanel, bool anew, const Kernel& kernel, float* sums);
/// The transposed way of packKernel, into weights laid out alike.
void unpackGradient(const Kernel& kernel, const float* sums, std::int64_t fromPanel, std::int64_t toPanel, float* weights);

// Kernels of one pixel: the same products of matrices without tiles. `rows` are pixels with `inputs` channels, at least six.

/// matrix[k · ofInput + n · ofOutput] to panel × input × 16.
void packMatrix(const float* matrix, std::int64_t inputs, std::int64_t outputs, std::int64_t ofInput, std::int64_t ofOutput, float* packed);
/// to[row][n] = bias[n] + Σ rows[row][k] · matrix(k, n); `bias` may be null.
void multiplyRows(const float* rows, std::int64_t count, std::int64_t inputs, const float* packed, std::int64_t outputs, const float* bias, float* to);
/// sums(k, n) (+)= Σ rows[row][k] · gradients[row][n] as panel × group of six inputs × 6 × 16; the last group ends with the last input.
void sumProducts(const float* rows, std::int64_t inputs, const float* gradients, std::int64_t outputs, std::int64_t count, bool anew, float* sums);

}  // namespace gano::winograd
