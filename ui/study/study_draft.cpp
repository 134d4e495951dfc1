// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_draft.h"

#include <QSettings>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/tasks/task.h"
#include "core/train/presets.h"
#include "core/train/run_folder.h"
#include "ui/style/words.h"

namespace gano {
namespace {

const auto kLast = QStringLiteral("study/last choices");

/// Sets the preset, but keeps what says which images there are and what computes.
void applyTo(TrainPlan& plan, const std::string& preset) {
    const auto data = plan.data;
    applyPreset(plan, preset);
    plan.data.images = data.images;
    plan.data.targets = data.targets;
    plan.data.recursive = data.recursive;
    plan.data.groupPattern = data.groupPattern;
    plan.data.groupByFolder = data.groupByFolder;
}

}  // namespace

void setTask(StudyDraft& draft, const std::string& task) {
    if (draft.base.task == task) return;
    auto plan = defaultPlan(task);
    plan.data = draft.base.data;
    plan.training.device = draft.base.training.device;
    plan.training.threads = draft.base.training.threads;
    draft.base = plan;
    setPreset(draft, draft.preset);
}

void setPreset(StudyDraft& draft, const std::string& preset) {
    draft.preset = preset;
    applyTo(draft.base, preset);
}

bool hasChoice(const ReadyStudy& row, const std::string& key) { return std::ranges::find(row.choices, key) != row.choices.end(); }

void setReadyStudy(StudyDraft& draft, const std::string& id) {
    const auto& row = readyStudy(id);
    const StudyChoices plain;
    auto usual = plain;
    const auto defaults = usual.fields();
    auto fields = draft.choices.fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const bool another = draft.id != id && (fields[i].spec.key == "values" || fields[i].spec.key == "vary");
        if (another || !hasChoice(row, fields[i].spec.key)) setOptionFromText(fields[i], optionText(defaults[i]));
    }
    draft.id = id;
    if (!row.preset.empty()) setPreset(draft, row.preset);
}

bool takeFromRun(StudyDraft& draft, const std::filesystem::path& run) {
    try {
        const auto plan = readRun(run).plan;
        if (task(plan.task).target == TargetKind::None || plan.data.images.empty()) return false;
        setTask(draft, plan.task);
        draft.base.data.images = plan.data.images;
        draft.base.data.targets = plan.data.targets;
        draft.base.data.recursive = plan.data.recursive;
        draft.base.data.groupPattern = plan.data.groupPattern;
        draft.base.data.groupByFolder = plan.data.groupByFolder;
        return true;
    } catch (const std::exception&) {
        return false;  // moved away, or of a later version
    }
}

std::optional<StudyDraft> lastDraft() {
    const auto kept = QSettings().value(kLast).toString().toStdString();
    if (kept.empty()) return std::nullopt;
    try {
        const auto json = nlohmann::json::parse(kept);
        StudyDraft draft;
        draft.id = json.at("id").get<std::string>();
        readyStudy(draft.id);
        draft.preset = json.at("preset").get<std::string>();
        draft.base = planFromJson(json.at("plan"));
        optionsFromJson(draft.choices.fields(), json.at("choices"));
        return draft;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void keepDraft(const StudyDraft& draft) {
    auto choices = draft.choices;
    const nlohmann::json json{{"id", draft.id}, {"preset", draft.preset}, {"plan", planToJson(draft.base)}, {"choices", optionsToJson(choices.fields())}};
    QSettings().setValue(kLast, QString::fromStdString(json.dump()));
}

std::string freeStudyName(const std::filesystem::path& folder, const std::string& id) {
    std::string name = "study " + id;
    std::ranges::replace(name, '-', ' ');
    std::error_code ignored;
    auto free = name;
    for (int number = 2; std::filesystem::exists(folder / free, ignored); ++number) free = name + " " + std::to_string(number);
    return free;
}

}  // namespace gano
