// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/base/options.h"
#include "core/base/run_control.h"
#include "core/base/run_events.h"

namespace gano {

/// How images of any size go through a network.
struct PredictOptions {
    int tile = 1024;  ///< At most; the tiles of an image are of one size, as small as their number allows.
    int overlap = 0;  ///< 0: half of what an output pixel of the network sees, at least 64 px.
    bool averaging = false;
    bool uncertainty = false;
    double threshold = 0.5;
    bool matchPixelSize = false;
    std::string pixelSize;
    bool keepDataBars = false;
    bool recursive = false;
    std::string device = "auto";
    int threads = 0;

    OptionFields fields();
};

struct PredictJob {
    std::filesystem::path model;   ///< Run folder or model file.
    std::filesystem::path images;  ///< Folder or file.
    std::filesystem::path out;     ///< Folder, created when missing.
    PredictOptions options;
};

/// Writes, for every image: label and probability TIFFs (segmentation) or a float TIFF in the input's intensity units
/// (all other tasks), each with the pixel size, and a recipe ("…_recipe.json": model, options, versions). Originals are
/// never touched. Images are read and written in strips: memory depends neither on their size nor on their number.
/// An image that cannot be read is skipped with a Warning; the outcome fails only when none could be done.
/// Exactly one RunFinished is sent; failures become an Outcome.
Outcome predict(const PredictJob& job, RunControl& control, RunObserver& observer);

struct EvaluateJob {
    std::filesystem::path model;
    std::filesystem::path images, targets;
    /// "all": the folders above. "test", "validation", "train": that part of the run's own data.
    std::string part = "all";
    std::string suffixes = "_mask,_label,_labels,_seg,_gt";
    std::filesystem::path pictures{};  ///< Where pictures of input, truth and prediction go; none when empty.
    PredictOptions options{};
    int mostPictures = 0;  ///< Of the first images only; 0 means of all.
};

/// Scores predictions against targets; the metrics (see MetricSet) are in the outcome. Whole images, not patches.
Outcome evaluate(const EvaluateJob& job, RunControl& control, RunObserver& observer);

}  // namespace gano
