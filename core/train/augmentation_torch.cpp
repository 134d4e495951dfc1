// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/augmentation_torch.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "core/base/random.h"
#include "core/train/corruption_torch.h"

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

at::Tensor flippedAndTurned(at::Tensor patch, const SampleGeometry& g) {
    if (g.mirror) patch = patch.flip({3});
    if (g.quarterTurns != 0) patch = at::rot90(patch, g.quarterTurns, {2, 3});
    return patch;
}

/// The crop seen through a rotation and a zoom about its centre, sampled from the whole patch (mirrored at its edges).
at::Tensor warped(const at::Tensor& patch, const SampleGeometry& g, std::int64_t crop, std::int64_t scale, bool nearest) {
    const auto side = static_cast<double>(patch.size(2)) / static_cast<double>(scale);
    const auto c = static_cast<double>(crop);
    const double centreX = (2.0 * static_cast<double>(g.x) + c) / side - 1.0;
    const double centreY = (2.0 * static_cast<double>(g.y) + c) / side - 1.0;
    const double reach = c / side / g.scale;
    const auto cosine = static_cast<float>(reach * std::cos(g.angle)), sine = static_cast<float>(reach * std::sin(g.angle));
    const auto theta = at::tensor({cosine, -sine, static_cast<float>(centreX), sine, cosine, static_cast<float>(centreY)})
                           .view({1, 2, 3})
                           .to(patch.device());
    const auto grid = at::affine_grid_generator(theta, {1, 1, crop * scale, crop * scale}, false);
    return at::grid_sampler(patch, grid, nearest ? 1 : 0, /*reflection*/ 2, false);
}

at::Tensor seenThrough(const at::Tensor& batch, const std::vector<SampleGeometry>& geometry, std::int64_t crop,
                       std::int64_t scale, bool warp, bool nearest) {
    std::vector<at::Tensor> out;
    out.reserve(geometry.size());
    for (std::size_t i = 0; i < geometry.size(); ++i) {
        const auto& g = geometry[i];
        const auto one = batch.narrow(0, static_cast<std::int64_t>(i), 1);
        const auto view = warp ? warped(one, g, crop, scale, nearest)
                               : one.narrow(2, g.y * scale, crop * scale).narrow(3, g.x * scale, crop * scale);
        out.push_back(flippedAndTurned(view, g));
    }
    return at::cat(out, 0);
}

at::Tensor column(const std::vector<SampleGeometry>& geometry, double SampleGeometry::*member, const at::Tensor& like) {
    std::vector<double> values;
    for (const auto& g : geometry) values.push_back(g.*member);
    return at::tensor(at::ArrayRef<double>(values), at::kFloat).to(like.device()).view({-1, 1, 1, 1});
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
