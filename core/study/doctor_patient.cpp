// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/base/names.h"
#include "core/study/doctor.h"
#include "core/study/doctor_curves.h"
#include "core/tasks/task.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

constexpr int kMostTwins = 300;  ///< Folders looked into.

/// What may differ between two runs that are compared for their start: the start itself, and what does not change numbers.
nlohmann::json comparable(const TrainPlan& plan) {
    auto json = planToJson(plan);
    for (const char* key : {"from", "freeze-epochs", "new-layer-factor", "device", "threads", "checkpoint-minutes", "preview-every", "micro-batch", "class-names", "pixel-size"}) json.erase(key);
    return json;
}

std::optional<PreflightReport> readPreflight(const RunFolder& folder) {
    std::error_code ignored;
    if (!fs::exists(folder.preflight(), ignored)) return std::nullopt;
    try {
        return preflightFromJson(nlohmann::json::parse(readText(folder.preflight())));
    } catch (const std::exception&) {
        // A damaged report loses some rules, not the doctor.
        return std::nullopt;
    }
}

Patient readAlone(const fs::path& run) {
    const auto summary = readRun(run);
    Patient patient;
    patient.folder = run;
    patient.plan = summary.plan;
    patient.status = summary.status;
    patient.running = summary.status.state == "running" && isHeld(run);
    patient.metrics = readMetrics(summary.folder.metrics());
    patient.data = readPreflight(summary.folder);
    patient.profile = readProfile(summary.folder.profile());
    return patient;
}

std::optional<Twin> findScratch(const Patient& patient) {
    const auto wanted = comparable(patient.plan);
    std::optional<Twin> best;
    std::error_code ignored;
    int looked = 0;
    const auto home = withoutEndSlash(fs::absolute(patient.folder).lexically_normal());
    for (const auto& entry : fs::directory_iterator(home.parent_path(), ignored)) {
        if (!isRun(entry.path()) || fs::equivalent(entry.path(), home, ignored)) continue;
        if (++looked > kMostTwins) break;
        try {
            const auto summary = readRun(entry.path());
            if (!summary.plan.model.from.empty() || summary.status.state != "done" || comparable(summary.plan) != wanted) continue;
            const auto twin = readAlone(entry.path());
            const auto score = twin.bestScore();
            if (!score) continue;
            const bool better = !best || (twin.higherIsBetter() ? *score > best->best : *score < best->best);
            const auto scores = curves::finite(twin.scores());
            if (better) best = Twin{entry.path(), *score, curves::roughness(curves::last(scores, 0.5))};
        } catch (const std::exception&) {
            continue;
        }
    }
    return best;
}

}  // namespace

std::vector<double> Patient::scores() const { return metrics.column("val_" + task(plan.task).metrics.front()); }

bool Patient::higherIsBetter() const { return task(plan.task).higherIsBetter; }

std::optional<double> Patient::bestScore() const {
    const auto values = curves::finite(scores());
    if (values.empty()) return std::nullopt;
    return higherIsBetter() ? *std::ranges::max_element(values) : *std::ranges::min_element(values);
}

int Patient::bestEpoch() const {
    const auto best = bestScore();
    const auto values = scores();
    for (std::size_t i = 0; best && i < values.size(); ++i)
        if (values[i] == *best) return metrics.epochs[i];
    return 0;
}

Patient readPatient(const fs::path& run) {
    auto patient = readAlone(run);
    if (!patient.plan.model.from.empty()) patient.scratch = findScratch(patient);
    return patient;
}

}  // namespace gano
