// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// One image to learn from, with what it should become.
struct Sample {
    ImageRef input;
    std::optional<ImageRef> target;
    std::string group;  ///< Samples of one group never lie on both sides of a split. Set by assignGroups().
};

/// What found its partner and what did not.
struct Pairing {
    std::vector<Sample> pairs;  ///< In the order of the inputs.
    std::vector<ImageRef> inputsAlone;
    std::vector<ImageRef> targetsAlone;
};

/// Pairs images and targets whose file names agree up to the extension, upper and lower case, one of `suffixes` at the
/// end of the target's name ("grid_07_mask.png"), and "_images", "_image", "_img", "_raw" or "_input" at the end of the
/// image's.
/// "cell3/image.tif" and "cell3/mask.tif" pair by their folder. Frames of stacks pair by number. Where a name occurs in several folders, the agreeing parent folders decide; if those
/// do not either, the image stays alone rather than getting a wrong partner.
Pairing pairByName(std::span<const ImageRef> inputs, std::span<const ImageRef> targets,
                   std::span<const std::string> suffixes);

/// False where no name says that it is a target, as in most folders.
bool mayHoldTargets(std::span<const ImageRef> images, std::span<const std::string> suffixes);

/// Takes images and targets apart that lie in one folder: "a.tif" is an image, "a_mask.tif" its target. Then pairs them.
Pairing pairWithinFolder(std::span<const ImageRef> images, std::span<const std::string> suffixes);

/// True if a file among `images` has parts that belong together ("images" and "labels" of one HDF5 file).
bool hasPairedParts(std::span<const ImageRef> images);
/// Pairs, file by file and by index, the part "images" with "labels" or, failing that, "maps", "masks" or "targets".
Pairing pairParts(std::span<const ImageRef> images);

/// The same across two files whatever their names: where one file alone has a part "images", one alone has targets, and both have
/// as many frames, they are pairs in their order. Empty otherwise.
Pairing pairFilesOfParts(std::span<const ImageRef> images);

/// Where the images and the targets of a task lie in a collection laid out like TEMImageNet.
struct TaskFolders {
    std::filesystem::path images;
    std::filesystem::path targets;
};
/// `root` holds "image" and one of the task's target folders, upper and lower case alike. Nothing for other folders.
/// Throws UsageError for an unknown task.
std::optional<TaskFolders> findTaskFolders(const std::filesystem::path& root, const std::string& taskId);

}  // namespace gano
