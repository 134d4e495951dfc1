// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_folder.h"

#include <algorithm>
#include <ctime>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/base/files.h"
#include "core/base/names.h"

namespace fs = std::filesystem;

namespace gano {

std::vector<fs::path> RunFolder::lastCheckpoints() const {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(checkpoints(), ignored)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with("last-") && name.ends_with(".safetensors")) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
        return naturalLess(b.filename().string(), a.filename().string());
    });
    return files;
}

fs::path RunFolder::kept(int epoch) const { return checkpoints() / fmt::format("epoch-{:05}.safetensors", epoch); }

std::string timeText() {
    const auto now = std::time(nullptr);
    std::tm local{};
#ifdef _WIN32
    localtime_s(&local, &now);
#else
    localtime_r(&now, &local);
#endif
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
    return text;
}

bool isRun(const fs::path& root) {
    std::error_code ignored;
    return fs::exists(root / "run.json", ignored);
}

bool isHeld(const fs::path& root) { return FileLock::isTaken(RunFolder{root}.lock()); }

void createRun(const RunFolder& folder, const TrainPlan& plan, const std::string& device) {
    if (isRun(folder.root))
        throw Error(fmt::format("{} already holds a run; choose another folder, or go on with it by resuming.", folder.root.string()));
    makeFolder(folder.root);
    makeFolder(folder.checkpoints());
    makeFolder(folder.previews());
    const nlohmann::json json = {{"format", "ganoscope-run"}, {"format_version", 1}, {"version", GANOSCOPE_VERSION},
                                 {"created", timeText()},     {"device", device},    {"plan", planToJson(plan)}};
    // The status comes first: a run.json without one would look like a run that never began.
    writeStatus(folder, {});
    writeTextAtomically(folder.plan(), jsonText(json, 2) + "\n");
}

void noteFoundBatch(const RunFolder& folder, int batch, double bytes) {
    auto json = nlohmann::json::parse(readText(folder.plan()));
    json["plan"]["batch-size"] = batch;
    json["found"]["batch-size"] = {{"bytes_of_a_step", bytes}};
    writeTextAtomically(folder.plan(), jsonText(json, 2) + "\n");
}

void writeStatus(const RunFolder& folder, const RunStatus& status) {
    nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
    for (const auto& [name, value] : status.metrics) metrics[name] = value;
    const nlohmann::ordered_json json = {{"state", status.state}, {"message", status.message}, {"epoch", status.epoch}, {"metrics", metrics}};
    writeTextAtomically(folder.status(), json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

RunSummary readRun(const fs::path& root) {
    if (!isRun(root)) throw Error(fmt::format("{} holds no run (there is no run.json in it).", root.string()));
    RunSummary summary;
    summary.folder.root = root;
    try {
        const auto json = nlohmann::json::parse(readText(summary.folder.plan()));
        summary.plan = planFromJson(json.at("plan"));
        summary.version = json.value("version", "");
        summary.device = json.value("device", "");
        summary.created = json.value("created", "");
        if (json.contains("found") && json["found"].contains("batch-size")) summary.batchBytes = json["found"]["batch-size"].value("bytes_of_a_step", 0.0);
    } catch (const nlohmann::json::exception&) {
        throw Error(fmt::format("The run in {} cannot be read: its run.json is damaged. Its weights can still be used; they are in {}.", root.string(),
                                summary.folder.checkpoints().string()));
    }
    try {
        if (fs::exists(summary.folder.status())) {
            const auto status = nlohmann::ordered_json::parse(readText(summary.folder.status()));
            summary.status.state = status.value("state", "running");
            summary.status.message = status.value("message", "");
            summary.status.epoch = status.value("epoch", 0);
            const auto metrics = status.value("metrics", nlohmann::ordered_json::object());
            for (const auto& [name, value] : metrics.items())
                if (value.is_number()) summary.status.metrics.emplace_back(name, value.get<double>());
        }
    } catch (const nlohmann::json::exception&) {
        // A damaged status loses a sentence, not the run.
        summary.status = {};
    }
    return summary;
}

fs::path modelFile(const fs::path& runOrFile) {
    if (fs::is_regular_file(runOrFile)) return runOrFile;
    if (!fs::exists(runOrFile)) throw Error(fmt::format("There is no run or model file at {}.", runOrFile.string()));
    if (!isRun(runOrFile)) throw Error(fmt::format("{} is neither a model file nor the folder of a run.", runOrFile.string()));
    const auto best = RunFolder{runOrFile}.best();
    if (!fs::exists(best))
        throw Error(fmt::format("The run in {} has not finished an epoch yet, so that there is no model to use.", runOrFile.string()));
    return best;
}

}  // namespace gano
