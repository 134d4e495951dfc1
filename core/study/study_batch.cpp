// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_batch.h"

#include <fmt/format.h>
#include <functional>
#include <set>

#include "core/tasks/task.h"
#include "core/train/automatic_batch.h"
#include "core/train/devices.h"

namespace gano {
namespace {

/// What the memory of a step depends on.
std::string shapeOf(const TrainPlan& plan) {
    const auto& t = plan.training;
    return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", plan.task, plan.model.generator, plan.model.baseWidth, plan.model.norm, t.crop, plan.data.patchSize, t.scale, t.loss, t.precision, plan.model.from);
}

/// The smallest batch that is found for any of the cells that `wanted` names; nothing when stopped.
std::optional<FoundBatch> smallestOf(const std::vector<StudyCell>& cells, const std::function<bool(const StudyCell&)>& wanted, RunControl& control, const std::string& device, int threads) {
    std::optional<FoundBatch> least;
    std::set<std::string> known;
    for (const auto& cell : cells) {
        if (!wanted(cell) || !known.insert(shapeOf(cell.plan)).second) continue;
        const ComputeScope computing(threads > 0 ? threads : cell.plan.training.threads);
        // How many patches a training has differs between the cells, and a budget in steps does without.
        const auto found = automaticBatch(cell.plan, {.device = chooseDevice(device.empty() ? cell.plan.training.device : device)}, control);
        if (!found) return std::nullopt;
        if (!least || found->images < least->images) least = found;
    }
    return least;
}

}  // namespace

bool hasAutomaticBatch(const Study& study) {
    const auto automatic = [](const std::optional<TrainPlan>& plan) { return plan && plan->training.automaticBatch(); };
    return study.base.training.automaticBatch() || automatic(study.pretraining) || automatic(study.labelled);
}

std::optional<std::string> settleBatches(Study& study, RunControl& control, const std::string& device, int threads) {
    std::string told;
    if (!hasAutomaticBatch(study)) return told;
    const auto cells = cellsOf(study);
    // False when stopped.
    const auto settle = [&](TrainPlan& plan, const std::string& name, const std::function<bool(const StudyCell&)>& wanted) {
        if (!plan.training.automaticBatch()) return true;
        const auto needed = [&](const StudyCell& cell) { return wanted(cell) && cell.plan.training.automaticBatch(); };
        const auto found = smallestOf(cells, needed, control, device, threads);
        if (!found && control.stopRequested()) return false;
        // Nobody needs it where every cell has a number of its own.
        plan.training.batchSize = found ? found->images : TrainingOptions{}.batchSize;
        if (found) told += fmt::format("{}{}: {}", told.empty() ? "" : " ", name, foundBatchSentence(*found));
        return true;
    };
    const auto pretraining = [](const StudyCell& cell) { return task(cell.plan.task).target == TargetKind::None; };
    if (study.pretraining && !settle(*study.pretraining, "Pretraining", [&](const StudyCell& cell) { return cell.preparation && pretraining(cell); })) return std::nullopt;
    if (study.labelled && !settle(*study.labelled, "Training on the other set", [&](const StudyCell& cell) { return cell.preparation && !pretraining(cell); })) return std::nullopt;
    if (!settle(study.base, "All trainings that are compared", [](const StudyCell& cell) { return !cell.preparation; })) return std::nullopt;
    study.foundBatch = true;
    return told;
}

}  // namespace gano
