// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/prediction_run.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <mutex>

#include "core/base/files.h"
#include "core/train/run_folder.h"
#include "ui/inspect/outputs.h"
#include "ui/run/run_session.h"
#include "ui/style/words.h"

namespace fs = std::filesystem;

namespace gano {

/// Written by the job, read by the interface thread.
struct PredictionRun::Failures {
    std::mutex mutex;
    std::vector<std::pair<fs::path, std::string>> list;
};

namespace {

/// One file with the folder its results go to.
struct FileTask {
    fs::path file, out;
};

/// Lets through what concerns one image; begin, end and steps are told for the whole list instead.
class OneOfMany final : public RunObserver {
public:
    explicit OneOfMany(RunObserver& whole) : whole_(whole) {}
    void onEvent(const RunEvent& event) override {
        if (const auto* started = std::get_if<RunStarted>(&event)) device_ = started->device;
        if (std::holds_alternative<ImageFinished>(event) || std::holds_alternative<Warning>(event) || std::holds_alternative<Notice>(event))
            whole_.onEvent(event);
    }
    std::string device_;

private:
    RunObserver& whole_;
};

Outcome predictOneByOne(const std::vector<FileTask>& files, const fs::path& model, const PredictOptions& options,
                        const std::function<void(const fs::path&, const std::string&)>& failed, RunControl& control, RunObserver& observer) {
    OneOfMany one(observer);
    observer.onEvent(RunStarted{fmt::format("Prediction with {}", model.filename().string()), options.device, files.front().out, 0, 0});
    const auto start = std::chrono::steady_clock::now();
    std::string last;
    long done = 0, number = 0;
    for (const auto& task : files) {
        if (!control.proceed()) return {RunOutcome::Stopped, fmt::format("Stopped after {} of {} images.", done, files.size()), {}};
        const auto outcome = predict({model, task.file, task.out, options}, control, one);
        if (outcome.result == RunOutcome::Stopped) return {RunOutcome::Stopped, fmt::format("Stopped after {} of {} images.", done, files.size()), {}};
        if (outcome.result == RunOutcome::Failed) failed(task.file, last = outcome.message);
        else ++done;
        StepFinished step;
        step.step = ++number;
        step.steps = static_cast<long>(files.size());
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        step.imagesPerSecond = static_cast<double>(number) / std::max(seconds, 1e-9);
        step.secondsLeft = static_cast<double>(step.steps - number) / step.imagesPerSecond;
        observer.onEvent(step);
    }
    if (done == 0) return {RunOutcome::Failed, last, {}};
    return {RunOutcome::Done, fmt::format("{} of {} images predicted.", done, files.size()), {{"images", static_cast<double>(done)}}};
}

}  // namespace

PredictionRun::PredictionRun(RunSession& session, QObject* parent) : QObject(parent), session_(session) {
    connect(&session_, &RunSession::eventsArrived, this, &PredictionRun::take);
    connect(&session_, &RunSession::finished, this, &PredictionRun::finish);
}

bool PredictionRun::start(const Request& request) {
    if (running_ || request.keys.empty() || session_.isBusy()) return false;
    auto failures = std::make_shared<Failures>();
    std::vector<FileTask> files;
    std::unordered_map<std::string, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < request.entries.size(); ++i) {
        const auto& entry = request.entries[i];
        auto& positions = places[entry.image.file.string()];
        if (positions.empty()) files.push_back({entry.image.file, resultFolder(request.predictions, entry.image, entry.place)});
        positions.push_back(i);
    }
    auto options = request.options;
    options.recursive = false;
    const auto fail = [failures](const fs::path& file, const std::string& reason) {
        const std::lock_guard lock(failures->mutex);
        failures->list.emplace_back(file, reason);
    };
    const bool begun = session_.start([files, model = request.model, options, fail](RunControl& control, RunObserver& observer) {
        const auto outcome = predictOneByOne(files, model, options, fail, control, observer);
        observer.onEvent(RunFinished{outcome});
        return outcome;
    });
    if (!begun) return false;
    request_ = request;
    failures_ = failures;
    places_ = std::move(places);
    over_.assign(request_.keys.size(), false);
    done_ = failed_ = 0;
    running_ = true;
    stopping_ = false;
    Q_EMIT started();
    Q_EMIT progressed(0, static_cast<int>(request_.keys.size()), -1.0);
    markNext();
    return true;
}

void PredictionRun::stop() {
    if (!running_ || stopping_) return;
    stopping_ = true;
    session_.stop();
}

void PredictionRun::markNext() {
    const auto next = std::find(over_.begin(), over_.end(), false);
    if (next != over_.end() && running_) Q_EMIT imageStarted(request_.keys[static_cast<std::size_t>(next - over_.begin())]);
}

void PredictionRun::take(const std::vector<RunEvent>& events) {
    if (!running_) return;
    double left = -1.0;
    for (const auto& event : events) {
        if (const auto* step = std::get_if<StepFinished>(&event)) left = step->secondsLeft;
        if (const auto* warning = std::get_if<Warning>(&event)) Q_EMIT warned(text(warning->sentence));
        const auto* image = std::get_if<ImageFinished>(&event);
        const auto found = image ? places_.find(image->image.string()) : places_.end();
        if (found == places_.end()) continue;
        for (const auto at : found->second) {
            const auto& entry = request_.entries[at];
            if (entry.ownFrame && entry.image.frame != image->frame) continue;
            if ((entry.ownFrame || !entry.image.part.empty()) && entry.image.part != image->part) continue;
            if (!over_[at]) ++done_;
            over_[at] = true;
            Q_EMIT imageDone(request_.keys[at], image->written);
        }
    }
    takeFailures();
    Q_EMIT progressed(done_ + failed_, static_cast<int>(over_.size()), left);
    markNext();
}

void PredictionRun::takeFailures() {
    std::vector<std::pair<fs::path, std::string>> list;
    {
        const std::lock_guard lock(failures_->mutex);
        list.swap(failures_->list);
    }
    for (const auto& [file, reason] : list)
        for (const auto at : places_[file.string()]) {
            if (over_[at]) continue;
            over_[at] = true;
            ++failed_;
            Q_EMIT imageFailed(request_.keys[at], text(reason));
        }
}

void PredictionRun::finish(const Outcome& outcome) {
    if (!running_) return;
    takeFailures();
    running_ = stopping_ = false;
    Q_EMIT ended(outcome, done_, failed_);
}

}  // namespace gano

#include "moc_prediction_run.cpp"
