// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "app/ganoscope_cli/option_flags.h"
#include "core/train/plan.h"

namespace gano {

/// A training plan as it is asked for on the command line: a preset, a file of options, and flags, each winning over the ones before.
struct PlanRequest {
    std::string task = "pretraining";
    std::string preset, config;
    GivenOptions given;
};

/// Adds --preset, --config and a flag for every option of the task. `request` must live as long as the command.
void addPlanFlags(CLI::App& command, const std::shared_ptr<PlanRequest>& request, const std::string& flagsOf);
/// Adds --task with the tasks that have targets.
void addTaskFlag(CLI::App& command, const std::shared_ptr<PlanRequest>& request);

/// Throws UsageError for a preset, a file or a value that is wrong. The plan is not checked as a whole.
TrainPlan planOf(const PlanRequest& request, bool pretraining);

}  // namespace gano
