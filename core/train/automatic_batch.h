// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/base/run_control.h"
#include "core/train/batch_search.h"
#include "core/train/plan.h"

namespace gano {

constexpr int mostImagesOnGpu = 64;       ///< More make an epoch's steps too few sooner than the card faster.
constexpr int mostImagesOnProcessor = 8;  ///< With more it computes no faster, and learns less in the same time.
constexpr int leastStepsPerEpoch = 10;

/// For what an automatic batch size is found.
struct BatchRequest {
    std::string device = "cpu";      ///< Of this process: "cpu", "cuda:0".
    std::size_t trainPatches = 0;    ///< 0: not known.
    int processes = 1;               ///< That share each batch.
    int processesHere = 1;           ///< Those on this machine, which share its memory.
    std::optional<double> freeBytes{};  ///< Instead of what the device says.
};

/// The largest batch that is sensible whatever the memory: the device's, and no more than lets an epoch have some steps.
int mostImages(const TrainPlan& plan, const BatchRequest& request);

/// The batch of all processes together that fills this process's device without overflowing it, found by taking steps
/// with the plan's network on made-up images; see largestBatch(). On the processor nothing is tried where memory is plainly enough.
/// Nothing stays allocated. Nothing when stopped; throws Error when not even one image fits.
/// A ComputeScope must stand around it.
std::optional<FoundBatch> automaticBatch(const TrainPlan& plan, const BatchRequest& request, RunControl& control);

/// "Batch size: 24 images, chosen for the memory here; a step takes about 9.1 GB of memory."
std::string foundBatchSentence(const FoundBatch& found);

}  // namespace gano
