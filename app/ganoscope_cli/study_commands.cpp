// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/ganoscope_cli/commands.h"
#include "app/ganoscope_cli/console.h"
#include "app/ganoscope_cli/plan_request.h"
#include "core/base/error.h"
#include "core/study/ready_made.h"
#include "core/study/study_results.h"
#include "core/study/study_runner.h"
#include "core/study/verdict.h"

namespace gano {
namespace {

using Json = nlohmann::ordered_json;

struct StudyRequest {
    std::shared_ptr<PlanRequest> plan = std::make_shared<PlanRequest>();
    std::string id, folder;
    GivenOptions choices;
    bool dryRun = false, noEstimate = false;
};

int codeOfStudy(const Outcome& outcome) {
    if (outcome.wrongRequest) return exitUsage;
    return outcome.result == RunOutcome::Done ? exitDone : outcome.result == RunOutcome::Stopped ? exitStopped : exitFailed;
}

void printLine(const std::string& text) { std::printf("%s\n", text.c_str()); }
void printJson(const Json& json) { printLine(json.dump(-1, ' ', false, Json::error_handler_t::replace)); }

int finished(const CommandContext& context, const std::string& sentence) {
    ConsoleObserver(context.json).onEvent(RunFinished{{RunOutcome::Done, sentence, {}}});
    return exitDone;
}

const char* stateWord(CellState state) {
    switch (state) {
        case CellState::Waiting: return "waiting";
        case CellState::Running: return "running";
        case CellState::Interrupted: return "interrupted";
        case CellState::Done: return "done";
        case CellState::Failed: break;
    }
    return "failed";
}

int listStudies(const CommandContext& context) {
    for (const auto& row : readyStudies()) {
        if (context.json) {
            printJson({{"id", row.id}, {"title", row.title}, {"sentence", row.sentence}, {"needs", row.needs}, {"options", row.choices}});
            continue;
        }
        printLine(fmt::format("{}\n    {}\n    {}\n    Needs: {}\n    Its options: --{}\n", row.id, row.title, row.sentence, row.needs, fmt::join(row.choices, " --")));
    }
    return finished(context, context.json ? std::string() : "Start one with: ganoscope-cli study run ID --study FOLDER --task TASK --images … --targets …");
}

void printEstimate(const CommandContext& context, const StudyEstimate& estimate) {
    if (context.json)
        printJson({{"event", "estimate"}, {"trainings", estimate.trainings}, {"steps", estimate.steps}, {"seconds", estimate.seconds}, {"device", estimate.device}});
    else
        std::fprintf(stderr, "%s\n", fmt::format("{} trainings, {:.0f} optimiser steps, about {} on {}.", estimate.trainings, estimate.steps, durationText(estimate.seconds), estimate.device).c_str());
}

void printCells(const CommandContext& context, const Study& study) {
    int number = 0;
    for (const auto& cell : cellsOf(study)) {
        const auto& t = cell.plan.training;
        if (context.json)
            printJson({{"event", "cell"}, {"name", cell.name}, {"title", cell.title}, {"preparation", cell.preparation}, {"starts_from", cell.startsFrom}, {"epochs", t.epochs}, {"steps_per_epoch", t.stepsPerEpoch}});
        else
            printLine(fmt::format("{:4}  {}{}", ++number, cell.title, t.stepsPerEpoch > 0 ? fmt::format(" ({} steps)", t.epochs * t.stepsPerEpoch) : fmt::format(" ({} epochs)", t.epochs)));
    }
}

Study studyOf(const StudyRequest& request) {
    StudyChoices choices;
    const auto& row = readyStudy(request.id);
    for (const auto& [key, text] : request.choices)
        if (std::ranges::find(row.choices, key) == row.choices.end()) throw UsageError(fmt::format("--{} does not belong to the study {}; it has: --{}.", key, row.id, fmt::join(row.choices, ", --")));
    applyGiven(choices.fields(), request.choices);
    auto plan = *request.plan;
    if (plan.preset.empty()) plan.preset = row.preset;
    return makeStudy(request.id, planOf(plan, false), choices);
}

int startStudy(CommandContext& context, const StudyRequest& request) {
    const auto study = studyOf(request);
    if (request.dryRun) {
        printCells(context, study);
        printEstimate(context, estimateStudy(study, context.control));
        return finished(context, "Nothing was trained. Leave out --dry-run to start.");
    }
    if (request.folder.empty()) throw UsageError("Say where the study is kept: --study FOLDER.");
    createStudy(request.folder, study);
    if (!request.noEstimate) {
        const auto estimate = estimateStudy(study, context.control);
        if (!estimate.cancelled) printEstimate(context, estimate);
    }
    ConsoleObserver observer(context.json);
    return codeOfStudy(runStudy(request.folder, context.control, observer));
}

int showStudy(const CommandContext& context, const std::string& folder) {
    const auto summary = readStudy(folder);
    for (const auto& status : summary.cells) {
        const auto score = status.score && std::isfinite(*status.score) ? Json(*status.score) : Json();
        if (context.json) {
            printJson({{"event", "cell"}, {"name", status.cell.name}, {"title", status.cell.title}, {"state", stateWord(status.state)}, {"epoch", status.epoch}, {"epochs", status.epochs}, {"score", score}, {"message", status.message}});
            continue;
        }
        printLine(fmt::format("{:12} {}{}{}", stateWord(status.state), status.cell.title, score.is_number() ? fmt::format("  {:.4f}", *status.score) : fmt::format("  epoch {} of {}", status.epoch, status.epochs),
                              status.message.empty() ? "" : "  " + status.message));
    }
    const auto results = readStudyResults(folder);
    for (const auto& c : results.comparisons) {
        if (context.json)
            printJson({{"event", "comparison"}, {"arm", c.arm}, {"baseline", c.baseline}, {"context", c.context}, {"difference", c.difference.mean}, {"low", c.difference.low}, {"high", c.difference.high}, {"p", c.test.p},
                       {"p_adjusted", c.adjustedP}, {"verdict", verdictWord(c.verdict)}, {"sentence", c.sentence}});
        else
            printLine(c.sentence);
    }
    for (const auto& caution : results.cautions) {
        if (context.json) printJson({{"event", "caution"}, {"sentence", caution}});
        else printLine("Mind: " + caution);
    }
    return finished(context, results.sentence);
}

}  // namespace

void addStudyCommands(CLI::App& app, CommandContext& context) {
    auto* study = app.add_subcommand("study", "Sets many trainings side by side and tells what makes a difference: does pretraining help, how many labels are needed, and so on.");
    study->require_subcommand(1);

    auto* list = study->add_subcommand("list", "Lists the ready-made studies and what each needs.");
    addJsonFlag(*list, context);
    list->callback([&context] { context.run = [&context] { return listStudies(context); }; });

    auto* run = study->add_subcommand("run", "Starts a ready-made study: trains and scores everything that it compares, one after another, and writes a report.");
    auto request = std::make_shared<StudyRequest>();
    run->add_option("id", request->id, "Which one; see the list command.")->required();
    run->add_option("--study", request->folder, "Folder for the study; must not hold one yet.");
    run->add_flag("--dry-run", request->dryRun, "Only shows what would be trained and how long it would take.");
    run->add_flag("--no-estimate", request->noEstimate, "Does not measure how long it will take before it starts.");
    addTaskFlag(*run, request->plan);
    StudyChoices example;
    addFlags(*run, example.fields(), request->choices);
    addPlanFlags(*run, request->plan, "segmentation");
    addJsonFlag(*run, context);
    run->callback([&context, request] { context.run = [&context, request] { return startStudy(context, *request); }; });

    auto folder = std::make_shared<std::string>();
    auto* resume = study->add_subcommand("resume", "Goes on with a study that was stopped or killed, and tries again what failed.");
    auto device = std::make_shared<std::string>();
    auto threads = std::make_shared<int>(0);
    resume->add_option("--study", *folder, "The study's folder.")->required();
    resume->add_option("--device", *device, "Another device than before.");
    resume->add_option("--threads", *threads, "Another number of processor threads than before.");
    addJsonFlag(*resume, context);
    resume->callback([&context, folder, device, threads] {
        context.run = [&context, folder, device, threads] {
            ConsoleObserver observer(context.json);
            return codeOfStudy(runStudy(*folder, context.control, observer, *device, *threads));
        };
    });

    auto* show = study->add_subcommand("show", "Shows how the trainings of a study stand, and what it has found so far.");
    show->add_option("--study", *folder, "The study's folder.")->required();
    addJsonFlag(*show, context);
    show->callback([&context, folder] { context.run = [&context, folder] { return showStudy(context, *folder); }; });

    auto* report = study->add_subcommand("report", "Writes a study's report.html, table.csv and table.tex anew, also of an unfinished one.");
    report->add_option("--study", *folder, "The study's folder.")->required();
    addJsonFlag(*report, context);
    report->callback([&context, folder] {
        context.run = [&context, folder] {
            writeStudyReport(*folder);
            return finished(context, fmt::format("Written: {}", StudyFolder{*folder}.report().string()));
        };
    });
}

}  // namespace gano
