// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "core/base/error.h"
#include "core/data/data_set.h"
#include "core/study/study_batch.h"
#include "core/study/study_runner.h"
#include "core/tasks/task.h"
#include "core/train/estimate.h"

namespace gano {
namespace {

/// Patches of the images of a plan, reckoned from their sizes.
struct PatchCounts {
    double train = 0.0, validation = 0.0, test = 0.0;
};

PatchCounts countPatches(const DataSet& found, double side) {
    const double perImage = patchesPerImage(found, side);
    return {perImage * static_cast<double>(found.split.train.size()), perImage * static_cast<double>(found.split.validation.size()), perImage * static_cast<double>(found.split.test.size())};
}

class Reckoning {
public:
    Reckoning(const Study& study, RunControl& control) : study_(study), control_(control) {}

    /// False when stopped.
    bool add(const StudyCell& cell, int epochsDone, StudyEstimate& estimate) {
        const auto* speed = speedOf(cell);
        if (speed == nullptr) return false;
        const auto& counts = countsOf(cell);
        const auto& t = cell.plan.training;
        double train = counts.train;
        if (t.trainPatches > 0) train = std::min(train, static_cast<double>(t.trainPatches));
        const double perEpoch = t.stepsPerEpoch > 0 ? t.stepsPerEpoch : std::ceil(std::max(1.0, train) / t.batchSize);
        const double validated = t.maxValidationPatches > 0 ? std::min(counts.validation, static_cast<double>(t.maxValidationPatches)) : counts.validation;
        const double epochs = std::max(0, t.epochs - epochsDone);
        ++estimate.trainings;
        estimate.steps += epochs * perEpoch;
        estimate.seconds += epochs * (perEpoch * speed->perStep + validated * speed->perPatch);
        if (!cell.preparation) estimate.seconds += (testPatches_ + counts.test) * speed->perPatch * static_cast<double>(1 + study_.keptEpochs.size());
        estimate.device = speed->device;
        return true;
    }

    void countTestImages() {
        if (study_.testImages.empty()) return;
        DataOptions data;
        data.images = study_.testImages;
        data.targets = study_.testTargets;
        data.suffixes = study_.base.data.suffixes;
        data.recursive = study_.base.data.recursive;
        data.validationPart = data.testPart = 0.0;
        testPatches_ = countPatches(findData(data, task(study_.base.task), 1), study_.base.data.patchSize).train;
    }

private:
    struct Speed {
        double perStep = 0.0, perPatch = 0.0;
        std::string device;
    };

    const Speed* speedOf(const StudyCell& cell) {
        const auto& p = cell.plan;
        const auto key = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", p.task, p.model.generator, p.model.baseWidth, p.model.norm, p.training.crop, p.data.patchSize, p.training.batchSize,
                                     p.training.scale, p.training.device, p.model.from);
        const auto known = speeds_.find(key);
        if (known != speeds_.end()) return &known->second;
        auto plan = p;
        // Frozen layers are a little faster; that they are frozen only from a start on is not known to this plan.
        plan.training.freezeEpochs = 0;
        const auto measured = estimateRun(plan, 1, 1, control_);
        if (measured.cancelled) return nullptr;
        const double perEpoch = measured.secondsTotal / std::max(1, plan.training.epochs);
        return &speeds_.emplace(key, Speed{measured.secondsPerStep, std::max(0.0, perEpoch - measured.secondsPerStep * measured.stepsPerEpoch), measured.device}).first->second;
    }

    const PatchCounts& countsOf(const StudyCell& cell) {
        const auto& d = cell.plan.data;
        const auto key = fmt::format("{}|{}|{}|{}|{}|{}|{}", cell.plan.task, d.images, d.targets, d.trainImages, d.maxImages, d.patchSize, d.testPart);
        const auto known = counts_.find(key);
        if (known != counts_.end()) return known->second;
        return counts_.emplace(key, countPatches(findData(d, task(cell.plan.task), static_cast<std::uint64_t>(cell.seed)), d.patchSize)).first->second;
    }

    const Study& study_;
    RunControl& control_;
    double testPatches_ = 0.0;
    std::map<std::string, Speed> speeds_;
    std::map<std::string, PatchCounts> counts_;
};

StudyEstimate reckon(const Study& study, const std::vector<std::pair<StudyCell, int>>& open, RunControl& control) {
    StudyEstimate estimate;
    Reckoning reckoning(study, control);
    reckoning.countTestImages();
    for (const auto& [cell, epochs] : open)
        if (!reckoning.add(cell, epochs, estimate)) {
            estimate.cancelled = true;
            break;
        }
    return estimate;
}

}  // namespace

StudyEstimate estimateStudy(const Study& wanted, RunControl& control) {
    checkStudy(wanted);
    auto study = wanted;
    if (!settleBatches(study, control)) {
        StudyEstimate stopped;
        stopped.cancelled = true;
        return stopped;
    }
    std::vector<std::pair<StudyCell, int>> open;
    for (auto& cell : cellsOf(study)) open.emplace_back(std::move(cell), 0);
    return reckon(study, open, control);
}

StudyEstimate estimateRest(const StudySummary& summary, RunControl& control) {
    std::vector<std::pair<StudyCell, int>> open;
    for (const auto& status : summary.cells)
        if (status.state != CellState::Done) open.emplace_back(status.cell, status.epoch);
    auto study = summary.study;
    // One that was never run: its cells have no number yet.
    if (hasAutomaticBatch(study)) return estimateStudy(study, control);
    return reckon(study, open, control);
}

}  // namespace gano
