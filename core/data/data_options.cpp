// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/data_options.h"

#include <algorithm>

#include "core/image/normalise.h"

namespace gano {

OptionFields DataOptions::fields() {
    const std::string group = "Images";
    return {
        {{.key = "images", .label = "Images", .help = "Folder with the images to learn from, or one file with several.",
          .group = group}, &images},
        {{.key = "targets", .label = "Targets",
          .help = "Folder with the masks or target images; the same as the images when they lie together.", .group = group},
         &targets},
        {{.key = "recursive", .label = "Include subfolders", .help = "Also takes the images in the folders inside.",
          .group = group}, &recursive},
        {{.key = "suffixes", .label = "Endings of target names",
          .help = "What a target's name has after the name of its image, separated by commas.", .advanced = true,
          .group = group}, &suffixes},
        {{.key = "class-names", .label = "Names of the classes",
          .help = "What the label values stand for, in ascending order and separated by commas, for example background,particle.",
          .advanced = true, .group = group}, &classNames},
        {{.key = "group-pattern", .label = "Group pattern",
          .help = "Regular expression whose bracketed part names what images belong together, for example ^(grid\\d+)_. "
                  "Images of one group never lie on both sides of the split.",
          .advanced = true, .group = group}, &groupPattern},
        {{.key = "group-by-folder", .label = "One group per folder",
          .help = "Images in one folder belong together and never lie on both sides of the split.", .group = group},
         &groupByFolder},
        {{.key = "validation-part", .label = "Validation part",
          .help = "Part of the images that chooses the best epoch and is not trained on.", .minimum = 0.0, .maximum = 0.9,
          .group = group}, &validationPart},
        {{.key = "test-part", .label = "Test part", .help = "Part of the images kept aside for the final score.",
          .minimum = 0.0, .maximum = 0.9, .group = group}, &testPart},
        {{.key = "patch-size", .label = "Patch size",
          .help = "Side of the squares that images are cut into; a random crop of each is trained on.", .minimum = 16,
          .maximum = 4096, .unit = "px", .group = group}, &patchSize},
        {{.key = "normalisation", .label = "Grey values",
          .help = "Full range keeps the grey values of all images comparable; percentiles and standardise adapt to each image.",
          .choices = normalisationNames(), .group = group}, &normalisation},
        {{.key = "pixel-size", .label = "Pixel size",
          .help = "The size of a pixel of these images where the files do not say it or say it wrong, for example 2.5 nm.",
          .advanced = true, .group = group}, &pixelSize},
        {{.key = "data-set", .label = "Data set",
          .help = "Of files that hold several data sets or detectors (HDF5, EMD), only the one of this name, for example raw/frames or HAADF.",
          .advanced = true, .group = group}, &dataSet},
        {{.key = "keep-data-bars", .label = "Learn from data bars too",
          .help = "Bars with letters at the bottom of images are left out otherwise; choose this if specimen is taken for a bar.",
          .advanced = true, .group = group}, &keepDataBars},
        {{.key = "max-images", .label = "Most images", .help = "At most this many images, evenly chosen; 0 means all.",
          .minimum = 0, .maximum = 1e9, .unit = "images", .advanced = true, .group = group}, &maxImages},
        {{.key = "train-images", .label = "Most training images",
          .help = "At most this many of the images that are left for training, drawn with the seed; those of a smaller number are "
                  "among those of a larger one. Validation and test images stay the same. 0 means all.",
          .minimum = 0, .maximum = 1e9, .unit = "images", .advanced = true, .group = group}, &trainImages},
    };
}

namespace {

/// Taken apart at the commas, without the blanks around.
std::vector<std::string> partsOf(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= list.size() && !list.empty();) {
        const auto end = std::min(list.find(',', begin), list.size());
        const auto part = list.substr(begin, end - begin);
        const auto first = part.find_first_not_of(' ');
        parts.push_back(first == std::string::npos ? std::string() : part.substr(first, part.find_last_not_of(' ') - first + 1));
        begin = end + 1;
    }
    return parts;
}

}  // namespace

std::vector<std::string> DataOptions::suffixList() const {
    auto list = partsOf(suffixes);
    std::erase(list, std::string());
    return list;
}

std::vector<std::string> DataOptions::classNameList() const { return partsOf(classNames); }

}  // namespace gano
