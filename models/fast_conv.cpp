// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <vector>

#include "models/column_conv_torch.h"
#include "models/conv_function_torch.h"
#include "models/fast_conv_torch.h"
#include "models/fast_paths.h"
#include "models/layout_torch.h"
#include "models/pointwise_conv_torch.h"
#include "models/precision.h"
#include "models/winograd.h"

namespace gano {
namespace {

using winograd::Field;
using winograd::Kernel;
using winograd::Planes;
using winograd::Tiles;

constexpr std::int64_t leastChannels = 16, leastOfThreeStrided = 64;
bool wanted = false;  // Also where LibTorch's own may be faster.

/// Values that are worked on together: of the planes, what a core's own cache holds and what all cores share; of a kernel, what is
/// read again for every few tiles without being waited for.
constexpr std::int64_t ownCache = 100'000, sharedCache = 2'000'000, nearKernel = 200'000;
constexpr std::int64_t tilesOfATurn = 8;

/// One convolution: what is read and written on the way forward, and the same two for the gradient of the input.
struct Geometry {
    ConvShape shape;
    std::int64_t images, inputs, outputs, side;  ///< Side of the kernel.
    std::int64_t height, width;                  ///< Of the input.

    Geometry(at::IntArrayRef x, at::IntArrayRef weight, const ConvShape& s)
        : shape(s), images(x[0]), inputs(x[1]), outputs(weight[0]), side(weight[2]), height(x[2]), width(x[3]) {}

    std::int64_t outOf(std::int64_t length) const { return (length + 2 * shape.padding - shape.dilation * (side - 1) - 1) / shape.stride + 1; }
    std::int64_t taps() const { return side / shape.stride; }
    bool strided() const { return shape.stride == 2; }

    // A kernel of stride 2 is one of half as many taps that sees the four pixels of a 2 × 2 cell as channels of their own.
    Field input() const {
        return {.height = height, .width = width, .channels = inputs, .step = shape.stride * shape.dilation, .base = -shape.padding, .parts = shape.stride};
    }
    Field output() const { return {.height = outOf(height), .width = outOf(width), .channels = outputs, .step = shape.dilation, .base = 0, .parts = 1}; }
    // The kernel turned by half a circle passes over the gradient of the output.
    Field outputGradient() const {
        auto field = output();
        field.base = (strided() ? 0 : shape.padding) - shape.dilation * (taps() - 1);
        return field;
    }
    Field inputGradient() const {
        auto field = input();
        if (!strided()) field.base = 0;
        return field;
    }
    /// All tiles that fill a field with results.
    Tiles tilesOf(const Field& field) const {
        const auto results = winograd::side + 1 - taps();
        const auto along = [&](std::int64_t length) { return upTo((length - 1 - field.base) / field.step + 1, results) / results; };
        return {.images = images, .phases = shape.dilation, .rows = along(field.height), .columns = along(field.width), .results = results};
    }
};

/// Where the taps of a weight stand, for the way forward or for the gradient of the input.
class Taps {
public:
    Taps(const Geometry& geometry, const torch::Tensor& weight, bool turned) {
        const auto s = geometry.shape.stride;
        std::vector<std::int64_t> ofInputs, ofOutputs;
        for (std::int64_t part = 0; part < s * s; ++part)
            for (std::int64_t c = 0; c < geometry.inputs; ++c) ofInputs.push_back(part / s * weight.stride(2) + part % s * weight.stride(3) + c * weight.stride(1));
        const auto last = (geometry.taps() - 1) * s * (weight.stride(2) + weight.stride(3));
        for (std::int64_t c = 0; c < geometry.outputs; ++c) ofOutputs.push_back(c * weight.stride(0) + (turned ? last : 0));
        from_ = turned ? std::move(ofOutputs) : std::move(ofInputs);
        to_ = turned ? std::move(ofInputs) : std::move(ofOutputs);
        const auto sign = turned ? -s : s;
        kernel_ = {.taps = geometry.taps(), .inputs = static_cast<std::int64_t>(from_.size()), .outputs = static_cast<std::int64_t>(to_.size()),
                   .fromInput = from_.data(), .fromOutput = to_.data(), .down = sign * weight.stride(2), .right = sign * weight.stride(3)};
    }
    Taps(const Taps&) = delete;
    Taps& operator=(const Taps&) = delete;
    const Kernel& kernel() const { return kernel_; }

private:
    std::vector<std::int64_t> from_, to_;
    Kernel kernel_;
};

/// Memory for 36 matrices, with room for whole groups of rows.
class PlanesMemory {
public:
    PlanesMemory(std::int64_t tiles, std::int64_t channels) {
        // Not a multiple of 4096 bytes apart, or all 36 would compete for the same places of the cache; and with room behind the last
        // row, since winograd::addGradient takes six channels at a time.
        planes_.between = upTo(tiles, winograd::rowsAtOnce) * channels + winograd::panel;
        planes_.channels = channels;
        memory_ = at::empty({winograd::samples * planes_.between + winograd::panel}, torch::kFloat);
        planes_.data = memory_.data_ptr<float>();
    }
    const Planes& planes() const { return planes_; }

private:
    torch::Tensor memory_;
    Planes planes_;
};

Planes fromTile(Planes planes, std::int64_t tile) {
    planes.data += tile * planes.channels;
    return planes;
}

torch::Tensor emptyLike(const Geometry& geometry, const Field& field, const torch::Tensor& x) {
    return at::empty({geometry.images, field.channels, field.height, field.width}, x.options().memory_format(torch::MemoryFormat::ChannelsLast));
}

/// With strides that say so even where there is one channel, which LibTorch would take for the other layout.
torch::Tensor markedSideBySide(const torch::Tensor& x) {
    if (x.size(1) > 1 || x.requires_grad()) return sideBySide(x);
    return x.contiguous().as_strided(x.sizes(), {x.size(2) * x.size(3), 1, x.size(3), 1});
}

/// What a pass over all tiles is made of.
struct Pass {
    Tiles tiles;
    Field in, out;
    const float* from;
    const float* packed;
    std::int64_t panels;
    const float* bias;  ///< Or null.
    float* to;

