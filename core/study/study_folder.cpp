// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/base/files.h"
#include "core/study/scores.h"
#include "core/study/study.h"
#include "core/tasks/task.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

std::optional<double> metricOf(const MetricList& list, const std::string& name) {
    for (const auto& [key, value] : list)
        if (key == name) return value;
    return std::nullopt;
}

void look(const StudyFolder& folder, bool studyRuns, CellStatus& status) {
    const auto& name = status.cell.name;
    const auto root = folder.cell(name);
    const auto metric = task(status.cell.plan.task).metrics.front();
    const auto preparation = status.cell.preparation;
    std::error_code ignored;
    if (fs::exists(folder.problem(name), ignored)) {
        status.state = CellState::Failed;
        status.message = readText(folder.problem(name));
        while (!status.message.empty() && status.message.back() == '\n') status.message.pop_back();
    }
    if (!isRun(root)) return;
    const auto run = readRun(root);
    const auto table = readMetrics(run.folder.metrics());
    status.epoch = table.epochs.empty() ? 0 : table.epochs.back();
    if (status.state == CellState::Failed) return;
    if (isHeld(root)) {
        status.state = CellState::Running;
    } else if (run.status.state == "failed") {
        status.state = CellState::Failed;
        status.message = run.status.message;
    } else if (run.status.state != "done") {
        status.state = CellState::Interrupted;
    } else if (preparation) {
        status.state = CellState::Done;
        status.score = metricOf(run.status.metrics, "val_" + metric);
    } else if (fs::exists(folder.scores(name), ignored)) {
        status.state = CellState::Done;
        const auto models = readScores(folder.scores(name));
        if (!models.empty()) status.score = metricOf(models.front().means, metric);
    } else {
        // Trained, and being scored or to be scored.
        status.state = studyRuns ? CellState::Running : CellState::Interrupted;
    }
}

/// One damaged cell does not hide the others.
CellStatus statusOf(const StudyFolder& folder, StudyCell cell, bool studyRuns) {
    CellStatus status;
    status.epochs = cell.plan.training.epochs;
    status.cell = std::move(cell);
    try {
        look(folder, studyRuns, status);
    } catch (const Error& damage) {
        status.state = CellState::Failed;
        status.message = damage.what();
    }
    return status;
}

}  // namespace

bool isStudy(const fs::path& root) {
    std::error_code ignored;
    return fs::exists(StudyFolder{root}.study(), ignored);
}

void createStudy(const fs::path& root, const Study& wanted) {
    if (isStudy(root)) throw UsageError(fmt::format("{} holds a study already. Choose another folder, or go on with it by resuming.", root.string()));
    if (isRun(root)) throw UsageError(fmt::format("{} holds a run. Choose another folder for the study.", root.string()));
    Study study = wanted;
    study.version = GANOSCOPE_VERSION;
    study.created = timeText();
    // Relative to where the program was started they could not be found again from elsewhere.
    const auto whole = [](std::string& place) { if (!place.empty()) place = fs::absolute(place).lexically_normal().string(); };
    const auto wholePlan = [&](TrainPlan& plan) { whole(plan.data.images), whole(plan.data.targets); };
    wholePlan(study.base);
    if (study.pretraining) wholePlan(*study.pretraining);
    if (study.labelled) wholePlan(*study.labelled);
    for (auto& start : study.starts) whole(start.model);
    whole(study.testImages), whole(study.testTargets);
    checkStudy(study);
    makeFolder(StudyFolder{root}.cells());
    writeTextAtomically(StudyFolder{root}.study(), jsonText(studyToJson(study), 1) + "\n");
}

StudySummary readStudy(const fs::path& root) {
    if (!isStudy(root)) throw Error(fmt::format("{} holds no study (there is no study.json in it).", root.string()));
    StudySummary summary;
    summary.folder.root = root;
    try {
        summary.study = studyFromJson(nlohmann::json::parse(readText(summary.folder.study())));
    } catch (const nlohmann::json::exception&) {
        throw Error(fmt::format("The study in {} cannot be read: its study.json is damaged. Its runs can still be used; they are in {}.", root.string(), summary.folder.cells().string()));
    }
    summary.running = FileLock::isTaken(summary.folder.lock());
    for (auto& cell : cellsOf(summary.study)) summary.cells.push_back(statusOf(summary.folder, std::move(cell), summary.running));
    return summary;
}

std::size_t StudySummary::count(CellState state) const {
    return static_cast<std::size_t>(std::ranges::count(cells, state, &CellStatus::state));
}

}  // namespace gano
