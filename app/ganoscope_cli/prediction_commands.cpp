// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/ganoscope_cli/commands.h"
#include "app/ganoscope_cli/compare.h"
#include "app/ganoscope_cli/console.h"
#include "app/ganoscope_cli/option_flags.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/predict/predictor.h"

namespace gano {
namespace {

int codeOfJob(const Outcome& outcome) {
    if (outcome.wrongRequest) return exitUsage;
    return outcome.result == RunOutcome::Done ? exitDone : outcome.result == RunOutcome::Stopped ? exitStopped : exitFailed;
}

/// What scripts may give to every command.
struct Common {
    std::string config;
    int seed = 1;
};

void addCommon(CLI::App& command, const std::shared_ptr<Common>& common) {
    command.add_option("--config", common->config, "Options from a JSON file, for example a prediction's recipe. Flags win.");
    command.add_option("--seed", common->seed, "Accepted like elsewhere; prediction draws no random numbers.");
}

/// The options of a file ("options" of a recipe, or a plain list), then those given as flags.
void applyAll(PredictOptions& options, const Common& common, const GivenOptions& given) {
    if (!common.config.empty()) {
        auto json = nlohmann::json::parse(readText(common.config), nullptr, false);
        if (json.is_object() && json.contains("options")) json = json["options"];
        if (!json.is_object()) throw UsageError(fmt::format("{} is not a list of options: it must hold a JSON object.", common.config));
        optionsFromJson(options.fields(), json, true);
    }
    applyGiven(options.fields(), given);
}

}  // namespace

void addPredictionCommands(CLI::App& app, CommandContext& context) {
    auto given = std::make_shared<GivenOptions>();
    auto example = std::make_shared<PredictOptions>();
    auto common = std::make_shared<Common>();

    auto* predicting = app.add_subcommand("predict", "Applies a model to images of any size.");
    auto job = std::make_shared<PredictJob>();
    predicting->add_option("--model", job->model, "Run folder or model file.")->required();
    predicting->add_option("--images", job->images, "Folder or file with images.")->required();
    predicting->add_option("--out", job->out, "Folder for the results.")->required();
    addFlags(*predicting, example->fields(), *given);
    addCommon(*predicting, common);
    addJsonFlag(*predicting, context);
    predicting->callback([&context, job, given, common] {
        context.run = [&context, job, given, common] {
            applyAll(job->options, *common, *given);
            ConsoleObserver observer(context.json);
            return codeOfJob(predict(*job, context.control, observer));
        };
    });

    auto* evaluating = app.add_subcommand("evaluate", "Scores a model on images with targets.");
    auto scoring = std::make_shared<EvaluateJob>();
    evaluating->add_option("--model", scoring->model, "Run folder or model file.")->required();
    evaluating->add_option("--images", scoring->images, "Folder or file with images.");
    evaluating->add_option("--targets", scoring->targets, "Folder or file with targets.");
    evaluating->add_option("--part", scoring->part, "all (the given folders), or test, validation, train: that part of the run's own images.");
    evaluating->add_option("--suffixes", scoring->suffixes, "What a target's name has after the name of its image, separated by commas.");
    evaluating->add_option("--pictures", scoring->pictures, "Folder for pictures of input, prediction and truth.");
    addFlags(*evaluating, example->fields(), *given);
    addCommon(*evaluating, common);
    addJsonFlag(*evaluating, context);
    evaluating->callback([&context, scoring, given, common] {
        context.run = [&context, scoring, given, common] {
            applyAll(scoring->options, *common, *given);
            if (scoring->part == "all" && scoring->images.empty()) throw UsageError("No images were named; give --images and --targets, or --part test.");
            ConsoleObserver observer(context.json);
            return codeOfJob(evaluate(*scoring, context.control, observer));
        };
    });

    auto* comparing = app.add_subcommand("compare", "Scores several runs on the same images and writes a page with curves and pictures.");
    auto comparison = std::make_shared<Comparison>();
    comparing->add_option("--runs", comparison->runs, "Run folders, two or more.")->required();
    comparing->add_option("--images", comparison->images, "Images no run has seen.")->required();
    comparing->add_option("--targets", comparison->targets, "Their targets.")->required();
    comparing->add_option("--out", comparison->page, "The page to write.")->required();
    addFlags(*comparing, example->fields(), *given);
    addCommon(*comparing, common);
    addJsonFlag(*comparing, context);
    comparing->callback([&context, comparison, given, common] {
        context.run = [&context, comparison, given, common] {
            applyAll(comparison->options, *common, *given);
            ConsoleObserver observer(context.json);
            return codeOfJob(compare(*comparison, context.control, observer));
        };
    });
}

}  // namespace gano
