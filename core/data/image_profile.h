// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>

#include "core/data/patch_store.h"

namespace gano {

/// What a set of images looks like to a network, whatever it shows: how often each grey value occurs, and how much of the
/// contrast lies at which spatial frequency. Two sets with unlike profiles are of different kinds (another detector,
/// magnification, dose), and what was learned on the one may not help on the other.
struct ImageProfile {
    static constexpr std::size_t kGreys = 64;
    static constexpr std::size_t kBands = 32;
    double low = 0.0, high = 1.0;         ///< Range of the histogram, normalised grey values; what lies outside counts at the ends.
    std::array<double, kGreys> greys{};   ///< Parts of the pixels, sum 1.
    /// Mean power of the radial bands from 0 to 0.5 cycles per px (Hann window, mean of the patch removed), sum 1.
    std::array<double, kBands> power{};
    int patches = 0;  ///< That were looked at.
};

/// Of at most 200 of these patches, evenly chosen, as the store normalises them. Nothing for an empty list.
std::optional<ImageProfile> imageProfile(const PatchStore& store, std::span<const std::size_t> patches);

/// How unlike two profiles are.
struct ProfileDistance {
    double greys = 0.0;    ///< Earth mover's distance of the histograms as a part of the range, 0 … 1.
    double spectrum = 0.0; ///< Root mean square of the differences of log10 power over the bands above the first: 1 is a factor of ten.
};
ProfileDistance distance(const ImageProfile& a, const ImageProfile& b);

nlohmann::json profileToJson(const ImageProfile& profile);
/// Nothing for a damaged description.
std::optional<ImageProfile> profileFromJson(const nlohmann::json& json);

/// What the best picture of one single grey value would score: the mean absolute difference of the targets (of the images
/// themselves where the store has none) from their median. A network whose L1 is no better ignores its input. 0 for label images.
double constantL1(const PatchStore& store, std::span<const std::size_t> patches);

}  // namespace gano
