// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_runner.h"

#include <chrono>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/base/files.h"
#include "core/base/job.h"
#include "core/image/image.h"
#include "core/predict/predictor.h"
#include "core/study/scores.h"
#include "core/study/study_batch.h"
#include "core/study/study_results.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "core/train/trainer.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPicturesPerCell = 6;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Passes on what a cell tells, but not its end, and says what all cells say only once.
class CellObserver final : public RunObserver {
public:
    CellObserver(RunObserver& whole, std::set<std::string>& told, fs::path times) : whole_(whole), told_(told), times_(std::move(times)) {}

    void onEvent(const RunEvent& event) override {
        if (std::holds_alternative<RunFinished>(event)) return;
        if (const auto* warning = std::get_if<Warning>(&event); warning != nullptr && !told_.insert(warning->sentence).second) return;
        if (const auto* notice = std::get_if<Notice>(&event); notice != nullptr && !told_.insert(notice->sentence).second) return;
        // The images are prepared before; what an epoch takes begins here.
        if (std::holds_alternative<RunStarted>(event)) epochBegan_ = Clock::now();
        if (const auto* epoch = std::get_if<EpochFinished>(&event)) {
            writeEpoch(times_, epoch->epoch, {{"seconds", secondsSince(epochBegan_)}});
            epochBegan_ = Clock::now();
        }
        if (const auto* image = std::get_if<ImageFinished>(&event)) {
            const ImageRef ref{image->image, image->frame, image->part};
            scored.push_back({ref.text(), image->scores});
        }
        whole_.onEvent(event);
    }

    std::vector<ImageScores> scored;

private:
    RunObserver& whole_;
    std::set<std::string>& told_;
    fs::path times_;
    Clock::time_point epochBegan_ = Clock::now();
};

class StudyRun {
public:
    StudyRun(StudySummary summary, RunControl& control, RunObserver& observer, std::string device, int threads)
        : summary_(std::move(summary)), control_(control), observer_(observer), device_(std::move(device)), threads_(threads) {}

    Outcome run() {
        observer_.onEvent(RunStarted{summary_.study.title, {}, summary_.folder.root, 0, 0});
        if (!settleBatch()) return stopped(0, static_cast<int>(summary_.cells.size()));
        const int count = static_cast<int>(summary_.cells.size());
        int number = 0, failed = 0;
        for (const auto& status : summary_.cells) {
            ++number;
            if (status.state == CellState::Done) continue;
            if (!control_.proceed()) return stopped(number - 1, count);
            const auto& cell = status.cell;
            observer_.onEvent(PartStarted{cell.name, cell.title, summary_.folder.cell(cell.name), number, count});
            const auto outcome = outcomeOf([&] { return cellOutcome(cell); });
            if (outcome.result == RunOutcome::Failed) noteProblem(cell, outcome.message);
            failed += outcome.result == RunOutcome::Failed ? 1 : 0;
            observer_.onEvent(PartFinished{cell.name, outcome});
            if (outcome.result == RunOutcome::Stopped) return stopped(number - 1, count);
            tellRest(number);
        }
        writeStudyReport(summary_.folder.root);
        const auto results = readStudyResults(summary_.folder.root);
        Outcome whole{RunOutcome::Done, results.sentence, {}};
        if (failed > 0) whole.message += fmt::format(" {} of {} trainings failed; the report names them, and resuming tries them again.", failed, count);
        if (failed == count) whole = {RunOutcome::Failed, fmt::format("All {} trainings failed. The first: {}", count, firstProblem_), {}};
        return whole;
    }

private:
    /// Written down before the first training, so that one that goes on elsewhere has the same batch.
    bool settleBatch() {
        auto study = summary_.study;
        if (!hasAutomaticBatch(study)) return true;
        const auto sentence = settleBatches(study, control_, device_, threads_);
        if (!sentence) return false;
        writeTextAtomically(summary_.folder.study(), jsonText(studyToJson(study), 1) + "\n");
        summary_ = readStudy(summary_.folder.root);
        observer_.onEvent(Notice{*sentence});
        return true;
    }

    Outcome stopped(int done, int count) {
        try {
            writeStudyReport(summary_.folder.root);
        } catch (const Error& failure) {
            observer_.onEvent(Warning{failure.what()});
        }
        return {RunOutcome::Stopped, fmt::format("Stopped after {} of {} trainings; the work is kept, and the study can be gone on with.", done, count), {}};
    }

    Outcome cellOutcome(const StudyCell& cell) {
        const auto root = summary_.folder.cell(cell.name);
        makeFolder(root);
        fs::remove(summary_.folder.problem(cell.name));
        const auto began = Clock::now();
        CellObserver observer(observer_, told_, summary_.folder.times(cell.name));
        const auto trained = trainCell(cell, root, observer);
        if (trained.result != RunOutcome::Done) return trained;
        trainedSeconds_ += secondsSince(began);
        trainedEpochs_ += cell.plan.training.epochs * weightOf(cell);
        return cell.preparation ? trained : scoreCell(cell, root, observer);
    }

