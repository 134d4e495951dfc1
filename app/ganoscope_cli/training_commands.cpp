// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/ganoscope_cli/commands.h"
#include "app/ganoscope_cli/console.h"
#include "app/ganoscope_cli/plan_request.h"
#include "core/base/error.h"
#include "core/train/estimate.h"
#include "core/train/report.h"
#include "core/train/trainer.h"

namespace gano {
namespace {

struct TrainRequest {
    std::shared_ptr<PlanRequest> plan = std::make_shared<PlanRequest>();
    std::string run;
    bool dryRun = false;
};

int codeOf(const Outcome& outcome) {
    if (outcome.wrongRequest) return exitUsage;
    return outcome.result == RunOutcome::Done ? exitDone : outcome.result == RunOutcome::Stopped ? exitStopped : exitFailed;
}

/// Of a process that goes along with the first one, which tells what happens: only its own failure.
class FailureObserver final : public RunObserver {
public:
    explicit FailureObserver(const Processes& processes) : processes_(processes) {}
    void onEvent(const RunEvent& event) override {
        const auto* finished = std::get_if<RunFinished>(&event);
        if (finished == nullptr || finished->outcome.result != RunOutcome::Failed) return;
        std::fprintf(stderr, "Process %d of %d: %s\n", processes_.rank + 1, processes_.size, finished->outcome.message.c_str());
    }

private:
    Processes processes_;
};

std::unique_ptr<RunObserver> observerFor(const CommandContext& context, const Processes& processes) {
    if (processes.first()) return std::make_unique<ConsoleObserver>(context.json);
    return std::make_unique<FailureObserver>(processes);
}

int tellEstimate(CommandContext& context, const TrainPlan& plan) {
    const auto estimate = estimateRun(plan, context.control);
    if (estimate.cancelled) return exitStopped;
    if (context.json) {
        const nlohmann::ordered_json json{{"event", "estimate"}, {"batch_size", estimate.batchSize}, {"steps_per_epoch", estimate.stepsPerEpoch}, {"seconds_per_step", estimate.secondsPerStep},
                                          {"seconds", estimate.secondsTotal}, {"memory_bytes", estimate.memoryBytes}, {"device", estimate.device}};
        std::printf("%s\n", json.dump().c_str());
        return exitDone;
    }
    const auto sentence = fmt::format("{} epochs of {:.0f} steps with batches of {}{}, about {} and {:.1f} GB of memory on {}.", plan.training.epochs, estimate.stepsPerEpoch, estimate.batchSize,
                                      plan.training.automaticBatch() ? " (automatic)" : "", durationText(estimate.secondsTotal), estimate.memoryBytes / 1e9, estimate.device);
    std::fprintf(stderr, "%s\n", sentence.c_str());
    ConsoleObserver(context.json).onEvent(RunFinished{{RunOutcome::Done, "Nothing was trained. Leave out --dry-run to start.", {}}});
    return exitDone;
}

int startTraining(CommandContext& context, const TrainRequest& request, bool pretraining) {
    const auto plan = planOf(*request.plan, pretraining);
    checkPlan(plan);
    if (request.dryRun) return tellEstimate(context, plan);
    if (request.run.empty()) throw UsageError("Say where the run is kept: --run FOLDER.");
    const auto processes = processesFromEnvironment();
    const auto observer = observerFor(context, processes);
    return codeOf(train(plan, request.run, context.control, *observer, processes));
}

void addTraining(CLI::App& command, CommandContext& context, const std::shared_ptr<TrainRequest>& request, const std::string& flagsOf) {
    command.add_option("--run", request->run, "Folder for the run; must not hold one yet.");
    command.add_flag("--dry-run", request->dryRun, "Measures how long it would take here and how large an automatic batch would be, and trains nothing.");
    addPlanFlags(command, request->plan, flagsOf);
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
    addTaskFlag(*finetune, request->plan);
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
            const auto processes = processesFromEnvironment();
            const auto observer = observerFor(context, processes);
            return codeOf(resumeRun(*folder, context.control, *observer, *device, *threads, processes));
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