    std::int64_t valuesOfATile() const { return winograd::samples * (winograd::depthOf(in) + winograd::depthOf(out)); }

    /// Each core takes its own tiles from reading to writing; the kernel stays near every core.
    void apart() const {
        const auto atOnce = std::clamp<std::int64_t>(ownCache / valuesOfATile() / winograd::rowsAtOnce * winograd::rowsAtOnce, 24, 96);
        at::parallel_for(0, winograd::countOf(tiles), atOnce, [&](std::int64_t begin, std::int64_t end) {
            const PlanesMemory read(atOnce, winograd::depthOf(in)), made(atOnce, winograd::depthOf(out));
            for (auto first = begin; first < end; first += atOnce) {
                const auto count = std::min(atOnce, end - first);
                winograd::readTiles(tiles, in, from, first, count, read.planes());
                for (std::int64_t i = 0; i < winograd::samples * panels; ++i) winograd::multiply(read.planes(), count, packed, panels, i / panels, i % panels, made.planes());
                winograd::writeTiles(tiles, out, made.planes(), bias, first, count, to);
            }
        });
    }

    /// The cores read and write tiles for all, and each takes its own part of a kernel too large to be near every core.
    void together() const {
        const auto all = winograd::countOf(tiles), atOnce = std::min(all, std::clamp<std::int64_t>(sharedCache / valuesOfATile(), 96, 512));
        const PlanesMemory read(atOnce, winograd::depthOf(in)), made(atOnce, winograd::depthOf(out));
        for (std::int64_t first = 0; first < all; first += atOnce) {
            const auto count = std::min(atOnce, all - first);
            at::parallel_for(0, count, tilesOfATurn, [&](std::int64_t begin, std::int64_t end) {
                winograd::readTiles(tiles, in, from, first + begin, end - begin, fromTile(read.planes(), begin));
            });
            at::parallel_for(0, winograd::samples * panels, 1, [&](std::int64_t begin, std::int64_t end) {
                for (auto i = begin; i < end; ++i) winograd::multiply(read.planes(), count, packed, panels, i / panels, i % panels, made.planes());
            });
            at::parallel_for(0, count, tilesOfATurn, [&](std::int64_t begin, std::int64_t end) {
                winograd::writeTiles(tiles, out, fromTile(made.planes(), begin), bias, first + begin, end - begin, to);
            });
        }
    }
};

struct Side {
    Field field;
    torch::Tensor images;
};

/// Fills `out` with what the kernel makes of `in`.
void pass(const Geometry& geometry, const Side& in, const Kernel& kernel, const torch::Tensor& weight, const float* bias, const Side& out) {
    GANO_RECORD_CONVOLUTION;
    const auto panels = winograd::panelsOf(kernel);
    const auto packed = at::empty({winograd::packedSizeOf(kernel)}, torch::kFloat);
    at::parallel_for(0, panels, 1, [&](std::int64_t begin, std::int64_t end) {
        winograd::packKernel(kernel, weight.data_ptr<float>(), begin, end, packed.data_ptr<float>());
    });
    const Pass all{geometry.tilesOf(out.field), in.field, out.field, in.images.data_ptr<float>(), packed.data_ptr<float>(), panels, bias, out.images.data_ptr<float>()};
    if (packed.numel() > nearKernel) all.together();
    else all.apart();
}

torch::Tensor forwardPass(const Geometry& geometry, const torch::Tensor& x, const torch::Tensor& weight, const OptionalTensor& bias) {
    const auto output = emptyLike(geometry, geometry.output(), x);
    const Taps taps(geometry, weight, false);
    pass(geometry, {geometry.input(), x}, taps.kernel(), weight, valuesOf(bias), {geometry.output(), output});
    return output;
}

torch::Tensor gradientOfInput(const Geometry& geometry, const torch::Tensor& gradient, const torch::Tensor& weight) {
    const auto made = emptyLike(geometry, geometry.inputGradient(), gradient);
    const Taps taps(geometry, weight, true);
    pass(geometry, {geometry.outputGradient(), gradient}, taps.kernel(), weight, nullptr, {geometry.inputGradient(), made});
    return made;
}

/// Tiles are read by all cores, then each core sums up some of the 36 matrices, so that no core has sums of its own.
torch::Tensor gradientOfWeight(const Geometry& geometry, const torch::Tensor& x, const torch::Tensor& gradient) {
    GANO_RECORD_CONVOLUTION;
    const auto made = at::empty({geometry.outputs, geometry.inputs, geometry.side, geometry.side}, torch::kFloat);
    const Taps taps(geometry, made, false);
    const auto& kernel = taps.kernel();
    const auto in = geometry.input(), out = geometry.output();
    const auto tiles = geometry.tilesOf(out);
    const auto panels = winograd::panelsOf(kernel), count = winograd::countOf(tiles);
    const auto depth = winograd::depthOf(in) + winograd::depthOf(out);
    const auto atOnce = std::min(count, std::clamp<std::int64_t>(sharedCache / (winograd::samples * depth), 96, 512));
    const PlanesMemory read(atOnce, winograd::depthOf(in)), gradients(atOnce, winograd::depthOf(out));
    const auto sums = at::empty({winograd::sumsSizeOf(kernel)}, torch::kFloat);
    for (std::int64_t first = 0; first < count; first += atOnce) {
        const auto some = std::min(atOnce, count - first);
        at::parallel_for(0, some, tilesOfATurn, [&](std::int64_t begin, std::int64_t end) {
            winograd::readTiles(tiles, in, x.data_ptr<float>(), first + begin, end - begin, fromTile(read.planes(), begin));
            winograd::readResults(tiles, out, gradient.data_ptr<float>(), first + begin, end - begin, fromTile(gradients.planes(), begin));
        });
        at::parallel_for(0, winograd::samples * panels, 1, [&](std::int64_t begin, std::int64_t end) {
            for (auto i = begin; i < end; ++i)
                winograd::addGradient(read.planes(), gradients.planes(), some, i / panels, i % panels, first == 0, kernel, sums.data_ptr<float>());
        });
    }
    at::parallel_for(0, panels, 1, [&](std::int64_t begin, std::int64_t end) {
        winograd::unpackGradient(kernel, sums.data_ptr<float>(), begin, end, made.data_ptr<float>());
    });
    return made;
}

class WinogradConv {
public:
    WinogradConv(at::IntArrayRef x, at::IntArrayRef weight, const ConvShape& shape) : geometry_(x, weight, shape) {}
    torch::Tensor output(const torch::Tensor& x, const torch::Tensor& weight, const OptionalTensor& bias) const { return forwardPass(geometry_, x, weight, bias); }
    torch::Tensor ofInput(const torch::Tensor& gradient, const torch::Tensor& weight) const { return gradientOfInput(geometry_, gradient, weight); }
    torch::Tensor ofWeight(const torch::Tensor& x, const torch::Tensor& gradient) const { return gradientOfWeight(geometry_, x, gradient); }

private:
    Geometry geometry_;
};

/// Few tiles, or tiles that are mostly outside the image, do not earn what the kernel's own 36 values cost. In products per pair of
/// channels; packing a kernel takes as long as multiplying about 20 tiles with it, the matrices around a product a third of it.
bool pays(const Geometry& geometry) {
    const auto tiles = winograd::countOf(geometry.tilesOf(geometry.output()));
    const auto fast = winograd::samples * (tiles + 20) * 4 / 3 * geometry.shape.stride * geometry.shape.stride;
    return fast < geometry.images * geometry.outOf(geometry.height) * geometry.outOf(geometry.width) * geometry.side * geometry.side;
}

bool hasFloats(const torch::Tensor& tensor, std::int64_t dimensions) {
    return tensor.is_cpu() && tensor.scalar_type() == torch::kFloat && tensor.dim() == dimensions;
}

bool holdsKernel(std::int64_t length, std::int64_t side, const ConvShape& shape) { return length > 0 && length + 2 * shape.padding > shape.dilation * (side - 1); }

/// Whether the ways of this program are open to these numbers at all. What makes no sense is for LibTorch to complain of.
bool areOurs(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const ConvShape& shape) {
    return convolvesFast(x) && hasFloats(weight, 4) && (!bias.defined() || (hasFloats(bias, 1) && bias.size(0) == weight.size(0))) && x.size(1) == weight.size(1) &&
           shape.padding >= 0 && shape.dilation >= 1 && shape.stride >= 1 && holdsKernel(x.size(2), weight.size(2), shape) && holdsKernel(x.size(3), weight.size(3), shape);
}

bool savesProducts(const torch::Tensor& x, const torch::Tensor& weight, const ConvShape& shape) {
    const auto side = weight.size(2);
    if (side != weight.size(3)) return false;
    const bool known = shape.stride == 1 ? side >= 2 && side <= 4 : shape.stride == 2 && side == 4 && shape.dilation == 1;
    for (const auto channels : {weight.size(0), weight.size(1)})
        if (channels < leastChannels || channels % winograd::lanes != 0) return false;
    if (!known) return false;
    const Geometry geometry(x.sizes(), weight.sizes(), shape);
    return geometry.outOf(geometry.height) > 0 && geometry.outOf(geometry.width) > 0 && pays(geometry);
}

}  // namespace

bool computesWinograd() {
    static const bool possible = winograd::built && processorHasAvx2(), preferred = !processorHasAvx512();
    return possible && (preferred || wanted) && fastPaths().winograd;
}

bool convolvesFast(const torch::Tensor& x) { return computesWinograd() && hasFloats(x, 4) && !convolvesReduced(x.device()); }

void wantWinograd(bool everywhere) { wanted = everywhere; }

torch::Tensor fastConv2d(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const ConvShape& shape) {
    const bool ours = areOurs(x, weight, bias, shape);
    if (ours && shape.stride == 1 && shape.padding == 0 && canBePointwise(x, weight)) return pointwiseConv(x, weight, bias);
    if (ours && shape.stride == 2 && weight.size(2) == 3 && weight.size(3) == 3 && x.size(2) % 2 == 0 && x.size(3) % 2 == 0 &&
        std::min(weight.size(0), weight.size(1)) >= leastOfThreeStrided) {
        // Three taps of stride 2 are four of which the last is zero; with few channels that would not pay.
        const auto four = at::constant_pad_nd(weight, {0, 1, 0, 1});
        if (savesProducts(x, four, shape)) return convolvedBy<WinogradConv>(x, four, bias, shape);
    }
    if (ours && savesProducts(x, weight, shape)) return convolvedBy<WinogradConv>(x, weight, bias, shape);
    if (ours && canBeColumns(x, weight, shape)) return columnConv(x, weight, bias, shape);
    const std::array<std::int64_t, 2> stride = {shape.stride, shape.stride}, padding = {shape.padding, shape.padding}, dilation = {shape.dilation, shape.dilation};
    // Between layers that have their channels side by side the layout stays.
    return at::conv2d(ours ? markedSideBySide(x) : x, weight, bias.defined() ? OptionalTensor(bias) : OptionalTensor(), stride, padding, dilation);
}

FastConvImpl::FastConvImpl(std::int64_t in, std::int64_t out, std::int64_t kernelSide, const ConvShape& shape, bool withBias)
    : Conv2dImpl(torch::nn::Conv2dOptions(in, out, kernelSide).stride(shape.stride).padding(shape.padding).dilation(shape.dilation).bias(withBias)), shape_(shape) {}

torch::Tensor FastConvImpl::forward(const torch::Tensor& x) { return fastConv2d(x, weight, bias, shape_); }

}  // namespace gano
