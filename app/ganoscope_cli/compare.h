// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/predict/predictor.h"

namespace gano {

struct Comparison {
    std::vector<std::filesystem::path> runs;
    std::filesystem::path images, targets;
    std::filesystem::path page;  ///< The HTML file to write; pictures are inside it.
    PredictOptions options;
};

/// Scores every run on the same images and writes one page: scores, validation curves above each other, and for each
/// image what every run made of it. The outcome's metrics are "RUN_dice" and so on.
Outcome compare(const Comparison& comparison, RunControl& control, RunObserver& observer);

}  // namespace gano
