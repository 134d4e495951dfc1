// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <memory>

#include "app/ganoscope_cli/commands.h"
#include "app/ganoscope_cli/console.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/study/measured_transfer.h"
#include "core/train/run_folder.h"
#include "core/train/share_model.h"

namespace gano {
namespace {

struct ShareRequest {
    std::string model, out, name, remark;
    std::vector<std::string> studies;
    bool fullPrecision = false;
};

int share(const CommandContext& context, const ShareRequest& request) {
    const std::filesystem::path out = std::filesystem::absolute(request.out);
    if (out.extension() != ".safetensors") throw UsageError("The name of a model file ends in .safetensors; choose such a name after --out.");
    auto card = readModelCard(modelFile(request.model));
    if (!request.name.empty()) card.dataName = request.name;
    if (!request.remark.empty()) card.remark = request.remark;
    if (!request.studies.empty()) card.transfer.clear();
    for (const auto& study : request.studies)
        for (auto& measured : measuredTransfer(study, request.model)) card.transfer.push_back(std::move(measured));
    makeFolder(out.parent_path());
    shareModel(request.model, out, card, !request.fullPrecision);
    const auto size = static_cast<double>(std::filesystem::file_size(out)) / 1e6;
    ConsoleObserver(context.json).onEvent(RunFinished{{RunOutcome::Done, fmt::format("Written: {}, {:.1f} MB.", request.out, size), {}}});
    return exitDone;
}

}  // namespace

void addShareCommand(CLI::App& app, CommandContext& context) {
    auto* command = app.add_subcommand("share", "Writes a model to give to others: small, and with what studies measured of it as a start.");
    auto request = std::make_shared<ShareRequest>();
    command->add_option("--model", request->model, "Run folder or model file.")->required();
    command->add_option("--out", request->out, "The file to write, ending in .safetensors.")->required();
    command->add_option("--study", request->studies, "Finished studies that compared this model with a start from scratch. The names of their folders say what was learned.");
    command->add_option("--trained-on", request->name, "What to call the images it learned from, instead of their folder's name.");
    command->add_option("--remark", request->remark, "A sentence for whoever uses it: the licence, what it is meant for.");
    command->add_flag("--full-precision", request->fullPrecision, "Weights with 32 instead of 16 bits; twice as large.");
    addJsonFlag(*command, context);
    command->callback([&context, request] { context.run = [&context, request] { return share(context, *request); }; });
}

}  // namespace gano
