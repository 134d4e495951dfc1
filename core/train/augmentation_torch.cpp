// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/augmentation_torch.h"

#include <torch/types.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "core/base/random.h"
#include "core/train/corruption_torch.h"
#include "core/train/to_device_torch.h"

namespace gano {
namespace {

struct SampleGeometry {
    std::int64_t x = 0, y = 0;  ///< Corner of the crop in input pixels.
    bool mirror = false;
    int quarterTurns = 0;
    double angle = 0.0;  ///< Radians.
    double scale = 1.0;
    double brightness = 0.0, contrast = 1.0, noise = 0.0;
};

SampleGeometry drawGeometry(const AugmentationOptions& options, std::int64_t side, std::int64_t crop, std::uint64_t seed) {
    // Every value is drawn whether it is used or not, so that switching one variation leaves the others as they were.
    Rng rng(seedFor(seed, 0, 0, 0x61756721));
    SampleGeometry g;
    const auto places = static_cast<std::size_t>(side - crop + 1);
    g.x = static_cast<std::int64_t>(rng.below(places));
    g.y = static_cast<std::int64_t>(rng.below(places));
    const bool mirror = rng.chance(0.5);
    const int turns = static_cast<int>(rng.below(4));
    g.mirror = options.flips && mirror;
    g.quarterTurns = options.quarterTurns ? turns : 0;
    g.angle = rng.uniform(options.rotation.low, options.rotation.high) * std::numbers::pi / 180.0;
    // Enlarging twice and shrinking to half are equally likely when the range is symmetric in that sense.
    g.scale = std::exp(rng.uniform(std::log(options.scaling.low), std::log(options.scaling.high)));
    g.brightness = rng.uniform(options.brightness.low, options.brightness.high);
    g.contrast = rng.uniform(options.contrast.low, options.contrast.high);
    g.noise = rng.uniform(options.extraNoise.low, options.extraNoise.high);
    return g;
}

/// Where each pixel of a turned and mirrored square comes from: a place and a step for each row and each column, per sample.
struct Walk {
    std::int64_t start, down, right;
};

/// A square of `side` pixels out of rows of `width`, its corner at x, y; mirrored left to right, then turned by quarters against the clock.
Walk walkThrough(const SampleGeometry& g, std::int64_t x, std::int64_t y, std::int64_t side, std::int64_t width) {
    const auto last = side - 1;
    // Row and column of the square as `a·row + b·column + c` of the result's row and column.
    struct Line {
        std::int64_t ofRow, ofColumn, constant;
    } row{1, 0, 0}, column{0, 1, 0};
    if (g.quarterTurns == 1) row = {0, 1, 0}, column = {-1, 0, last};
    if (g.quarterTurns == 2) row = {-1, 0, last}, column = {0, -1, last};
    if (g.quarterTurns == 3) row = {0, -1, last}, column = {1, 0, 0};
    if (g.mirror) column = {-column.ofRow, -column.ofColumn, last - column.constant};
    return {(y + row.constant) * width + x + column.constant, row.ofRow * width + column.ofRow, row.ofColumn * width + column.ofColumn};
}

/// All samples in one go, since a GPU takes as long for the order to copy one crop as for copying all of them.
at::Tensor walked(const at::Tensor& batch, const std::vector<Walk>& walks, std::int64_t side) {
    static_assert(sizeof(Walk) == 3 * sizeof(std::int64_t));
    const auto n = batch.size(0), channels = batch.size(1);
    const auto numbers = numbersToDevice(&walks.front().start, {n, 3, 1, 1}, at::kLong, batch.device());
    const auto along = at::arange(side, numbers.options());
    const auto from = numbers.select(1, 0).view({n, 1, 1}) + numbers.select(1, 1).view({n, 1, 1}) * along.view({1, side, 1}) +
                      numbers.select(1, 2).view({n, 1, 1}) * along.view({1, 1, side});
    return batch.reshape({n, channels, -1}).gather(2, from.view({n, 1, -1}).expand({n, channels, side * side})).view({n, channels, side, side});
}

/// The crops seen through a rotation and a zoom about their centres, sampled from the whole patches (mirrored at their edges).
at::Tensor warped(const at::Tensor& batch, const std::vector<SampleGeometry>& geometry, std::int64_t crop, std::int64_t scale, bool nearest) {
    const auto n = batch.size(0);
    const auto side = static_cast<double>(batch.size(2)) / static_cast<double>(scale), c = static_cast<double>(crop);
    std::vector<float> numbers;
    numbers.reserve(geometry.size() * 6);
    for (const auto& g : geometry) {
        const double centreX = (2.0 * static_cast<double>(g.x) + c) / side - 1.0, centreY = (2.0 * static_cast<double>(g.y) + c) / side - 1.0;
        const double reach = c / side / g.scale;
        const auto cosine = static_cast<float>(reach * std::cos(g.angle)), sine = static_cast<float>(reach * std::sin(g.angle));
        for (const float number : {cosine, -sine, static_cast<float>(centreX), sine, cosine, static_cast<float>(centreY)}) numbers.push_back(number);
    }
    const auto theta = numbersToDevice(numbers.data(), {n, 2, 3}, at::kFloat, batch.device());
    const auto grid = at::affine_grid_generator(theta, {n, 1, crop * scale, crop * scale}, false);
    return at::grid_sampler(batch, grid, nearest ? 1 : 0, /*reflection*/ 2, false);
}

at::Tensor seenThrough(const at::Tensor& batch, const std::vector<SampleGeometry>& geometry, std::int64_t crop, std::int64_t scale, bool warp, bool nearest) {
    const auto side = crop * scale;
    std::vector<Walk> walks;
    walks.reserve(geometry.size());
    for (const auto& g : geometry) walks.push_back(warp ? walkThrough(g, 0, 0, side, side) : walkThrough(g, g.x * scale, g.y * scale, side, batch.size(3)));
    return walked(warp ? warped(batch, geometry, crop, scale, nearest) : batch, walks, side);
}

at::Tensor column(const std::vector<SampleGeometry>& geometry, double SampleGeometry::*member, const at::Tensor& like) {
    std::vector<double> values;
    for (const auto& g : geometry) values.push_back(g.*member);
    return toDevice(at::tensor(at::ArrayRef<double>(values), at::kFloat), like.device()).view({-1, 1, 1, 1});
}

}  // namespace

AugmentedBatch augment(const at::Tensor& input, const at::Tensor& target, const AugmentationOptions& options,
                       std::int64_t crop, TargetKind kind, std::span<const std::uint64_t> sampleSeeds, double unit) {
    at::NoGradGuard noGradients;
    std::vector<SampleGeometry> geometry;
    geometry.reserve(sampleSeeds.size());
    for (const auto seed : sampleSeeds) geometry.push_back(drawGeometry(options, input.size(2), crop, seed));
    const bool warp = options.rotation != Range{0.0, 0.0} || options.scaling != Range{1.0, 1.0};
    const auto scale = target.size(2) / input.size(2);

    AugmentedBatch batch;
    batch.input = seenThrough(input, geometry, crop, 1, warp, false);
    batch.target = target.is_same(input) ? batch.input
                                         : seenThrough(target, geometry, crop, scale, warp, kind == TargetKind::Labels);
    if (options.brightness != Range{0.0, 0.0} || options.contrast != Range{1.0, 1.0}) {
        const auto contrast = column(geometry, &SampleGeometry::contrast, input);
        const auto middle = batch.input.mean({2, 3}, true);
        const auto offset = middle * (1.0 - contrast) + column(geometry, &SampleGeometry::brightness, input) * unit;
        const bool shared = batch.target.is_same(batch.input);
        batch.input = batch.input * contrast + offset;
        if (shared)
            batch.target = batch.input;
        else if (kind == TargetKind::Image)
            batch.target = batch.target * contrast + offset;
    }
    if (options.extraNoise != Range{0.0, 0.0}) {
        constexpr std::uint64_t extraNoisePurpose = 101;
        batch.input = batch.input + noiseLike(batch.input, sampleSeeds, extraNoisePurpose) *
                                        column(geometry, &SampleGeometry::noise, input) * unit;
    }
    return batch;
}

}  // namespace gano
