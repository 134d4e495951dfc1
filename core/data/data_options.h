// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/options.h"

namespace gano {

/// Which images are learned from, what belongs together, and how they are cut and scaled.
struct DataOptions {
    std::string images;   ///< Folder or file.
    std::string targets;  ///< Folder or file; empty or the same as `images` when they lie together.
    bool recursive = false;
    std::string suffixes = "_mask,_label,_labels,_seg,_gt";
    std::string classNames;
    std::string groupPattern;
    bool groupByFolder = false;
    double validationPart = 0.15;
    double testPart = 0.15;
    int patchSize = 256;
    std::string normalisation = "full-range";
    int maxImages = 0;
    int trainImages = 0;
    bool keepDataBars = false;
    std::string pixelSize;
    std::string dataSet;  ///< Of files that hold several, by its name; empty: all of them.

    OptionFields fields();
    /// `suffixes` taken apart at its commas, blanks removed.
    std::vector<std::string> suffixList() const;
    /// `classNames` taken apart, in the ascending order of the label values; a name may be empty.
    std::vector<std::string> classNameList() const;
};

}  // namespace gano
