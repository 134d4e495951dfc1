// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/ganoscope_cli/commands.h"
#include "app/ganoscope_cli/console.h"
#include "app/ganoscope_cli/option_flags.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/tasks/task.h"
#include "core/train/presets.h"
#include "core/train/report.h"
#include "core/train/trainer.h"

namespace gano {
namespace {

struct TrainRequest {
    std::string task = "pretraining";
    std::string run, preset, config;
    GivenOptions given;
};

int codeOf(const Outcome& outcome) {
    if (outcome.wrongRequest) return exitUsage;
    return outcome.result == RunOutcome::Done ? exitDone : outcome.result == RunOutcome::Stopped ? exitStopped : exitFailed;
}

TrainPlan planOf(const TrainRequest& request, bool pretraining) {
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
    checkPlan(plan);
    return plan;
}

int startTraining(CommandContext& context, const TrainRequest& request, bool pretraining) {
    const auto plan = planOf(request, pretraining);
    ConsoleObserver observer(context.json);
    return codeOf(train(plan, request.run, context.control, observer));
}

void addTraining(CLI::App& command, CommandContext& context, const std::shared_ptr<TrainRequest>& request, const std::string& flagsOf) {
    command.add_option("--run", request->run, "Folder for the run; must not hold one yet.")->required();
    command.add_option("--preset", request->preset, "quick-look, as-in-the-paper or best-quality; see the presets command.");
    command.add_option("--config", request->config, "Options from a JSON file, for example another run's run.json. Flags win.");
    auto example = std::make_shared<TrainPlan>(defaultPlan(flagsOf));
    auto fields = example->fields();
    // Which losses there are depends on the task, which is a flag itself; the help names them all.
    for (auto& field : fields)
        if (field.spec.key == "loss") field.spec.choices.clear();
    addFlags(command, fields, request->given);
    addJsonFlag(command, context);
    const bool pretraining = flagsOf == "pretraining";
    command.callback([&context, request, pretraining] { context.run = [&context, request, pretraining] { return startTraining(context, *request, pretraining); }; });
}

}  // namespace

void addTrainingCommands(CLI::App& app, CommandContext& context) {
    auto* pretrain = app.add_subcommand("pretrain", "Learns from unlabelled images by restoring corrupted copies of them.");
    addTraining(*pretrain, context, std::make_shared<TrainRequest>(), "pretraining");

    auto* finetune = app.add_subcommand("finetune", "Learns a task from images with targets, best from a pretrained run.");
    auto request = std::make_shared<TrainRequest>();
    std::vector<std::string> supervised;
    for (const auto& row : tasks())
        if (row.target != TargetKind::None) supervised.push_back(row.id);
    finetune->add_option("--task", request->task, fmt::format("One of: {}.", fmt::join(supervised, ", ")))->required();
    addTraining(*finetune, context, request, "segmentation");

    auto* resume = app.add_subcommand("resume", "Goes on with a run that was stopped or killed.");
    auto folder = std::make_shared<std::string>();
    auto device = std::make_shared<std::string>();
    resume->add_option("--run", *folder, "The run's folder.")->required();
    resume->add_option("--device", *device, "Another device than before.");
    auto threads = std::make_shared<int>(0);
    resume->add_option("--threads", *threads, "Another number of processor threads than before.");
    addJsonFlag(*resume, context);
    resume->callback([&context, folder, device, threads] {
        context.run = [&context, folder, device, threads] {
            ConsoleObserver observer(context.json);
            return codeOf(resumeRun(*folder, context.control, observer, *device, *threads));
        };
    });

    auto* report = app.add_subcommand("report", "Writes a run's report.html anew.");
    report->add_option("--run", *folder, "The run's folder.")->required();
    addJsonFlag(*report, context);
    report->callback([&context, folder] {
        context.run = [&context, folder] {
            writeReport(*folder);
            ConsoleObserver(context.json).onEvent(RunFinished{{RunOutcome::Done, fmt::format("Written: {}/report.html", *folder), {}}});
            return static_cast<int>(exitDone);
        };
    });
}

}  // namespace gano
