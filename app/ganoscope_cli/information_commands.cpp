// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/ganoscope_cli/commands.h"
#include "app/ganoscope_cli/option_flags.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/preflight.h"
#include "core/formats/data_bar.h"
#include "core/formats/format_table.h"
#include "core/formats/image_export.h"
#include "core/formats/metadata.h"
#include "core/formats/signals.h"
#include "core/formats/user_scale.h"
#include "core/predict/output_names.h"
#include "core/selftest/selftest.h"
#include "core/tasks/task.h"
#include "core/train/devices.h"
#include "core/train/generator_size.h"
#include "core/train/model_card.h"
#include "core/train/plan.h"
#include "core/train/presets.h"

namespace gano {
namespace {

using Json = nlohmann::ordered_json;

void print(const Json& object) { std::printf("%s\n", object.dump(-1, ' ', false, Json::error_handler_t::replace).c_str()); }

void finish(const CommandContext& context, const Json& metrics = Json::object()) {
    if (context.json) print({{"event", "finished"}, {"outcome", "done"}, {"message", ""}, {"metrics", metrics}});
}

int listDevices(const CommandContext& context) {
    for (const auto& device : computeDevices()) {
        if (context.json) print({{"event", "device"}, {"id", device.id}, {"name", device.name}});
        else std::printf("%-8s %s\n", device.id.c_str(), device.name.c_str());
    }
    const auto slow = slowBlasSentence(), missing = missingGpuSentence(), served = servedGpuGenerations();
    if (!context.json) std::printf("%s\n", engineVersion().c_str());
    if (!context.json && !served.empty()) std::printf("This build serves NVIDIA GPUs of the generations %s.\n", served.c_str());
    if (!context.json && !missing.empty()) std::printf("%s\n", missing.c_str());
    if (!slow.empty()) std::fprintf(stderr, "Note: %s\n", slow.c_str());
    finish(context);
    return exitDone;
}

int tryEverything(CommandContext& context) {
    const auto lines = selfTest({}, context.control, [&](const SelfTestLine& line) {
        if (context.json) print({{"event", "check"}, {"name", line.name}, {"works", line.works()}, {"sentence", line.sentence}, {"remedy", line.remedy}});
        else std::printf("%s\n", selfTestText(line).c_str());
        std::fflush(stdout);
    });
    if (context.control.stopRequested()) return exitStopped;
    const auto verdict = selfTestVerdict(lines);
    const bool works = std::ranges::all_of(lines, &SelfTestLine::works);
    if (context.json) print({{"event", "finished"}, {"outcome", works ? "done" : "failed"}, {"message", verdict}, {"metrics", Json::object()}});
    else std::printf("\n%s\n", verdict.c_str());
    return works ? exitDone : exitFailed;
}

int listGenerators(const CommandContext& context, int baseWidth) {
    if (!context.json) std::printf("%-20s %12s %16s  %s\n", "id", "parameters", "receptive field", "");
    for (const auto& row : generatorRows()) {
        const auto parameters = generatorParameters({.id = row.id, .inChannels = 1, .outChannels = 1, .baseWidth = baseWidth, .norm = "batch"});
        if (context.json)
            print({{"event", "generator"}, {"id", row.id}, {"label", row.label}, {"parameters", parameters}, {"receptive_field", row.receptiveField}});
        else
            std::printf("%-20s %12lld %16s  %s\n", row.id.c_str(), static_cast<long long>(parameters),
                        row.receptiveField > 0 ? fmt::format("{} px", row.receptiveField).c_str() : "whole image", row.sentence.c_str());
    }
    if (!context.json) std::printf("U-Nets with base width %d.\n", baseWidth);
    finish(context);
    return exitDone;
}

Json signalToJson(const Signal& signal) {
    if (!signal.reason.empty()) return {{"part", signal.part}, {"image", false}, {"reason", signal.reason}};
    Json axes = Json::array();
    for (const auto& axis : signal.axes)
        axes.push_back({{"name", axis.name}, {"size", axis.size}, {"scale", axis.scale}, {"unit", axis.unit}, {"stack", axis.stack}});
    return {{"part", signal.part}, {"image", true}, {"shape", signal.shape}, {"dtype", signal.type}, {"first5", signal.first}, {"last", signal.last},
            {"min", signal.minimum}, {"max", signal.maximum}, {"mean", signal.mean}, {"axes", axes}, {"notes", signal.notes}};
}

void printTree(const Metadata& entry, int depth) {
    for (const auto& child : entry.children) {
        std::printf("%*s%s%s%s\n", 2 * depth, "", child.name.c_str(), child.value.empty() ? "" : ": ", child.value.c_str());
        printTree(child, depth + 1);
    }
}

Json treeToJson(const Metadata& entry) {
    if (entry.children.empty()) return entry.value;
    Json object = Json::object();
    if (!entry.value.empty()) object[""] = entry.value;
    for (const auto& child : entry.children) object[child.name] = treeToJson(child);
    return object;
}

void printMetadata(const CommandContext& context, const std::string& file) {
    const auto tree = readMetadata(imagesIn(file).front());
    if (context.json) return print({{"event", "metadata"}, {"file", file}, {"tree", treeToJson(tree)}});
    for (const auto& fact : microscopeFacts(tree)) std::printf("  %-18s %s\n", fact.name.c_str(), fact.value.c_str());
    if (!tree.children.empty()) std::printf("  In the file:\n");
    printTree(tree, 2);
}

void printImageInfo(CommandContext& context, const std::string& file) {
    if (!context.json) {
        const auto info = readInfo(file);
        const int bar = dataBarRows(imagesIn(file).front(), info);
        std::printf("%s: %s, %d × %d px, %d %s, %s, pixel size %s%s%s%s\n", file.c_str(), info.format.c_str(), info.width, info.height, info.frames,
                    info.frames == 1 ? "image" : "images", sampleTypeText(info.type).c_str(), pixelSizeText(info.pixelSize).c_str(),
                    bar > 0 ? fmt::format("; data bar of {} rows at the bottom", bar).c_str() : "", info.notes.empty() ? "" : "; ",
                    fmt::format("{}", fmt::join(info.notes, "; ")).c_str());
        return;
    }
    Json signals = Json::array();
    for (const auto& signal : signalsIn(file, [&] { return context.control.proceed(); })) signals.push_back(signalToJson(signal));
    Json line{{"event", "image"}, {"file", file}, {"format", formatOf(file)}};
    if (std::ranges::any_of(signals, [](const Json& signal) { return signal["image"].get<bool>(); })) {
        const auto info = readInfo(file);
        line.update({{"format", info.format}, {"width", info.width}, {"height", info.height}, {"frames", info.frames}, {"channels", info.channels},
                     {"samples", sampleTypeText(info.type)}, {"pixel_size", pixelSizeText(info.pixelSize)}, {"data_bar_rows", dataBarRows(imagesIn(file).front(), info)}, {"notes", info.notes}});
    }
    line["signals"] = signals;
    print(line);
}

int showInfo(CommandContext& context, const std::vector<std::string>& files, bool metadata) {
    int code = exitDone;
    for (const auto& file : files) {
        try {
            if (std::filesystem::path(file).extension() == ".safetensors") {
                const auto card = cardToJson(readModelCard(file));
                if (context.json) print({{"event", "model"}, {"file", file}, {"card", card}});
                else std::printf("%s\n%s\n", file.c_str(), jsonText(card, 2).c_str());
                continue;
            }
            printImageInfo(context, file);
            if (metadata) printMetadata(context, file);
        } catch (const Error& error) {
            code = exitFailed;
            if (context.json) print({{"event", "warning"}, {"sentence", error.what()}});
            else std::fprintf(stderr, "%s\n", error.what());
        }
    }
    if (context.json) print({{"event", "finished"}, {"outcome", code == exitDone ? "done" : "failed"}, {"message", code == exitDone ? "" : "Not every file could be read."}, {"metrics", Json::object()}});
    return code;
}

int exportFiles(CommandContext& context, const std::vector<std::string>& files, const std::string& out, const std::string& kind, const std::string& pixelSize) {
    const auto format = exportFormat(kind);
    if (!pixelSize.empty())
        for (const auto& file : files) setUserScale(file, parsePixelSize(pixelSize));
    const auto folder = std::filesystem::path(out);
    makeFolder(folder);
    OutputNames names;
    int code = exitDone;
    for (const auto& file : files) {
        try {
            const auto refs = imagesIn(file);
            for (const auto& ref : refs) {
                if (!context.control.proceed()) return exitStopped;
                auto target = folder / names.next(ref, readInfo(ref).frames > 1);
                target += exportEnding(format);
                if (std::filesystem::exists(target)) throw Error(fmt::format("{} is there already and is not replaced. Choose another folder.", target.string()));
                exportImage(ref, target, format);
                if (context.json) print({{"event", "exported"}, {"image", ref.text()}, {"file", target.string()}});
                else std::printf("%s\n", target.string().c_str());
            }
        } catch (const Error& error) {
            code = exitFailed;
            if (context.json) print({{"event", "warning"}, {"sentence", error.what()}});
            else std::fprintf(stderr, "%s\n", error.what());
        }
    }
    if (context.json) print({{"event", "finished"}, {"outcome", code == exitDone ? "done" : "failed"}, {"message", code == exitDone ? "" : "Not every file could be exported."}, {"metrics", Json::object()}});
    return code;
}

int check(CommandContext& context, const std::string& taskId, const GivenOptions& given) {
    auto plan = defaultPlan(taskId);
    applyGiven(plan.fields(), given);
    if (plan.data.images.empty()) throw UsageError("No images were named; choose the folder that holds them.");
    const auto& row = task(taskId);
    const auto watch = [&](std::size_t, std::size_t) { return context.control.proceed(); };
    const auto data = findData(plan.data, row, static_cast<std::uint64_t>(plan.training.seed), watch);
    PreflightOptions options;
    options.target = row.target;
    options.scale = plan.training.scale;
    options.patchSize = plan.data.patchSize;
    options.threads = plan.training.threads;
    const auto report = data.cancelled ? PreflightReport{} : preflight(data, options, watch);
    if (report.cancelled || data.cancelled) {
        if (context.json) print({{"event", "finished"}, {"outcome", "stopped"}, {"message", "Stopped."}, {"metrics", Json::object()}});
        return exitStopped;
    }
    if (context.json) {
        print({{"event", "preflight"}, {"report", preflightToJson(report)}});
        print({{"event", "finished"}, {"outcome", report.hasProblems() ? "failed" : "done"}, {"message", ""}, {"metrics", Json::object()}});
    } else {
        std::printf("%s", preflightText(report).c_str());
    }
    return report.hasProblems() ? exitFailed : exitDone;
}

int listPresets(const CommandContext& context, const std::string& taskId) {
    for (const auto& preset : presets()) {
        if (!context.json) std::printf("%s: %s\n", preset.id.c_str(), preset.sentence.c_str());
        for (const auto& choice : presetChoices(preset.id, taskId)) {
            if (context.json)
                print({{"event", "choice"}, {"preset", preset.id}, {"key", choice.key}, {"value", choice.value}, {"why", choice.why}, {"unspecified", choice.unspecified}});
            else
                std::printf("  %-20s %-14s %s\n", choice.key.c_str(), choice.value.c_str(), choice.why.c_str());
        }
    }
    finish(context);
    return exitDone;
}

}  // namespace

void addJsonFlag(CLI::App& command, CommandContext& context) {
    command.add_flag("--json", context.json, "One JSON object per line, for programs.");
}

void addInformationCommands(CLI::App& app, CommandContext& context) {
    auto* devices = app.add_subcommand("devices", "Lists what this machine can train on.");
    addJsonFlag(*devices, context);
    devices->callback([&context] { context.run = [&context] { return listDevices(context); }; });

    auto* trying = app.add_subcommand("selftest", "Tries everything once, in half a minute, and says what does not work.");
    addJsonFlag(*trying, context);
    trying->callback([&context] { context.run = [&context] { return tryEverything(context); }; });

    auto* generators = app.add_subcommand("generators", "Lists the networks with their size and receptive field.");
    auto width = std::make_shared<int>(16);
    generators->add_option("--base-width", *width, "Base width of the U-Nets.")->check(CLI::Range(1, 128));
    addJsonFlag(*generators, context);
    generators->callback([&context, width] { context.run = [&context, width] { return listGenerators(context, *width); }; });

    auto* presetList = app.add_subcommand("presets", "Lists the presets: what each sets, and why.");
    auto presetTask = std::make_shared<std::string>("pretraining");
    presetList->add_option("--task", *presetTask, "The task.");
    addJsonFlag(*presetList, context);
    presetList->callback([&context, presetTask] { context.run = [&context, presetTask] { return listPresets(context, *presetTask); }; });

    auto* info = app.add_subcommand("info", "Says what image and model files hold.");
    auto files = std::make_shared<std::vector<std::string>>();
    info->add_option("files", *files, "Image or model files.")->required();
    addJsonFlag(*info, context);
    auto metadata = std::make_shared<bool>(false);
    info->add_flag("--metadata", *metadata, "Also everything else that the file says of its first image.");
    info->callback([&context, files, metadata] { context.run = [&context, files, metadata] { return showInfo(context, *files, *metadata); }; });

    auto* exporting = app.add_subcommand("export", "Writes the images of any known file as TIFF, OME-TIFF or MRC, with their values and pixel size.");
    auto sources = std::make_shared<std::vector<std::string>>();
    auto out = std::make_shared<std::string>();
    auto kind = std::make_shared<std::string>("tiff");
    auto size = std::make_shared<std::string>();
    exporting->add_option("files", *sources, "Image files.")->required();
    exporting->add_option("--out", *out, "The folder to write to.")->required();
    exporting->add_option("--as", *kind, fmt::format("One of: {}.", fmt::join(exportFormatNames(), ", ")));
    exporting->add_option("--pixel-size", *size, "The size of a pixel where the files do not say it, for example \"2.5 nm\".");
    addJsonFlag(*exporting, context);
    exporting->callback([&context, sources, out, kind, size] { context.run = [&context, sources, out, kind, size] { return exportFiles(context, *sources, *out, *kind, *size); }; });

    auto* checking = app.add_subcommand("check", "Looks at images and targets before any training.");
    auto taskId = std::make_shared<std::string>("pretraining");
    auto given = std::make_shared<GivenOptions>();
    checking->add_option("--task", *taskId, fmt::format("One of: {}.", fmt::join(taskIds(), ", ")));
    auto plan = std::make_shared<TrainPlan>();
    auto fields = plan->data.fields();
    for (auto& field : plan->training.fields())
        if (field.spec.key == "scale" || field.spec.key == "seed") fields.push_back(field);
    addFlags(*checking, fields, *given);
    addJsonFlag(*checking, context);
    checking->callback([&context, taskId, given] { context.run = [&context, taskId, given] { return check(context, *taskId, *given); }; });
}

}  // namespace gano
