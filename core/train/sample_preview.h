// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/data/pairing.h"
#include "core/train/plan.h"

namespace gano {

/// What a network would be shown in one training step: an input crop and what it should become.
struct SamplePreview {
    Image input;   ///< 32-bit float, normalised as in training: black 0, white 1 for full range and percentiles.
    Image target;  ///< The same; label images hold the label values of the file.
};

/// Cuts, varies and (for pretraining) corrupts one image `count` times, with the plan's own options and code. Targets of
/// tasks that have them come from `sample.target`. The same seed gives the same crops.
///
/// Reads only the regions it needs; milliseconds, but not for the interface thread. Throws Error when a file cannot be
/// read, or when the task has targets and the sample none.
std::vector<SamplePreview> previewSamples(const TrainPlan& plan, const Sample& sample, int count, std::uint64_t seed);

}  // namespace gano
