// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/names.h"
#include "core/base/run_events.h"
#include "core/train/plan.h"

namespace gano {

/// Where things stand in a run's folder. Paths inside the folder's files are relative to it, so that it can be moved.
struct RunFolder {
    std::filesystem::path root;

    std::filesystem::path plan() const { return root / "run.json"; }
    std::filesystem::path status() const { return root / "status.json"; }
    std::filesystem::path metrics() const { return root / "metrics.csv"; }
    std::filesystem::path split() const { return root / "split.json"; }
    std::filesystem::path preflight() const { return root / "preflight.json"; }
    std::filesystem::path profile() const { return root / "profile.json"; }
    std::filesystem::path report() const { return root / "report.html"; }
    std::filesystem::path checkpoints() const { return root / "checkpoints"; }
    std::filesystem::path best() const { return checkpoints() / "best.safetensors"; }
    /// Of an epoch that the plan's keep-epochs names.
    std::filesystem::path kept(int epoch) const;
    std::filesystem::path previews() const { return root / "previews"; }
    /// Held by the process that is training here; see isHeld().
    std::filesystem::path lock() const { return root / "lock"; }
    /// The packed patches, beside the run so that runs on the same images share them.
    std::filesystem::path patches() const { return normalised(root).parent_path() / "patches"; }

private:
    /// "runs/a/" is the folder a, not something without a name in it.
    static std::filesystem::path normalised(const std::filesystem::path& folder) {
        return withoutEndSlash(std::filesystem::absolute(folder).lexically_normal());
    }

public:

    /// The checkpoints "last-…", newest first.
    std::vector<std::filesystem::path> lastCheckpoints() const;
};

/// How a run stands: "running" (also after a kill), "done", "stopped", "failed".
struct RunStatus {
    std::string state = "running";
    std::string message;
    int epoch = 0;
    MetricList metrics;  ///< Final scores.
};

/// Everything the folder says of a run, without opening weights.
struct RunSummary {
    RunFolder folder;
    TrainPlan plan;
    RunStatus status;
    std::string version, device, created;
    std::optional<double> batchBytes;  ///< Where the batch size was found by the program: bytes of a step with it, 0 if not measured.
};

/// Creates the folder of a new run with its run.json. Throws Error when it already holds a run or cannot be written.
void createRun(const RunFolder& folder, const TrainPlan& plan, const std::string& device);

/// Puts the batch size that was found in place of the plan's "auto", and says that and what a step takes beside it.
void noteFoundBatch(const RunFolder& folder, int batch, double bytes);

/// Throws Error when the folder holds no run, or one that cannot be read.
RunSummary readRun(const std::filesystem::path& root);

void writeStatus(const RunFolder& folder, const RunStatus& status);

/// True for a folder with a run.json.
bool isRun(const std::filesystem::path& root);

/// True while a process, this one included, trains in the folder: a run that calls itself running and is not held was
/// interrupted.
bool isHeld(const std::filesystem::path& root);

/// The model file that a run folder or a file stands for: the best checkpoint of a run, the file itself otherwise.
/// Throws Error when there is none yet.
std::filesystem::path modelFile(const std::filesystem::path& runOrFile);

/// Now, local time, "2026-01-31 14:05:00".
std::string timeText();

}  // namespace gano
