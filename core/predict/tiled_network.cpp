// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <torch/types.h>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <numbers>

#include "core/base/error.h"
#include "core/predict/tiled_network_torch.h"
#include "models/fast_paths.h"
#include "models/precision.h"
#include "models/torch_compat.h"

namespace gano {
namespace {

/// Tiles begin at multiples of this, so that poolings fall on the same grid as in the whole image.
constexpr std::int64_t tileGrid = 32;

std::int64_t roundedUp(std::int64_t n, std::int64_t to) { return (n + to - 1) / to * to; }

/// One axis of an image cut into as few tiles as their largest length allows, of one length, which is as small as it then can be.
struct TileAxis {
    std::int64_t length, tile, stride, count;
    TileAxis(std::int64_t size, std::int64_t largestTile, std::int64_t wantedOverlap) : length(size) {
        const auto largest = roundedUp(largestTile, tileGrid);
        const auto overlap = std::min(roundedUp(wantedOverlap, tileGrid), largest / 2 / tileGrid * tileGrid);
        const auto covers = [&](std::int64_t tiles, std::int64_t side) { return side + (tiles - 1) * (side - overlap); };
        for (count = 1; covers(count, largest) < size;) ++count;
        for (tile = count == 1 ? tileGrid : overlap + tileGrid; covers(count, tile) < size;) tile += tileGrid;
        stride = tile - (count == 1 ? 0 : overlap);
    }
    std::int64_t covered() const { return (count - 1) * stride + tile; }
};

/// Mirrors an index that lies beyond the image back inside.
std::int64_t mirrored(std::int64_t i, std::int64_t size) {
    if (size == 1) return 0;
    const auto period = 2 * (size - 1);
    i %= period;
    return i < size ? i : period - i;
}

/// The weight of each pixel of a tile: rises over the overlap as sin², so that neighbours add up to one.
at::Tensor tileWindow(const TileAxis& axis, std::int64_t scale) {
    const auto n = axis.tile * scale, ramp = (axis.tile - axis.stride) * scale;
    auto window = at::ones({n});
    float* w = window.data_ptr<float>();
    for (std::int64_t i = 0; i < ramp; ++i) {
        const double s = std::sin(0.5 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(ramp));
        w[i] = w[n - 1 - i] = std::max(static_cast<float>(s * s), 1e-4F);
    }
    return window;
}

/// Rows [y, y + count) of the grid, mirrored below its end and to the right up to `width`; normalised.
at::Tensor stripOf(const GridRows& source, const NetworkGrid& grid, std::int64_t y, std::int64_t count, std::int64_t width) {
    const auto inside = std::min<std::int64_t>(count, grid.height - y);
    // A strip that reaches below the image mirrors rows that may lie above the strip itself.
    const auto first = inside == count ? y : std::max<std::int64_t>(0, y - count);
    const auto rows = y + inside - first;
    const auto values = source.read(static_cast<int>(first), static_cast<int>(rows));
    auto strip = at::empty({count, width});
    float* out = strip.data_ptr<float>();
    for (std::int64_t r = 0; r < count; ++r) {
        const float* line = values.data() + (mirrored(y + r, grid.height) - first) * grid.width;
        float* to = out + r * width;
        std::memcpy(to, line, static_cast<std::size_t>(grid.width) * sizeof(float));
        for (std::int64_t x = grid.width; x < width; ++x) to[x] = line[mirrored(x, grid.width)];
    }
    return strip;
}

/// Brings finished rows from the network's grid back to the image's, a few at a time.
class RowsBack {
public:
    RowsBack(std::int64_t width, std::int64_t height, std::int64_t newWidth, std::int64_t newHeight, const RowSink& sink)
        : resampler_(static_cast<int>(width), static_cast<int>(height), static_cast<int>(newWidth), static_cast<int>(newHeight)), sink_(sink) {}

