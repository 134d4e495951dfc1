// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace gano {

/// What a task learns towards: nothing but the images themselves, label images, or other images.
enum class TargetKind { None, Labels, Image };

/// One row of the table of things that can be learned.
struct Task {
    std::string id;        ///< "segmentation", as on the command line and in run.json.
    std::string label;     ///< As a heading, sentence case.
    std::string sentence;  ///< What it does, for someone who has not heard of it.
    TargetKind target = TargetKind::None;
    std::vector<std::string> losses;   ///< Rows of makeLoss() that fit; the first is the default.
    std::vector<std::string> metrics;  ///< Names of MetricSet; the first decides which epoch is the best.
    bool higherIsBetter = false;       ///< Of the first metric.
    std::vector<int> scales;           ///< How many times finer the target's grid may be; the first is the default.
    /// Names of the target's folder in a collection laid out like TEMImageNet, beside "image"; the first is preferred.
    std::vector<std::string> targetFolders;
};

/// Every task, in the order in which they are offered.
const std::vector<Task>& tasks();
std::vector<std::string> taskIds();

/// The row called `id`. Throws UsageError with the nearest known name.
const Task& task(const std::string& id);

/// What people call a metric: "Dice", "PSNR", "L1".
std::string metricWords(const std::string& metric);

}  // namespace gano
