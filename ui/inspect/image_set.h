// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/data/data_options.h"
#include "core/image/image.h"
#include "ui/inspect/outputs.h"

namespace gano {

/// One row of the image list.
struct InspectEntry {
    ImageRef image;
    std::optional<ImageRef> truth;
    ResultPlace place;
    bool ownFrame = false;        ///< Stands for its frame alone; otherwise for all frames of its file or data set.
    bool onlyPart = false;        ///< Of the only data set in its file, whose name says nothing then.
    std::string part;             ///< Of a run's split: "test", "validation", "train"; empty elsewhere.
};

/// What is looked at.
struct ImageSet {
    std::filesystem::path images, targets;
    std::vector<InspectEntry> entries;
    std::string missingTargets;  ///< A sentence, when the folder of the targets is gone.
    bool labels = false;         ///< The first truth looks like labels: few values, all whole numbers.
    bool cancelled = false;
};

/// The folder of a run's images is no longer where it was.
class MissingImages : public Error {
public:
    using Error::Error;
};

using GoOn = std::function<bool(std::size_t done, std::size_t total)>;

/// The images of a folder by their names, no file opened but those that may hold several data sets or detectors (HDF5, EMD; the
/// first thousand), which get a row for each; of one file, all of its images. Subfolders are taken when the
/// folder itself has no images. Targets, when there are any, are paired by name. Outputs of predictions that lie among
/// the images are left out. Throws Error when the place does not exist or cannot be listed.
ImageSet findImages(const std::filesystem::path& images, const std::filesystem::path& targets, const GoOn& goOn);

/// The images that a run kept for testing, then those for validation, then those it learned from, with their targets.
/// `images` and `targets` replace the run's own folders when they have moved; empty: as in the run.
/// Throws MissingImages, and Error when the run cannot be read; without its targets the images come alone.
ImageSet imagesOfRun(const std::filesystem::path& run, const std::filesystem::path& images, const std::filesystem::path& targets, const GoOn& goOn);

/// Pairs the entries again with another folder of targets.
void pairWithTargets(ImageSet& set, const std::filesystem::path& targets, const GoOn& goOn);

}  // namespace gano
