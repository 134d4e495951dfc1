// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/estimate.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/tasks/task.h"
#include "core/train/automatic_batch.h"
#include "core/train/devices.h"
#include "core/train/trial_torch.h"

namespace gano {
namespace {

constexpr int fewImages = 2;        ///< Per step, on the processor.
constexpr int moreImages = 8;       ///< A second size: a step costs something even without images.
constexpr int imagesOnDevice = 16;  ///< Per step, on a GPU: enough to keep it busy.
constexpr double longStep = 1.0;    ///< Seconds; what a step costs without images does not matter beside it.

/// Seconds of a step with the whole batch, from steps with fewer images.
std::optional<double> wholeStep(Trial& trial, int batch, bool onDevice, RunControl& control) {
    const auto few = std::min(batch, onDevice ? imagesOnDevice : fewImages);
    const auto quick = trial.step(few, control);
    if (!quick || few == batch) return quick;
    const auto more = std::min(batch, moreImages);
    if (onDevice || *quick > longStep || more <= few) return *quick * batch / few;
    const auto longer = trial.step(more, control);
    if (!longer) return std::nullopt;
    const double each = std::max(0.0, *longer - *quick) / (more - few);
    return *longer + each * (batch - more);
}

}  // namespace

RunEstimate estimateRun(const TrainPlan& wanted, std::size_t trainPatches, std::size_t validationPatches, RunControl& control) {
    auto plan = wanted;
    if (plan.data.images.empty()) plan.data.images = ".";  // Which images they are does not matter here.
    checkPlan(plan);
    plan = withNetworkOfStart(plan);
    RunEstimate estimate;
    estimate.device = chooseDevice(plan.training.device);
    const ComputeScope computing(plan.training.threads);
    const at::Device device(estimate.device);
    estimate.cancelled = true;
    if (plan.training.automaticBatch()) {
        const auto found = automaticBatch(plan, {.device = estimate.device, .trainPatches = trainPatches}, control);
        if (!found) return estimate;
        plan.training.batchSize = found->images;
    }
    estimate.batchSize = plan.training.batchSize;
    const auto& t = plan.training;
    MemoryPatience memory(t.microBatch, [](const std::string&) {});
    Trial trial(plan, device, memory);
    const auto step = wholeStep(trial, t.batchSize, device.is_cuda(), control);
    if (!step || !control.proceed()) return estimate;
    const auto patch = std::int64_t{plan.data.patchSize} * (task(plan.task).target == TargetKind::None ? 1 : t.scale);
    const double forward = trial.validation(patch);
    estimate.cancelled = false;
    estimate.secondsPerStep = *step;
    estimate.stepsPerEpoch = t.stepsPerEpoch > 0 ? t.stepsPerEpoch : std::ceil(static_cast<double>(trainPatches) / t.batchSize);
    const auto validated = t.maxValidationPatches > 0 ? std::min(validationPatches, static_cast<std::size_t>(t.maxValidationPatches)) : validationPatches;
    estimate.secondsTotal = t.epochs * (estimate.secondsPerStep * estimate.stepsPerEpoch + forward * static_cast<double>(validated));
    const double held = t.microBatch > 0 ? std::min(t.microBatch, t.batchSize) : t.batchSize;
    // Weights, gradients and Adam's two moments.
    estimate.memoryBytes = 4.0 * trial.weights + trial.activations * held;
    return estimate;
}

double patchesPerImage(const DataSet& data, double side) {
    double pixels = 0.0;
    for (const auto& info : data.images.infos) pixels += static_cast<double>(info.width) * info.height;
    return data.images.infos.empty() ? 1.0 : std::max(1.0, pixels / static_cast<double>(data.images.infos.size()) / (side * side));
}

RunEstimate estimateRun(const TrainPlan& plan, RunControl& control) {
    checkPlan(plan);
    const auto data = findData(plan.data, task(plan.task), static_cast<std::uint64_t>(plan.training.seed), [&](std::size_t, std::size_t) { return control.proceed(); });
    RunEstimate stopped;
    stopped.cancelled = true;
    if (data.cancelled) return stopped;
    const double perImage = patchesPerImage(data, plan.data.patchSize);
    const auto count = [&](std::size_t images) { return static_cast<std::size_t>(std::lround(static_cast<double>(images) * perImage)); };
    auto train = std::max<std::size_t>(1, count(data.split.train.size()));
    if (plan.training.trainPatches > 0) train = std::min(train, static_cast<std::size_t>(plan.training.trainPatches));
    return estimateRun(plan, train, count(data.split.validation.size()), control);
}

}  // namespace gano
