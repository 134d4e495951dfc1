// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/run_events.h"

namespace gano {

/// The scores of one test image.
struct ImageScores {
    std::string image;  ///< File name, with the frame in brackets for stacks.
    MetricList scores;
};

/// What one model of a cell scores on the test images.
struct ModelScores {
    int epoch = 0;  ///< 0: the best epoch.
    MetricList means;
    std::vector<ImageScores> images;
};

/// scores.json of a cell: of its best model, then of the epochs that were kept. Also what its training left behind for
/// the results, so that they can be made from values alone.
struct CellScores {
    std::string cell;
    std::vector<ModelScores> models;
    // Not in scores.json, but from the run's own files:
    int trainImages = 0;                  ///< That it learned from.
    std::vector<double> validation;       ///< The first metric at each epoch.
    std::vector<double> seconds;          ///< Of each epoch; empty if unknown.
};

void writeScores(const std::filesystem::path& file, const std::vector<ModelScores>& models);
/// Throws Error naming the file when it is damaged.
std::vector<ModelScores> readScores(const std::filesystem::path& file);

}  // namespace gano
