// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

#include "core/base/files.h"
#include "core/formats/tiff_writer.h"
#include "core/train/model_card.h"

/// Small images, truths and outputs as predict() writes them, for tests of looking at them.
namespace samples {

namespace fs = std::filesystem;

inline fs::path precipitates() { return fs::path(GANOSCOPE_SOURCE_DIR) / "resources" / "samples" / "precipitates"; }

/// A ramp of 16-bit grey values with a pixel size.
inline gano::Image ramp(int width, int height, int step = 10) {
    gano::Image image(width, height, gano::SampleType::U16);
    auto samples = image.samples<std::uint16_t>();
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::uint16_t>(1000 + static_cast<int>(i % static_cast<std::size_t>(width)) * step);
    image.pixelSize = gano::PixelSize{0.5, 0.5};
    return image;
}

/// Labels 0 and 255: the columns from `from` on.
inline gano::Image halves(int width, int height, int from) {
    gano::Image image(width, height, gano::SampleType::U8);
    auto samples = image.samples<std::uint8_t>();
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<int>(i % static_cast<std::size_t>(width)) >= from ? 255 : 0;
    image.pixelSize = gano::PixelSize{0.5, 0.5};
    return image;
}

inline void writeRecipe(const fs::path& folder, const std::string& stem, const gano::ModelCard& card, double offset = 0, double gain = 1) {
    const nlohmann::json json = {{"format", "ganoscope-recipe"},
                                 {"image", {{"file", stem + ".tif"}, {"frame", 0}, {"part", ""}}},
                                 {"model", {{"file", "m.safetensors"}, {"card", gano::cardToJson(card)}}},
                                 {"scaling", {{"offset", offset}, {"gain", gain}}}};
    gano::makeFolder(folder);
    gano::writeTextAtomically(folder / (stem + "_recipe.json"), json.dump());
}

inline gano::ModelCard card(const std::string& task) {
    gano::ModelCard card;
    card.task = task;
    if (task == "segmentation") card.labelValues = {0, 255};
    return card;
}

/// What a segmentation leaves for one image.
inline void writeLabels(const fs::path& folder, const std::string& stem, const gano::Image& labels) {
    writeRecipe(folder, stem, card("segmentation"));
    gano::writeTiff(folder / (stem + "_labels.tif"), labels);
    std::vector<float> probability = labels.toFloat();
    for (auto& p : probability) p /= 255.0F;
    auto image = gano::Image::fromFloat(labels.width(), labels.height(), probability);
    image.pixelSize = labels.pixelSize;
    gano::writeTiff(folder / (stem + "_probability.tif"), image);
}

}  // namespace samples
