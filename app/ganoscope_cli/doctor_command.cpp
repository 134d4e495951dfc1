// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/ganoscope_cli/commands.h"
#include "app/ganoscope_cli/console.h"
#include "core/base/files.h"
#include "core/study/doctor.h"

namespace gano {
namespace {

int askDoctor(const CommandContext& context, const std::string& run) {
    const auto patient = readPatient(run);
    const auto found = examine(patient);
    if (context.json) {
        nlohmann::json line = doctorToJson(patient, found);
        line["event"] = "doctor";
        std::printf("%s\n", jsonText(line).c_str());
        std::printf("%s\n", jsonText({{"event", "finished"}, {"outcome", "done"}, {"message", ""}, {"metrics", nlohmann::json::object()}}).c_str());
    } else {
        std::printf("%s", doctorText(patient, found).c_str());
    }
    return worst(found) == Finding::Severity::Problem ? exitFailed : exitDone;
}

}  // namespace

void addDoctorCommand(CLI::App& app, CommandContext& context) {
    auto* doctor = app.add_subcommand("doctor", "Says what goes wrong in a training run, why, and what to do about it.");
    auto run = std::make_shared<std::string>();
    doctor->add_option("--run", *run, "The run's folder; it may be running.")->required();
    addJsonFlag(*doctor, context);
    doctor->callback([&context, run] { context.run = [&context, run] { return askDoctor(context, *run); }; });
}

}  // namespace gano