    void add(const PredictedRows& rows) {
        values_ = joined(values_, rows.values);
        if (rows.deviation.defined()) deviation_ = joined(deviation_, rows.deviation);
        const int last = first_ + static_cast<int>(values_.size(1)), begin = next_;
        while (next_ < resampler_.newHeight() && resampler_.needs(next_).second <= last) ++next_;
        if (next_ == begin) return;
        PredictedRows out;
        out.y = begin;
        out.values = resampled(values_, begin);
        if (deviation_.defined()) out.deviation = resampled(deviation_, begin);
        sink_(out);
        // What the next rows need is kept.
        const int keep = next_ < resampler_.newHeight() ? resampler_.needs(next_).first : last;
        if (keep <= first_) return;
        values_ = values_.slice(1, keep - first_).contiguous();
        if (deviation_.defined()) deviation_ = deviation_.slice(1, keep - first_).contiguous();
        first_ = keep;
    }

private:
    static at::Tensor joined(const at::Tensor& kept, const at::Tensor& more) { return kept.defined() ? at::cat({kept, more}, 1) : more.contiguous(); }

    at::Tensor resampled(const at::Tensor& planes, int begin) const {
        auto out = at::empty({planes.size(0), next_ - begin, resampler_.newWidth()});
        const auto columns = static_cast<std::size_t>(resampler_.newWidth());
        for (std::int64_t c = 0; c < planes.size(0); ++c) {
            const auto plane = planes[c].contiguous();
            const std::span<const float> old(plane.data_ptr<float>(), static_cast<std::size_t>(plane.numel()));
            float* to = out[c].data_ptr<float>();
            for (int y = begin; y < next_; ++y) resampler_.row(y, old, first_, {to + static_cast<std::size_t>(y - begin) * columns, columns});
        }
        return out;
    }