    Outcome trainCell(const StudyCell& cell, const fs::path& root, RunObserver& observer) {
        if (isRun(root) && readRun(root).status.state == "done") return {RunOutcome::Done, {}, {}};
        // A run without a checkpoint was killed while its images were prepared: it begins anew.
        if (isRun(root) && !RunFolder{root}.lastCheckpoints().empty()) return resumeRun(root, control_, observer, device_, threads_);
        auto plan = cell.plan;
        if (!device_.empty()) plan.training.device = device_;
        if (threads_ > 0) plan.training.threads = threads_;
        if (!cell.startsFrom.empty()) {
            const auto prepared = summary_.folder.cell(cell.startsFrom);
            if (!isRun(prepared) || readRun(prepared).status.state != "done")
                throw Error(fmt::format("It starts from \"{}\", which could not be trained.", cell.startsFrom));
            plan.model.from = prepared.string();
        }
        return train(plan, root, control_, observer);
    }

    Outcome scoreCell(const StudyCell& cell, const fs::path& root, CellObserver& observer) {
        const auto& study = summary_.study;
        EvaluateJob job;
        job.images = study.testImages;
        job.targets = study.testTargets;
        job.part = study.testImages.empty() ? "test" : "all";
        job.suffixes = cell.plan.data.suffixes;
        job.options.keepDataBars = cell.plan.data.keepDataBars;
        job.options.recursive = cell.plan.data.recursive;
        job.options.device = device_.empty() ? cell.plan.training.device : device_;
        job.options.threads = threads_ > 0 ? threads_ : cell.plan.training.threads;
        job.mostPictures = kPicturesPerCell;
        std::vector<ModelScores> models;
        std::vector<int> epochs{0};
        epochs.insert(epochs.end(), study.keptEpochs.begin(), study.keptEpochs.end());
        Outcome best;
        for (const int epoch : epochs) {
            const auto kept = RunFolder{root}.kept(epoch);
            if (epoch > 0 && !fs::exists(kept)) continue;  // Beyond the last one.
            job.model = epoch > 0 ? kept : root;
            job.pictures = epoch == 0 && cell.seed == study.seeds.front() ? summary_.folder.pictures(cell.name) : fs::path();
            observer.scored.clear();
            const auto outcome = evaluate(job, control_, observer);
            if (outcome.result != RunOutcome::Done) return outcome;
            if (epoch == 0) best = outcome;
            models.push_back({epoch, outcome.metrics, observer.scored});
        }
        writeScores(summary_.folder.scores(cell.name), models);
        best.message = fmt::format("{}: {}", cell.title, best.message);
        return best;
    }

    void noteProblem(const StudyCell& cell, const std::string& sentence) {
        if (firstProblem_.empty()) firstProblem_ = sentence;
        try {
            writeTextAtomically(summary_.folder.problem(cell.name), sentence + "\n");
        } catch (const Error& failure) {
            observer_.onEvent(Warning{failure.what()});
        }
    }

    static double weightOf(const StudyCell& cell) { return std::max(1, cell.plan.training.stepsPerEpoch); }

    /// How long the rest will take, from what was done since the start.
    void tellRest(int number) {
        double left = 0.0;
        int trainings = 0;
        for (std::size_t i = static_cast<std::size_t>(number); i < summary_.cells.size(); ++i) {
            if (summary_.cells[i].state == CellState::Done) continue;
            left += summary_.cells[i].cell.plan.training.epochs * weightOf(summary_.cells[i].cell);
            ++trainings;
        }
        if (trainings == 0 || trainedEpochs_ <= 0) return;
        const double minutes = trainedSeconds_ / trainedEpochs_ * left / 60.0;
        const auto time = minutes < 1.5 ? std::string("about a minute") : minutes < 90 ? fmt::format("about {:.0f} minutes", minutes) : fmt::format("about {:.1f} hours", minutes / 60.0);
        observer_.onEvent(Notice{fmt::format("{} {} left, {}.", trainings, trainings == 1 ? "training is" : "trainings are", time)});
    }

    StudySummary summary_;
    RunControl& control_;
    RunObserver& observer_;
    std::string device_;
    int threads_;
    std::set<std::string> told_;
    std::string firstProblem_;
    double trainedSeconds_ = 0.0, trainedEpochs_ = 0.0;
};

}  // namespace

Outcome runStudy(const fs::path& folder, RunControl& control, RunObserver& observer, const std::string& device, int threads) {
    return toldOutcome(observer, [&] {
        auto summary = readStudy(folder);
        const auto lock = FileLock::tryTake(summary.folder.lock());
        if (!lock) throw Error(fmt::format("Another process is at work on the study in {} already. Wait for it, or stop it first.", folder.string()));
        return StudyRun(std::move(summary), control, observer, device, threads).run();
    });
}

}  // namespace gano
