// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/sample_preview.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/formats/data_bar.h"
#include "core/formats/format_table.h"
#include "core/formats/image_scaling.h"
#include "core/image/normalise.h"
#include "core/train/augmentation_torch.h"
#include "core/train/corruption_torch.h"

namespace gano {
namespace {

constexpr std::uint64_t previewPurpose = 0x70726576;

at::Tensor regionPlane(const Image& image, const Scaling& scaling) {
    auto values = image.toFloat();
    for (auto& v : values) v = scaling.apply(v);
    return at::from_blob(values.data(), {1, 1, image.height(), image.width()}, at::kFloat).clone();
}

Image planeImage(const at::Tensor& plane) {
    const auto flat = plane.to(at::kFloat).contiguous();
    return Image::fromFloat(static_cast<int>(plane.size(-1)), static_cast<int>(plane.size(-2)),
                            {flat.data_ptr<float>(), static_cast<std::size_t>(flat.numel())});
}

}  // namespace

std::vector<SamplePreview> previewSamples(const TrainPlan& plan, const Sample& sample, int count, std::uint64_t seed) {
    const auto& row = task(plan.task);
    const bool pretraining = row.target == TargetKind::None;
    if (!pretraining && !sample.target) throw Error(sample.input.text() + " has no target.");
    const auto whole = readInfo(sample.input);
    const auto info = plan.data.keepDataBars ? whole : withoutDataBar(whole, dataBarRows(sample.input, whole));
    const int scale = pretraining ? 1 : plan.training.scale;
    const int side = std::min({plan.data.patchSize, info.width, info.height});
    const int crop = std::min(plan.training.crop, side);
    const auto normalisation = parseNormalisation(plan.data.normalisation);
    const double unit = normalisation == Normalisation::Standardise ? 5.0 : 1.0;
    const auto scaling = scalingOf(sample.input, info, normalisation);
    at::NoGradGuard noGradients;
    std::vector<SamplePreview> previews;
    for (int i = 0; i < count; ++i) {
        Rng rng(seedFor(seed, static_cast<std::uint64_t>(i), previewPurpose, 0));
        const auto place = [&](int length) { return static_cast<int>(rng.uniform() * (length - side + 1)); };
        const PixelRect rect{std::min(place(info.width), info.width - side), std::min(place(info.height), info.height - side), side, side};
        const auto input = regionPlane(readRegion(sample.input, rect), scaling);
        auto target = input;
        if (!pretraining) {
            const auto truth = readRegion(*sample.target, {rect.x * scale, rect.y * scale, side * scale, side * scale});
            target = regionPlane(truth, row.target == TargetKind::Labels ? Scaling{} : scaling);
        }
        const std::array<std::uint64_t, 1> seeds = {seedFor(seed, static_cast<std::uint64_t>(i), previewPurpose, 1)};
        const auto batch = augment(input, target, plan.augmentation, crop, row.target, seeds, unit);
        const auto shown = pretraining ? corrupt(batch.input, plan.corruption, seeds, unit) : batch.input;
        previews.push_back({planeImage(shown[0][0]), planeImage(batch.target[0][0])});
    }
    return previews;
}

}  // namespace gano
