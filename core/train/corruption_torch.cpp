// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/corruption_torch.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/random.h"
#include "core/train/random_field_torch.h"
#include "core/train/to_device_torch.h"

namespace gano {
namespace {

// Each corruption draws from its own stream: switching one on leaves the others as they were.
enum CorruptionPurpose : std::uint64_t { Noise = 1, Blur, Poisson, SaltPepper, Jitter, Drift, Coarser, Mask };

/// One strength per sample, 0 (or `none`) where chance decided against it.
std::vector<double> strengths(const Range& range, double chance, std::span<const std::uint64_t> seeds,
                              CorruptionPurpose purpose, double none = 0.0) {
    std::vector<double> drawn;
    drawn.reserve(seeds.size());
    for (const auto seed : seeds) {
        Rng rng(seedFor(seed, 0, purpose, 0x636f7272));
        const bool applied = rng.chance(chance);
        const double value = rng.uniform(range.low, range.high);
        drawn.push_back(applied ? value : none);
    }
    return drawn;
}

bool anyAbove(const std::vector<double>& values, double none) {
    return std::any_of(values.begin(), values.end(), [none](double v) { return v > none; });
}

at::Tensor perSample(const std::vector<double>& values, const at::Tensor& like) {
    return toDevice(at::tensor(at::ArrayRef<double>(values), at::kFloat), like.device()).view({-1, 1, 1, 1});
}

at::Tensor withPoisson(const at::Tensor& image, const std::vector<double>& electrons,
                       std::span<const std::uint64_t> seeds, double unit) {
    // Gaussian approximation of counting noise, variance = mean; good above about ten electrons per pixel.
    const auto dose = perSample(electrons, image);
    const auto active = (dose > 0).to(at::kFloat);
    const auto signal = (image / unit).clamp_min(0.0);
    const auto deviation = (signal / dose.clamp_min(1e-6)).sqrt() * unit;
    return image + active * deviation * noiseLike(image, seeds, Poisson);
}

at::Tensor withSaltPepper(const at::Tensor& image, const std::vector<double>& part, std::span<const std::uint64_t> seeds) {
    const auto draw = uniformField(seeds, image.size(2) * image.size(3), SaltPepper, image.device()).view(image.sizes());
    const auto fraction = perSample(part, image);
    const auto low = image.amin({2, 3}, true);
    const auto high = image.amax({2, 3}, true);
    const auto peppered = at::where(draw < fraction / 2, low.expand_as(image), image);
    return at::where(draw > 1.0 - fraction / 2, high.expand_as(image), peppered);
}

at::Tensor withJitter(const at::Tensor& image, const std::vector<double>& shift, std::span<const std::uint64_t> seeds) {
    const auto n = image.size(0), h = image.size(2), w = image.size(3);
    const auto perLine = normalField(seeds, h, Jitter, image.device()).view({n, h, 1}) * perSample(shift, image).view({n, 1, 1});
    const auto options = image.options();
    const auto xs = (at::arange(w, options).view({1, 1, w}) + perLine) * (2.0 / static_cast<double>(w)) +
                    (1.0 / static_cast<double>(w) - 1.0);
    const auto ys = ((at::arange(h, options) * 2.0 + 1.0) / static_cast<double>(h) - 1.0).view({1, h, 1}).expand({n, h, w});
    const auto grid = at::stack({xs, ys}, 3);
    return at::grid_sampler(image, grid, /*bilinear*/ 0, /*reflection*/ 2, /*align_corners=*/false);
}

at::Tensor withDrift(const at::Tensor& image, const std::vector<double>& height, std::span<const std::uint64_t> seeds,
                     double unit) {
    // A 4 × 4 grid of values, smoothly enlarged: slower than any structure worth keeping.
    const auto coarse = uniformField(seeds, 16, Drift, image.device()).view({image.size(0), 1, 4, 4}) - 0.5;
    const auto smooth = at::upsample_bicubic2d(coarse, {image.size(2), image.size(3)}, false, torch::nullopt, torch::nullopt);
    return image + smooth * perSample(height, image) * unit;
}

at::Tensor withDownsampling(const at::Tensor& image, const std::vector<double>& factor) {
    std::vector<at::Tensor> rows;
    rows.reserve(factor.size());
    for (std::size_t i = 0; i < factor.size(); ++i) {
        const auto one = image.narrow(0, static_cast<std::int64_t>(i), 1);
        if (factor[i] <= 1.0) {
            rows.push_back(one);
            continue;
        }
        const auto side = [&](std::int64_t s) {
            return std::max<std::int64_t>(1, std::llround(static_cast<double>(s) / factor[i]));
        };
        const auto small = at::adaptive_avg_pool2d(one, {side(image.size(2)), side(image.size(3))});
        rows.push_back(at::upsample_bilinear2d(small, {image.size(2), image.size(3)}, false, torch::nullopt, torch::nullopt));
    }
    return at::cat(rows, 0);
}

at::Tensor withMask(const at::Tensor& image, const std::vector<double>& part, int block, std::span<const std::uint64_t> seeds) {
    const auto h = image.size(2), w = image.size(3);
    const auto gh = (h + block - 1) / block, gw = (w + block - 1) / block;
    const auto cells = uniformField(seeds, gh * gw, Mask, image.device()).view({image.size(0), 1, gh, gw});
    const auto hidden = (cells < perSample(part, image))
                            .repeat_interleave(block, 2)
                            .repeat_interleave(block, 3)
                            .narrow(2, 0, h)
                            .narrow(3, 0, w);
    return at::where(hidden, image.mean({2, 3}, true).expand_as(image), image);
}

}  // namespace

at::Tensor noiseLike(const at::Tensor& images, std::span<const std::uint64_t> sampleSeeds, std::uint64_t purpose) {
    const auto perImage = images.numel() / std::max<std::int64_t>(images.size(0), 1);
    return normalField(sampleSeeds, perImage, purpose, images.device()).view(images.sizes());
}

at::Tensor gaussianBlur(const at::Tensor& images, std::span<const double> sigmas) {
    const double widest = sigmas.empty() ? 0.0 : *std::max_element(sigmas.begin(), sigmas.end());
    if (widest < 0.05) return images;
    const auto n = images.size(0), h = images.size(2), w = images.size(3);
    const auto radius = std::min<std::int64_t>(std::llround(std::ceil(3.0 * widest)), std::min(h, w) - 1);
    if (radius < 1) return images;
    const std::vector<double> values(sigmas.begin(), sigmas.end());
    const auto x = at::arange(-radius, radius + 1, images.options()).view({1, -1});
    // A standard deviation near zero gives a kernel of one pixel.
    const auto sigma = perSample(values, images).view({n, 1}).clamp_min(1e-3);
    auto kernel = (-(x * x) / (2.0 * sigma * sigma)).exp();
    // Each kernel ends at its own three standard deviations, so that a sample is blurred alike in any batch.
    kernel = kernel * (x.abs() <= (3.0 * sigma).ceil()).to(kernel.scalar_type());
    kernel = kernel / kernel.sum(1, true);
    // Samples as channels of one image: a grouped convolution blurs each with its own kernel.
    const auto padded = at::reflection_pad2d(images.view({1, n, h, w}), {radius, radius, radius, radius});
    const auto across = at::conv2d(padded, kernel.view({n, 1, 1, -1}), {}, at::IntArrayRef{1, 1}, at::IntArrayRef{0, 0}, at::IntArrayRef{1, 1}, n);
    return at::conv2d(across, kernel.view({n, 1, -1, 1}), {}, at::IntArrayRef{1, 1}, at::IntArrayRef{0, 0}, at::IntArrayRef{1, 1}, n).view({n, 1, h, w});
}

at::Tensor corrupt(const at::Tensor& clean, const CorruptionOptions& options, std::span<const std::uint64_t> seeds,
                   double unit) {
    at::NoGradGuard noGradients;
    // In the order of an acquisition: the specimen is blurred, the beam drifts and jitters, the detector counts and adds
    // its noise; what is hidden is hidden last.
    auto image = clean.contiguous();
    if (const auto v = strengths(options.blur, options.blurChance, seeds, Blur); anyAbove(v, 0.0)) image = gaussianBlur(image, v);
    if (const auto v = strengths(options.downsampling, options.downsamplingChance, seeds, Coarser, 1.0); anyAbove(v, 1.0))
        image = withDownsampling(image, v);
    if (const auto v = strengths(options.scanJitter, options.scanJitterChance, seeds, Jitter); anyAbove(v, 0.0))
        image = withJitter(image, v, seeds);
    if (const auto v = strengths(options.drift, options.driftChance, seeds, Drift); anyAbove(v, 0.0))
        image = withDrift(image, v, seeds, unit);
    if (const auto v = strengths(options.poissonElectrons, options.poissonChance, seeds, Poisson); anyAbove(v, 0.0))
        image = withPoisson(image, v, seeds, unit);
    if (const auto v = strengths(options.gaussianNoise, options.gaussianNoiseChance, seeds, Noise); anyAbove(v, 0.0))
        image = image + noiseLike(image, seeds, Noise) * perSample(v, image) * unit;
    if (const auto v = strengths(options.saltPepper, options.saltPepperChance, seeds, SaltPepper); anyAbove(v, 0.0))
        image = withSaltPepper(image, v, seeds);
    if (const auto v = strengths(options.masking, options.maskingChance, seeds, Mask); anyAbove(v, 0.0))
        image = withMask(image, v, options.maskBlock, seeds);
    return image;
}

}  // namespace gano
