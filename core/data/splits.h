// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/data/data_options.h"
#include "core/data/pairing.h"

namespace gano {

/// Which samples (indices into the list that was split, ascending) train, choose the best epoch, and are kept for the end.
struct Split {
    std::vector<int> train;
    std::vector<int> validation;
    std::vector<int> test;
    std::vector<int> unused;  ///< Left out of training by keepForTraining().
    bool operator==(const Split&) const = default;
};

/// Sets every sample's group: the capture (or match) of `groupPattern` in the file name, else the folder with
/// `groupByFolder`, else the file, so that frames of one stack stay together. If that leaves all of several frames in one
/// file, up to 20 blocks of neighbouring frames are groups. A name in which the pattern is not found is its own group.
/// Throws UsageError if the pattern is not a regular expression (ECMAScript).
void assignGroups(std::vector<Sample>& samples, const DataOptions& options);

/// Deals whole groups out at random, as close to the wanted parts of the samples as the groups allow. The same groups and
/// seed give the same split whatever the order of the samples. With a part above 0, validation gets a group as soon as
/// there are two, test as soon as there are three; training always gets one.
/// Throws UsageError if a part is negative or both leave nothing to train on.
Split splitByGroup(const std::vector<Sample>& samples, double validationPart, double testPart, std::uint64_t seed);

/// Leaves at most `most` training samples (0: all), drawn at random by the seed; the samples of a smaller number are among
/// those of a larger one, whatever the order of the samples.
void keepForTraining(Split& split, const std::vector<Sample>& samples, int most, std::uint64_t seed);

/// {"train": [0, 2, …], "validation": […], "test": […]}; with samples also their names, for a reader of the file.
nlohmann::json splitToJson(const Split& split, std::span<const Sample> samples = {});
/// Throws Error if a list is missing, or an index is outside 0 … samples-1 or occurs twice.
Split splitFromJson(const nlohmann::json& json, std::size_t samples);
/// The same for the samples that a new look at the folders found. Throws Error when they are not those of the split: images
/// that came or went shift the numbers, and training images would be taken for test images.
Split splitFromJson(const nlohmann::json& json, std::span<const Sample> samples);

}  // namespace gano
