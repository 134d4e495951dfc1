// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

#include "core/base/run_control.h"

namespace gano {

/// How a program ends: what a shell script can rely on.
enum ExitCode { exitDone = 0, exitFailed = 1, exitUsage = 2, exitStopped = 3 };

/// What every command shares.
struct CommandContext {
    bool json = false;
    RunControl control;                ///< Ctrl-C asks it to stop.
    std::function<int()> run;          ///< Set by the command that was chosen; returns an ExitCode.
};

void addInformationCommands(CLI::App& app, CommandContext& context);  ///< devices, generators, presets, info, check
void addTrainingCommands(CLI::App& app, CommandContext& context);     ///< pretrain, finetune, resume, report
void addPredictionCommands(CLI::App& app, CommandContext& context);   ///< predict, evaluate, compare
void addStudyCommands(CLI::App& app, CommandContext& context);        ///< study list, run, resume, show, report
void addDoctorCommand(CLI::App& app, CommandContext& context);
void addShareCommand(CLI::App& app, CommandContext& context);

/// Adds --json to a command.
void addJsonFlag(CLI::App& command, CommandContext& context);

}  // namespace gano
