// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/data/data_options.h"
#include "core/data/folder_scan.h"
#include "core/data/pairing.h"
#include "core/data/splits.h"
#include "core/tasks/task.h"

namespace gano {

/// Everything the options name, found, paired, grouped and split: what the pre-flight check and a training run start from.
struct DataSet {
    FolderScan images;   ///< Every image found, also those without a partner.
    FolderScan targets;  ///< Empty when the task has none, or when they lie in the images' own folder or file.
    std::vector<std::string> dataSets;  ///< Names of those in files that may hold several (HDF5, EMD), before one is chosen; empty elsewhere.
    Pairing pairing;     ///< Empty when the task has no targets.
    std::vector<Sample> samples;  ///< What is learned from; a Split counts in these.
    Split split;
    bool cancelled = false;
};

/// Finds the data of a task. Targets are looked for in `options.targets`; if that is empty or the same as the images: in
/// the parts of HDF5 files, in the task's folder of a collection laid out like TEMImageNet, or under the suffixed names in
/// the images' own folder. Reads no pixels.
/// `options.dataSet` chooses among the data sets of files that hold several.
/// `options.pixelSize` is set for the images (see setUserScale()) and holds from then on.
/// Throws Error when there is no image, or for a task with targets no pair, saying what was found instead.
DataSet findData(const DataOptions& options, const Task& task, std::uint64_t seed, const ScanProgress& progress = {});

/// The pixel size of the images where all agree within 1 %; nothing where one is uncalibrated.
std::optional<PixelSize> commonPixelSize(const DataSet& data);

}  // namespace gano
