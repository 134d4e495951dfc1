// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

#include "core/base/run_control.h"
#include "core/data/data_set.h"
#include "core/train/plan.h"

namespace gano {

/// How long a training will take here, and how much memory it wants.
struct RunEstimate {
    double secondsPerStep = 0.0;
    double stepsPerEpoch = 0.0;
    double secondsTotal = 0.0;  ///< All epochs with their validation.
    double memoryBytes = 0.0;   ///< Of weights, gradients, optimiser and the activations of one batch.
    int batchSize = 0;          ///< The plan's, or what it would find where that is automatic.
    std::string device;         ///< "cpu", "cuda:0"
    bool cancelled = false;     ///< The numbers are not known.
};

/// Measures optimiser steps on made-up images with the plan's network, crop and task on the plan's device. Large batches
/// are measured with a few images; quick steps with two numbers of them, whose line is drawn on to the batch. Activations are measured with
/// one image on the processor. An automatic batch size is found first, see core/train/automatic_batch.h. A few seconds; stops between steps when told to. Throws Error for a plan that checkPlan() refuses.
///
/// `trainPatches` and `validationPatches` say how many patches there will be.
RunEstimate estimateRun(const TrainPlan& plan, std::size_t trainPatches, std::size_t validationPatches, RunControl& control);

/// The same for the plan's own images, which are looked for; see patchesPerImage().
RunEstimate estimateRun(const TrainPlan& plan, RunControl& control);

/// How many patches of `side` px an image of the data gives on average, reckoned from the sizes of the images.
double patchesPerImage(const DataSet& data, double side);

}  // namespace gano
