// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "core/data/image_profile.h"
#include "core/image/pixel_size.h"

namespace gano {

/// What a run writes down of the pixels it learns from, so that they can be compared with others when they are gone.
struct DataProfile {
    std::optional<ImageProfile> images;      ///< Of the training patches.
    std::optional<ImageProfile> pretrained;  ///< Of the images that the starting model learned from, where its card tells.
    std::optional<PixelSize> pixelSize, pretrainedPixelSize;
    double constantL1 = 0.0;                 ///< Of the validation patches, see constantL1(); 0: not known.
    std::size_t trainPatches = 0, validationPatches = 0;
};

void writeProfile(const std::filesystem::path& file, const DataProfile& profile);
/// Nothing where there is no such file (runs of older versions) or it is damaged.
std::optional<DataProfile> readProfile(const std::filesystem::path& file);

}  // namespace gano
