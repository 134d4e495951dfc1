// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/study/study.h"

namespace gano {
namespace {

using Kind = StudyStart::Kind;
constexpr std::array<std::pair<Kind, const char*>, 4> kKinds{{{Kind::Scratch, "scratch"}, {Kind::Model, "model"}, {Kind::Pretraining, "pretraining"}, {Kind::Labelled, "labelled"}}};

nlohmann::json startToJson(const StudyStart& start) {
    nlohmann::json json{{"name", start.name}};
    for (const auto& [kind, name] : kKinds)
        if (kind == start.kind) json["kind"] = name;
    if (!start.model.empty()) json["model"] = start.model;
    if (start.images > 0) json["images"] = start.images;
    for (const auto& [key, value] : start.settings) json["settings"].push_back({{"key", key}, {"value", value}});
    return json;
}

StudyStart startFromJson(const nlohmann::json& json) {
    StudyStart start;
    start.name = json.at("name").get<std::string>();
    const auto wanted = json.at("kind").get<std::string>();
    bool known = false;
    for (const auto& [kind, name] : kKinds)
        if (wanted == name) start.kind = kind, known = true;
    if (!known) throw UsageError(fmt::format("The study has a start of the unknown kind '{}'.", wanted));
    start.model = json.value("model", "");
    start.images = json.value("images", 0);
    if (json.contains("settings"))
        for (const auto& setting : json["settings"]) start.settings.emplace_back(setting.at("key").get<std::string>(), setting.at("value").get<std::string>());
    return start;
}

}  // namespace

nlohmann::json studyToJson(const Study& study) {
    nlohmann::json json{{"format", "ganoscope-study"}, {"format_version", 1}, {"version", study.version}, {"created", study.created},
                        {"ready_made", study.readyMade}, {"title", study.title}, {"question", study.question},
                        {"base", planToJson(study.base)}, {"seeds", study.seeds},
                        {"budget", {{"steps", study.steps}, {"checks", study.checks}, {"preparation_steps", study.preparationSteps}, {"preparation_checks", study.preparationChecks}}},
                        {"test", {{"images", study.testImages}, {"targets", study.testTargets}}},
                        {"compare", study.compare}, {"along", study.along}, {"target_score", study.targetScore}, {"kept_epochs", study.keptEpochs}};
    if (study.foundBatch) json["found_batch"] = true;
    if (study.pretraining) json["pretraining"] = planToJson(*study.pretraining);
    if (study.labelled) json["labelled"] = planToJson(*study.labelled);
    json["starts"] = nlohmann::json::array();
    for (const auto& start : study.starts) json["starts"].push_back(startToJson(start));
    json["axes"] = nlohmann::json::array();
    for (const auto& axis : study.axes) json["axes"].push_back({{"key", axis.key}, {"values", axis.values}});
    return json;
}

Study studyFromJson(const nlohmann::json& json) {
    try {
        if (json.at("format") != "ganoscope-study") throw UsageError("This is no description of a study.");
        if (json.at("format_version") != 1) throw UsageError("This study was made by a newer version of Ganoscope; use that one.");
        Study study;
        study.version = json.value("version", "");
        study.created = json.value("created", "");
        study.readyMade = json.value("ready_made", "");
        study.title = json.value("title", "");
        study.question = json.value("question", "");
        study.base = planFromJson(json.at("base"));
        if (json.contains("pretraining")) study.pretraining = planFromJson(json["pretraining"]);
        if (json.contains("labelled")) study.labelled = planFromJson(json["labelled"]);
        study.starts.clear();
        for (const auto& start : json.at("starts")) study.starts.push_back(startFromJson(start));
        for (const auto& axis : json.at("axes")) study.axes.push_back({axis.at("key").get<std::string>(), axis.at("values").get<std::vector<std::string>>()});
        study.seeds = json.at("seeds").get<std::vector<int>>();
        const auto& budget = json.at("budget");
        study.steps = budget.value("steps", 0);
        study.checks = budget.value("checks", 0);
        study.preparationSteps = budget.value("preparation_steps", 0);
        study.preparationChecks = budget.value("preparation_checks", 0);
        study.testImages = json.at("test").value("images", "");
        study.testTargets = json.at("test").value("targets", "");
        study.compare = json.value("compare", "start");
        study.along = json.value("along", "");
        study.targetScore = json.value("target_score", 0.0);
        study.keptEpochs = json.value("kept_epochs", std::vector<int>{});
        study.foundBatch = json.value("found_batch", false);
        return study;
    } catch (const nlohmann::json::exception&) {
        throw UsageError("This is no description of a study, or a damaged one.");
    }
}

}  // namespace gano
