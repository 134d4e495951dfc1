// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/base/files.h"
#include "core/base/job.h"
#include "core/train/devices.h"
#include "core/train/report.h"
#include "core/train/training_group_torch.h"
#include "core/train/training_session_torch.h"

namespace gano {
namespace {

/// Runs `work`, turns whatever it throws into an outcome, and tells the end exactly once.
Outcome ended(const RunFolder& folder, RunObserver& observer, const std::function<Outcome()>& work) {
    const auto outcome = outcomeOf(work);
    try {
        if (isRun(folder.root)) {
            RunStatus status;
            status.state = outcome.result == RunOutcome::Done ? "done" : outcome.result == RunOutcome::Stopped ? "stopped" : "failed";
            status.message = outcome.message;
            status.metrics = outcome.metrics;
            writeStatus(folder, status);
            writeReport(folder.root);
        }
    } catch (const std::exception& failure) {
        observer.onEvent(Warning{fmt::format("The report could not be written: {}", failure.what())});
    }
    observer.onEvent(RunFinished{outcome});
    return outcome;
}

/// A start from a pretrained model takes its network and its way of scaling intensities: nothing else fits its weights.
void adopt(TrainPlan& plan, RunObserver& observer) {
    if (plan.model.from.empty()) return;
    const auto card = readModelCard(modelFile(plan.model.from));
    const auto& spec = card.generator;
    if (plan.model.generator != spec.id || plan.model.baseWidth != spec.baseWidth || plan.model.norm != spec.norm ||
        plan.data.normalisation != card.normalisation)
        observer.onEvent(Notice{fmt::format("The network and its intensity scaling are those of the pretrained model: {}, {} normalisation, intensities by {}.",
                                            generatorRow(spec.id).label, spec.norm, card.normalisation)});
    plan.model.generator = spec.id;
    plan.model.baseWidth = spec.baseWidth;
    plan.model.norm = spec.norm;
    plan.data.normalisation = card.normalisation;
    plan.model.from = std::filesystem::absolute(plan.model.from).string();
}

/// run.json is UTF-8; a path that is not could not be found again when the run goes on.
void requireReadablePaths(const TrainPlan& plan) {
    for (const auto& path : {plan.data.images, plan.data.targets, plan.model.from})
        if (jsonText(path).find("\xEF\xBF\xBD") != std::string::npos)
            throw UsageError(fmt::format("The name of {} holds characters that are no valid text. Rename the folder.", path));
}

/// Two trainings in one folder would overwrite each other's checkpoints.
FileLock lockRun(const RunFolder& folder) {
    makeFolder(folder.root);
    if (auto lock = FileLock::tryTake(folder.lock())) return std::move(*lock);
    throw Error(fmt::format("Another process is training in {} already. Wait for it, or stop it first.", folder.root.string()));
}

/// What a kill left half written. Only under the lock: a living process may be writing them.
void removeLeftovers(const RunFolder& folder) {
    std::error_code ignored;
    for (const auto& place : {folder.root, folder.checkpoints(), folder.previews()}) {
        std::vector<std::filesystem::path> parts;
        for (const auto& entry : std::filesystem::directory_iterator(place, ignored))
            if (entry.path().extension() == ".part") parts.push_back(entry.path());
        for (const auto& part : parts) std::filesystem::remove(part, ignored);
    }
}

void warnOfSlowBlas(RunObserver& observer) {
    if (const auto sentence = slowBlasSentence(); !sentence.empty()) observer.onEvent(Warning{sentence});
}

Outcome finished(const RunSummary& summary, RunObserver& observer) {
    const Outcome outcome{RunOutcome::Done, "This run is finished; there is nothing to resume.", summary.status.metrics};
    observer.onEvent(RunFinished{outcome});
    return outcome;
}

std::string deviceFor(const std::string& wanted, const Processes& processes) {
    const auto device = chooseDevice(wanted);
    const bool anyGpu = wanted.empty() || wanted == "auto" || wanted == "cuda";
    if (!processes.several() || !anyGpu || !device.starts_with("cuda")) return device;
    auto gpus = computeDevices();
    std::erase_if(gpus, [](const ComputeDevice& one) { return !one.id.starts_with("cuda"); });
    // A launcher that shows each process only its own GPU leaves one to choose from.
    return gpus[static_cast<std::size_t>(processes.localRank) % gpus.size()].id;
}

int threadsFor(int wanted, const Processes& processes) {
    if (!processes.several()) return wanted;
    const int threads = wanted > 0 ? wanted : threadsEach(processes);
    setBlasThreads(threads);
    return threads;
}

/// Meets the other processes and does this one's part; what it fails of is told to the others.
Outcome inCompany(const Processes& processes, const std::string& device, RunObserver& observer, const std::function<Outcome(TrainingGroup&)>& part) {
    std::unique_ptr<TrainingGroup> group;
    const auto met = outcomeOf([&]() -> Outcome {
        group = TrainingGroup::join(processes, at::Device(deviceFor(device, processes)));
        return {};
    });
    if (met.result == RunOutcome::Failed) {
        observer.onEvent(RunFinished{met});
        return met;
    }
    const auto outcome = part(*group);
    if (outcome.result == RunOutcome::Failed) group->leave(outcome.message);
    return outcome;
}

/// The part of every process but the first, which tells the plan as it wrote it down.
Outcome follow(const RunFolder& folder, bool resumed, RunControl& control, RunObserver& observer, const std::string& device, int threads, TrainingGroup& group) {
    return toldOutcome(observer, [&] {
        const auto plan = planFromJson(nlohmann::json::parse(group.ofFirst(std::string())));
        const ComputeScope computing(threadsFor(threads > 0 ? threads : plan.training.threads, group.processes()));
        const auto chosen = deviceFor(device.empty() ? plan.training.device : device, group.processes());
        return TrainingSession(plan, folder, chosen, control, observer, &group).run(resumed);
    });
}

void tellPlan(const TrainPlan& plan, TrainingGroup* group) {
    if (group != nullptr) group->ofFirst(jsonText(planToJson(plan)));
}

Outcome trainHere(const TrainPlan& wanted, const std::filesystem::path& runFolder, RunControl& control, RunObserver& observer, const Processes& processes, TrainingGroup* group) {
    const RunFolder folder{runFolder};
    const bool begun = isRun(runFolder) && (!folder.lastCheckpoints().empty() || std::filesystem::exists(folder.best()) || isHeld(runFolder));
    if (begun) {
        // Not through ended(): the run that is there keeps its status.
        const Outcome outcome{RunOutcome::Failed, fmt::format("{} already holds a run; choose another folder, or go on with it by resuming.", runFolder.string()), {}};
        observer.onEvent(RunFinished{outcome});
        return outcome;
    }
    std::optional<FileLock> lock;
    return ended(folder, observer, [&] {
        auto plan = wanted;
        checkPlan(plan);
        adopt(plan, observer);
        plan.data.images = std::filesystem::absolute(plan.data.images).lexically_normal().string();
        if (!plan.data.targets.empty()) plan.data.targets = std::filesystem::absolute(plan.data.targets).lexically_normal().string();
        requireReadablePaths(plan);
        const ComputeScope computing(threadsFor(plan.training.threads, processes));
        const auto device = deviceFor(plan.training.device, processes);
        warnOfSlowBlas(observer);
        lock.emplace(lockRun(folder));
        // What is there failed before its first step, for example over a mistyped folder; the same name may be used again.
        if (isRun(runFolder)) std::filesystem::remove(folder.plan());
        createRun(folder, plan, device);
        tellPlan(plan, group);
        return TrainingSession(plan, folder, device, control, observer, group).run(false);
    });
}

Outcome resumeHere(const std::filesystem::path& runFolder, RunControl& control, RunObserver& observer, const std::string& device, int threads, const Processes& processes,
                   TrainingGroup* group) {
    const RunFolder folder{runFolder};
    std::optional<FileLock> lock;
    try {
        const auto summary = readRun(runFolder);
        if (summary.status.state == "done") return finished(summary, observer);
        lock.emplace(lockRun(folder));
        removeLeftovers(folder);
        makeFolder(folder.checkpoints());
        makeFolder(folder.previews());
    } catch (const std::exception& failure) {
        // Not through ended(): a run that another process is training keeps its status.
        const Outcome outcome{RunOutcome::Failed, failure.what(), {}};
        observer.onEvent(RunFinished{outcome});
        return outcome;
    }
    return ended(folder, observer, [&]() -> Outcome {
        const auto summary = readRun(runFolder);
        auto running = summary.status;
        running.state = "running";
        writeStatus(folder, running);
        const ComputeScope computing(threadsFor(threads > 0 ? threads : summary.plan.training.threads, processes));
        warnOfSlowBlas(observer);
        const auto chosen = deviceFor(device.empty() ? summary.plan.training.device : device, processes);
        tellPlan(summary.plan, group);
        return TrainingSession(summary.plan, folder, chosen, control, observer, group).run(true);
    });
}

}  // namespace

Outcome train(const TrainPlan& plan, const std::filesystem::path& runFolder, RunControl& control, RunObserver& observer, const Processes& processes) {
    if (!processes.several()) return trainHere(plan, runFolder, control, observer, processes, nullptr);
    return inCompany(processes, plan.training.device, observer, [&](TrainingGroup& group) {
        if (group.first()) return trainHere(plan, runFolder, control, observer, processes, &group);
        return follow({runFolder}, false, control, observer, plan.training.device, plan.training.threads, group);
    });
}

Outcome resumeRun(const std::filesystem::path& runFolder, RunControl& control, RunObserver& observer, const std::string& device, int threads, const Processes& processes) {
    if (!processes.several()) return resumeHere(runFolder, control, observer, device, threads, processes, nullptr);
    std::optional<RunSummary> summary;
    const auto read = outcomeOf([&]() -> Outcome {
        summary = readRun(runFolder);
        return {};
    });
    if (read.result == RunOutcome::Failed) {
        observer.onEvent(RunFinished{read});
        return read;
    }
    // Known to every process without asking the others.
    if (summary->status.state == "done") return finished(*summary, observer);
    return inCompany(processes, device.empty() ? summary->plan.training.device : device, observer, [&](TrainingGroup& group) {
        if (group.first()) return resumeHere(runFolder, control, observer, device, threads, processes, &group);
        return follow({runFolder}, true, control, observer, device, threads, group);
    });
}

}  // namespace gano
