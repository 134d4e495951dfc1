// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a training of seconds needs: made images with masks, and a plan for them.
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>

#include "core/base/random.h"
#include "core/formats/tiff_writer.h"
#include "core/train/plan.h"

namespace gano::test {

/// Bright disks on a dark, noisy ground, and their masks; as many sizes and places as images.
inline void writeDisks(const std::filesystem::path& images, const std::filesystem::path& masks, int count, int side, std::uint64_t seed = 5,
                       std::optional<PixelSize> pixelSize = {}) {
    std::filesystem::create_directories(images);
    if (!masks.empty()) std::filesystem::create_directories(masks);
    for (int n = 0; n < count; ++n) {
        Rng rng(seedFor(seed, 0, static_cast<std::uint64_t>(n)));
        Image image(side, side, SampleType::U8), mask(side, side, SampleType::U8);
        image.pixelSize = pixelSize;
        const double cx = rng.uniform(0.3, 0.7) * side, cy = rng.uniform(0.3, 0.7) * side, radius = rng.uniform(0.15, 0.25) * side;
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const bool inside = std::hypot(x - cx, y - cy) < radius;
                const auto i = static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x);
                image.samples<std::uint8_t>()[i] = static_cast<std::uint8_t>(std::clamp((inside ? 170.0 : 70.0) + 20.0 * rng.normal(), 0.0, 255.0));
                mask.samples<std::uint8_t>()[i] = inside ? 255 : 0;
            }
        const auto name = "disk_" + std::to_string(n) + ".tif";
        writeTiff(images / name, image);
        if (!masks.empty()) writeTiff(masks / name, mask);
    }
}

/// A small network on crops of `side` px, of images that are not named yet.
inline TrainPlan networkPlan(const std::string& task, int side, int baseWidth = 4) {
    auto plan = defaultPlan(task);
    plan.model.generator = "unet_2_44";
    plan.model.baseWidth = baseWidth;
    plan.data.patchSize = plan.training.crop = side;
    plan.training.batchSize = 4;
    plan.training.device = "cpu";
    return plan;
}

/// Small enough to be trained within seconds. `testPart`: what of the images is kept aside.
inline TrainPlan smallPlan(const std::filesystem::path& root, double testPart = DataOptions{}.testPart) {
    auto plan = networkPlan("segmentation", 32);
    plan.data.images = (root / "images").string();
    plan.data.targets = (root / "masks").string();
    plan.data.patchSize = 48;
    plan.data.validationPart = 0.3;
    plan.data.testPart = testPart;
    plan.training.batchSize = 2;
    plan.training.learningRate = 0.003;
    plan.training.threads = 1;
    return plan;
}

}  // namespace gano::test