    RowResampler resampler_;
    const RowSink& sink_;
    at::Tensor values_, deviation_;  ///< Rows of the network's grid from `first_` on.
    int first_ = 0, next_ = 0;
};

}  // namespace

TiledNetwork::TiledNetwork(LoadedModel model, const std::string& device, const PredictOptions& options,
                           std::function<void(const std::string&)> told)
    : network_(std::move(model.network)), card_(std::move(model.card)), device_(device), options_(options), told_(std::move(told)) {
    network_->to(device_);
    network_->eval();
    if (fastPaths().foldedNorms) foldNorms(*network_);
    chooseLayout(*network_, device_, false);
    if (options_.overlap == 0) {
        // HRNet's coarsest branch sees hundreds of pixels, but what it tells changes slowly.
        constexpr int least = 64, unknown = 128;
        const int sees = generatorRow(card_.generator.id).receptiveField;
        options_.overlap = std::min(std::max(sees > 0 ? sees / 2 : unknown, least), options_.tile / 2);
    }
}

at::Tensor TiledNetwork::once(const at::Tensor& tiles) {
    auto input = tiles;
    if (card_.scale > 1) input = at::upsample_bicubic2d(input, {input.size(2) * card_.scale, input.size(3) * card_.scale}, false, torch::nullopt, torch::nullopt);
    const auto output = network_->forward(input);
    if (card_.task != "segmentation") return output;
    return output.size(1) == 1 ? at::sigmoid(output) : at::softmax(output, 1);
}

TiledNetwork::Answer TiledNetwork::answer(const at::Tensor& tiles) {
    if (!options_.averaging && !options_.uncertainty) return {once(tiles).to(at::kCPU), {}};
    at::Tensor sum, squares;
    for (int turn = 0; turn < 4; ++turn)
        for (const bool mirror : {false, true}) {
            auto view = at::rot90(tiles, turn, {2, 3});
            if (mirror) view = view.flip({3});
            auto out = once(view);
            if (mirror) out = out.flip({3});
            out = at::rot90(out, -turn, {2, 3});
            sum = sum.defined() ? sum + out : out;
            squares = squares.defined() ? squares + out.square() : out.square();
        }
    const auto mean = sum / 8.0;
    return {mean.to(at::kCPU), (squares / 8.0 - mean.square()).clamp_min(0).sqrt().to(at::kCPU)};
}

bool TiledNetwork::run(const ImageRef& ref, const ImageInfo& info, const Scaling& scaling, RunControl& control, const RowSink& sink) {
    constexpr int smallestTile = 64;
    for (;;) {
        bool begun = false;
        try {
            return runOnce(ref, info, scaling, control, [&](const PredictedRows& rows) {
                begun = true;
                sink(rows);
            });
        } catch (const std::exception& failure) {
            if (!isOutOfMemory(failure)) throw;
            if (begun || options_.tile / 2 < smallestTile)
                throw Error(fmt::format("The device's memory is used up at {}. Choose a smaller tile, or close other programs.", ref.text()));
            options_.tile /= 2;
            options_.overlap = std::min(options_.overlap, options_.tile / 2);
            releaseCachedMemory();
            told_(fmt::format("The device ran out of memory: going on with tiles of {} px.", options_.tile));
        }
    }
}

bool TiledNetwork::runOnce(const ImageRef& ref, const ImageInfo& info, const Scaling& scaling, RunControl& control, const RowSink& sink) {
    const auto grid = networkGrid(ref, info, card_.pixelSize, options_.matchPixelSize);
    if (grid.width == info.width && grid.height == info.height) return runOnGrid(ref, info, scaling, grid, control, sink);
    const std::int64_t scale = card_.scale;
    RowsBack back(grid.width * scale, grid.height * scale, info.width * scale, info.height * scale, sink);
    return runOnGrid(ref, info, scaling, grid, control, [&](const PredictedRows& rows) { back.add(rows); });
}

bool TiledNetwork::runOnGrid(const ImageRef& ref, const ImageInfo& info, const Scaling& scaling, const NetworkGrid& grid, RunControl& control, const RowSink& sink) {
    at::NoGradGuard noGradients;
    const GridRows source(ref, info, scaling, grid);
    const TileAxis across(grid.width, options_.tile, options_.overlap), down(grid.height, options_.tile, options_.overlap);
    const std::int64_t scale = card_.scale, width = grid.width * scale, height = grid.height * scale;
    const auto window = tileWindow(down, scale).view({-1, 1}) * tileWindow(across, scale).view({1, -1});
    const auto stripHeight = down.tile * scale, stripWidth = across.covered() * scale;
    const std::int64_t channels = card_.generator.outChannels;
    const bool deviates = options_.averaging || options_.uncertainty;
    auto sums = at::zeros({channels, stripHeight, stripWidth});
    auto spreads = deviates ? at::zeros_like(sums) : at::Tensor();
    auto weights = at::zeros({stripHeight, stripWidth});
    std::int64_t written = 0;
    for (std::int64_t row = 0; row < down.count; ++row) {
        const auto strip = stripOf(source, grid, row * down.stride, down.tile, across.covered());
        for (std::int64_t column = 0; column < across.count; ++column) {
            if (!control.proceed()) return false;
            const auto x = column * across.stride;
            const auto tile = strip.narrow(1, x, across.tile).contiguous().view({1, 1, down.tile, across.tile}).to(device_);
            const auto made = answer(tile);
            sums.narrow(2, x * scale, across.tile * scale).add_(made.mean[0] * window);
            if (deviates) spreads.narrow(2, x * scale, across.tile * scale).add_(made.deviation[0] * window);
            weights.narrow(1, x * scale, across.tile * scale).add_(window);
        }
        const bool last = row + 1 == down.count;
        const auto ready = last ? height - written : down.stride * scale;
        PredictedRows rows;
        rows.y = written;
        const auto share = weights.narrow(0, 0, ready).narrow(1, 0, width);
        rows.values = (sums.narrow(1, 0, ready).narrow(2, 0, width) / share).contiguous();
        if (deviates) rows.deviation = (spreads.narrow(1, 0, ready).narrow(2, 0, width) / share).contiguous();
        sink(rows);
        written += ready;
        if (last) break;
        // The overlap with the next strip moves to the top.
        const auto rest = stripHeight - ready;
        const auto shift = [&](at::Tensor& t, std::int64_t dim) {
            const auto kept = t.narrow(dim, ready, rest).clone();
            t.zero_();
            t.narrow(dim, 0, rest).copy_(kept);
        };
        shift(sums, 1);
        if (deviates) shift(spreads, 1);
        shift(weights, 0);
    }
    return true;
}

}  // namespace gano
