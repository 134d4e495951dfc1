// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ganoscope_cli/plan_request.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/tasks/task.h"
#include "core/train/presets.h"

namespace gano {

void addPlanFlags(CLI::App& command, const std::shared_ptr<PlanRequest>& request, const std::string& flagsOf) {
    command.add_option("--preset", request->preset, "quick-look, as-in-the-paper or best-quality; see the presets command.");
    command.add_option("--config", request->config, "Options from a JSON file, for example another run's run.json. Flags win.");
    auto example = defaultPlan(flagsOf);
    auto fields = example.fields();
    // Which losses there are depends on the task, which is a flag itself; the help names them all.
    for (auto& field : fields)
        if (field.spec.key == "loss") field.spec.choices.clear();
    addFlags(command, fields, request->given);
}

void addTaskFlag(CLI::App& command, const std::shared_ptr<PlanRequest>& request) {
    std::vector<std::string> supervised;
    for (const auto& row : tasks())
        if (row.target != TargetKind::None) supervised.push_back(row.id);
    command.add_option("--task", request->task, fmt::format("One of: {}.", fmt::join(supervised, ", ")))->required();
}

TrainPlan planOf(const PlanRequest& request, bool pretraining) {
    if (!pretraining && task(request.task).target == TargetKind::None) throw UsageError("Pretraining has a command of its own: ganoscope-cli pretrain.");
    auto plan = defaultPlan(request.task);
    if (!request.preset.empty()) applyPreset(plan, request.preset);
    if (!request.config.empty()) {
        nlohmann::json json;
        try {
            json = nlohmann::json::parse(readText(request.config));
        } catch (const nlohmann::json::exception&) {
            throw UsageError(fmt::format("{} is not JSON.", request.config));
        }
        if (json.is_object() && json.contains("plan")) json = json["plan"];
        if (!json.is_object()) throw UsageError(fmt::format("{} is not a list of options: it must hold a JSON object.", request.config));
        // The run.json of another run serves as well as a plain list of options.
        json.erase("task");
        if (json.contains("loss") && json["loss"] == "") json.erase("loss");
        optionsFromJson(plan.fields(), json, true);
    }
    applyGiven(plan.fields(), request.given);
    return plan;
}

}  // namespace gano
