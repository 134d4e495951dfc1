// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/data/object_sizes.h"
#include "core/image/pixel_size.h"
#include "core/train/plan.h"
#include "models/catalogue.h"

namespace gano {

/// "176 px", "176 px · 3.5 nm" with a known pixel size, "larger than any crop".
std::string receptiveFieldText(const GeneratorRow& row, const std::optional<PixelSize>& pixel);

/// A length of `nanometres` with three digits: "3.52 nm", "1.2 µm".
std::string lengthText(double nanometres);

/// What a network is shown of the surroundings of a pixel in training, px: its receptive field, but no more than a crop.
int seenInTraining(const TrainPlan& plan);

/// A generator that sees the labelled objects as a whole.
struct GeneratorSuggestion {
    std::string generator;
    int crop = 0, patchSize = 0;  ///< px; raised where a crop would cut what the network could see.
    std::string sentence;         ///< Why, with the sizes.
};

/// The smallest receptive field that holds the large ones of the objects (ObjectSizes::largePx), with crops that hold the
/// typical ones. Nothing where the plan's own network and crops do so already and a much smaller network would not.
///
/// Sytwu et al. (Microsc. Microanal. 2022, the source of these U-Nets) vary the receptive field and find that it decides
/// where single pixels look alike inside and outside of an object, as in lattice images, and matters little where grey
/// values alone tell them apart: a suggestion, not a rule.
std::optional<GeneratorSuggestion> suggestGenerator(const ObjectSizes& objects, const TrainPlan& plan);

/// "38 px across, large ones 138 px", with nanometres in brackets where they are known.
std::string objectSizeText(const ObjectSizes& objects);

}  // namespace gano
