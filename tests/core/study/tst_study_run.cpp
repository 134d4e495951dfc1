// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/study/measured_transfer.h"
#include "core/study/ready_made.h"
#include "core/study/scores.h"
#include "core/study/study_runner.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "tests/core/study/study_test.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;
using gano::CellState;
using gano::RunOutcome;
using namespace study_test;

namespace {

/// Keeps what a study tells; `onEach` may stop it.
class Listener final : public gano::RunObserver {
public:
    std::function<void(const gano::RunEvent&)> onEach;
    std::vector<std::string> started, ended, warnings;
    int finished = 0, after = 0, epochs = 0, outside = 0;

    void onEvent(const gano::RunEvent& event) override {
        if (finished > 0) ++after;
        if (const auto* part = std::get_if<gano::PartStarted>(&event)) started.push_back(part->name);
        if (const auto* part = std::get_if<gano::PartFinished>(&event)) ended.push_back(part->name);
        if (const auto* warning = std::get_if<gano::Warning>(&event)) warnings.push_back(warning->sentence);
        if (std::holds_alternative<gano::EpochFinished>(event)) {
            ++epochs;
            if (started.size() != ended.size() + 1) ++outside;
        }
        if (std::holds_alternative<gano::RunFinished>(event)) ++finished;
        if (onEach) onEach(event);
    }
};

std::vector<std::string> trainedNames(const fs::path& split) {
    const auto json = nlohmann::json::parse(gano::readText(split));
    return json.at("names").at("train").get<std::vector<std::string>>();
}

}  // namespace

class TestStudyRun : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return pathOf(folder_) / name; }

    /// Two starts, two numbers of labels, two seeds, a few steps each.
    gano::Study study() const {
        gano::StudyChoices choices;
        choices.testImages = at("test").string();
        choices.testTargets = at("truth").string();
        choices.unlabelled = at("unlabelled").string();
        choices.labels = "1,3";
        choices.seeds = 2;
        choices.steps = 4;
        choices.checks = 2;
        choices.pretrainingSteps = 4;
        return gano::makeStudy("does-pretraining-help", smallPlan(pathOf(folder_)), choices);
    }

private Q_SLOTS:
    void initTestCase() {
        writeDisks(at("images"), at("masks"), 8, 48);
        writeDisks(at("test"), at("truth"), 6, 48, 6);
        writeDisks(at("unlabelled"), {}, 6, 48, 7);
    }

    void aStudyRunsToItsReport() {
        const auto root = at("whole");
        gano::createStudy(root, study());
        gano::RunControl control;
        Listener listener;
        const auto outcome = gano::runStudy(root, control, listener);
        QVERIFY2(outcome.result == RunOutcome::Done, outcome.message.c_str());
        QCOMPARE(listener.finished, 1);
        QCOMPARE(listener.after, 0);
        QCOMPARE(listener.outside, 0);
        QCOMPARE(listener.started.size(), std::size_t{9});
        QCOMPARE(listener.started, listener.ended);
        QCOMPARE(listener.epochs, 9 * 2);
        // What several cells warn of alike is told once.
        QCOMPARE(std::set<std::string>(listener.warnings.begin(), listener.warnings.end()).size(), listener.warnings.size());

        const auto summary = gano::readStudy(root);
        QCOMPARE(summary.count(CellState::Done), std::size_t{9});
        const auto results = gano::readStudyResults(root);
        QCOMPARE(results.done, std::size_t{8});
        QCOMPARE(results.testImages, std::size_t{6});
        QCOMPARE(results.arms.size(), std::size_t{4});
        for (const auto& arm : results.arms) {
            QCOMPARE(arm.score.seeds, std::size_t{2});
            QVERIFY(arm.score.mean >= 0 && arm.score.mean <= 1);
            QCOMPARE(arm.curve.epochs.size(), std::size_t{2});
            QVERIFY(arm.minutes > 0);
        }
        QCOMPARE(results.arms[0].along, 1.0);
        QCOMPARE(results.arms[1].along, 1.0);
        QCOMPARE(results.arms[2].along, 3.0);
        QCOMPARE(results.comparisons.size(), std::size_t{2});
        QCOMPARE(results.pictures.size(), std::size_t{6});
        QCOMPARE(results.pictures.front().entries.size(), std::size_t{4});
        QCOMPARE(outcome.message, results.sentence);

        const auto page = gano::readText(summary.folder.report());
        QVERIFY(page.find("<svg") != std::string::npos && page.find("data:image/png;base64") != std::string::npos);
        QVERIFY(page.find("http://") == std::string::npos && page.find("src=\"/") == std::string::npos);
        QCOMPARE(std::ranges::count(gano::readText(summary.folder.tableCsv()), '\n'), std::ptrdiff_t{5});
        QVERIFY(gano::readText(summary.folder.tableLatex()).find("\\begin{tabular}") != std::string::npos);
        QCOMPARE(std::ranges::count(gano::readText(summary.folder.allScores()), '\n'), std::ptrdiff_t{1 + 8 * 6});
    }

    void anAutomaticBatchIsFoundOnceForAllTrainings() {
        auto wanted = study();
        wanted.base.training.batchSize = 0;
        wanted.pretraining->training.batchSize = 0;
        const auto root = at("automatic");
        gano::createStudy(root, wanted);
        gano::RunControl stopped;
        stopped.requestStop();
        Listener nobody;
        QVERIFY(gano::runStudy(root, stopped, nobody).result == RunOutcome::Stopped);
        QVERIFY(gano::readStudy(root).study.base.training.automaticBatch());
        gano::RunControl control;
        Listener listener;
        listener.onEach = [&](const gano::RunEvent& event) {
            if (std::holds_alternative<gano::PartFinished>(event) && listener.ended.size() == 4) control.requestStop();
        };
        QVERIFY(gano::runStudy(root, control, listener).result == RunOutcome::Stopped);
        const auto summary = gano::readStudy(root);
        const int found = summary.study.base.training.batchSize;
        QVERIFY(summary.study.foundBatch && found > 1);
        for (const auto& name : listener.ended) {
            const auto run = gano::readRun(summary.folder.cell(name));
            QCOMPARE(run.plan.training.batchSize, run.plan.task == "pretraining" ? summary.study.pretraining->training.batchSize : found);
        }
        QVERIFY(listener.ended.size() >= 4);
    }

    void startsShareTheirImagesAndFewerLabelsArePartOfMore() {
        const auto cells = gano::StudyFolder{at("whole")}.cells();
        for (const auto* seed : {"seed-1", "seed-2"}) {
            const auto one = trainedNames(cells / (std::string("scratch_1-label_") + seed) / "split.json");
            const auto three = trainedNames(cells / (std::string("scratch_3-labels_") + seed) / "split.json");
            QCOMPARE(one.size(), std::size_t{1});
            QCOMPARE(three.size(), std::size_t{3});
            QVERIFY(std::ranges::find(three, one.front()) != three.end());
            QCOMPARE(trainedNames(cells / (std::string("pretrained_3-labels_") + seed) / "split.json"), three);
            const auto validation = [&](const char* name) { return nlohmann::json::parse(gano::readText(cells / (std::string(name) + seed) / "split.json")).at("validation").dump(); };
            QCOMPARE(validation("scratch_1-label_"), validation("pretrained_3-labels_"));
        }
    }

    void aStudyFillsTheCardOfTheModelThatItStartedFrom() {
        const auto whole = gano::readStudy(at("whole"));
        const auto preparation = std::ranges::find_if(whole.cells, [](const auto& status) { return status.cell.preparation; });
        QVERIFY(preparation != whole.cells.end());
        const auto model = whole.folder.cell(preparation->cell.name);
        gano::StudyChoices choices;
        choices.testImages = at("test").string();
        choices.testTargets = at("truth").string();
        choices.pretrained = model.string();
        choices.labels = "1,3";
        choices.seeds = 1;
        choices.steps = 2;
        choices.checks = 1;
        const auto root = at("disks");
        gano::createStudy(root, gano::makeStudy("does-pretraining-help", smallPlan(pathOf(folder_)), choices));
        QVERIFY_THROWS_EXCEPTION(gano::Error, gano::measuredTransfer(root, model));
        gano::RunControl control;
        Listener listener;
        const auto outcome = gano::runStudy(root, control, listener);
        QVERIFY2(outcome.result == RunOutcome::Done, outcome.message.c_str());

        const auto measured = gano::measuredTransfer(root, model);
        const auto results = gano::readStudyResults(root);
        QCOMPARE(measured.size(), std::size_t{2});
        QCOMPARE(measured.front().data, std::string("disks"));
        QCOMPARE(measured.front().metric, std::string("dice"));
        QCOMPARE(measured.front().seeds, 1);
        QCOMPARE(measured.front().steps, 2);
        QCOMPARE(measured.front().images, 6);
        QCOMPARE(measured.front().verdict, std::string("undecided"));  // With one seed.
        for (const auto& arm : results.arms)
            for (const auto& one : measured)
                if (one.context == arm.context) QCOMPARE(arm.name == "scratch" ? one.scratch : one.pretrained, arm.score.mean);
        // This one pretrained within itself.
        QVERIFY_THROWS_EXCEPTION(gano::Error, gano::measuredTransfer(at("whole"), model));
    }

    void aFinishedStudyIsLeftAsItIs() {
        const auto file = gano::StudyFolder{at("whole")}.scores("scratch_1-label_seed-1");
        const auto before = fs::last_write_time(file);
        gano::RunControl control;
        Listener listener;
        QVERIFY(gano::runStudy(at("whole"), control, listener).result == RunOutcome::Done);
        QVERIFY(listener.started.empty());
        QVERIFY(fs::last_write_time(file) == before);
    }

    void aStoppedStudyGoesOnToTheSameScores() {
        const auto root = at("stopped");
        gano::createStudy(root, study());
        int stops = 0;
        // Stopped at ever later events, until it gets through.
        for (int patience = 3;; patience += 17, ++stops) {
            gano::RunControl control;
            Listener listener;
            int events = 0;
            listener.onEach = [&](const gano::RunEvent&) { if (++events == patience) control.requestStop(); };
            const auto outcome = gano::runStudy(root, control, listener);
            QCOMPARE(listener.finished, 1);
            if (outcome.result == RunOutcome::Done) break;
            QVERIFY2(outcome.result == RunOutcome::Stopped, outcome.message.c_str());
            QVERIFY(gano::readStudy(root).count(CellState::Failed) == 0);
            QVERIFY(stops < 60);
        }
        QVERIFY(stops >= 3);
        const gano::StudyFolder whole{at("whole")}, stopped{root};
        for (const auto& status : gano::readStudy(root).cells) {
            const auto& name = status.cell.name;
            QCOMPARE(gano::readText(stopped.cell(name) / "metrics.csv"), gano::readText(whole.cell(name) / "metrics.csv"));
            if (!status.cell.preparation) QCOMPARE(gano::readText(stopped.scores(name)), gano::readText(whole.scores(name)));
        }
    }

    void aFailedCellDoesNotEndTheStudyAndIsTriedAgain() {
        const auto root = at("failing");
        auto broken = study();
        broken.axes.clear();
        broken.along.clear();
        broken.seeds = {1};
        gano::createStudy(root, broken);
        fs::rename(at("unlabelled"), at("elsewhere"));
        gano::RunControl control;
        Listener listener;
        const auto outcome = gano::runStudy(root, control, listener);
        QVERIFY(outcome.result == RunOutcome::Done);
        QVERIFY2(outcome.message.find("2 of 3 trainings failed") != std::string::npos, outcome.message.c_str());
        auto summary = gano::readStudy(root);
        QCOMPARE(summary.count(CellState::Failed), std::size_t{2});
        QVERIFY(summary.cells[1].message.find("unlabelled") != std::string::npos);
        QVERIFY(gano::readText(summary.folder.report()).find("failed") != std::string::npos);
        fs::rename(at("elsewhere"), at("unlabelled"));
        gano::RunControl again;
        QVERIFY(gano::runStudy(root, again, listener).result == RunOutcome::Done);
        QCOMPARE(gano::readStudy(root).count(CellState::Done), std::size_t{3});
    }

    void oneStudyIsRunByOneProcess() {
        const auto root = at("twice");
        gano::createStudy(root, study());
        gano::RunControl control, other;
        Listener listener, second;
        gano::Outcome inside;
        bool asked = false, running = false;
        listener.onEach = [&](const gano::RunEvent& event) {
            if (asked || !std::holds_alternative<gano::PartStarted>(event)) return;
            asked = true;
            inside = gano::runStudy(root, other, second);
            running = gano::readStudy(root).running;
            control.requestStop();
        };
        gano::runStudy(root, control, listener);
        QVERIFY(inside.result == RunOutcome::Failed);
        QVERIFY(running);
        QVERIFY(!gano::readStudy(root).running);
    }

    void theEstimateCountsWhatIsLeft() {
        gano::RunControl control;
        const auto all = gano::estimateStudy(study(), control);
        QCOMPARE(all.trainings, std::size_t{9});
        QCOMPARE(all.steps, 9 * 4.0);
        QVERIFY(all.seconds > 0 && !all.cancelled);
        const auto rest = gano::estimateRest(gano::readStudy(at("whole")), control);
        QCOMPARE(rest.trainings, std::size_t{0});
        gano::RunControl stopped;
        stopped.requestStop();
        QVERIFY(gano::estimateStudy(study(), stopped).cancelled);
    }

    void keptEpochsAreScoredToo() {
        const auto root = at("kept");
        auto kept = study();
        kept.axes.clear();
        kept.along.clear();
        kept.seeds = {1};
        kept.starts.resize(1);
        kept.keptEpochs = {1, 2, 5};
        kept.testImages.clear();
        kept.testTargets.clear();
        kept.base.data.testPart = 0.3;
        gano::createStudy(root, kept);
        gano::RunControl control;
        Listener listener;
        const auto outcome = gano::runStudy(root, control, listener);
        QVERIFY2(outcome.result == RunOutcome::Done, outcome.message.c_str());
        const auto models = gano::readScores(gano::StudyFolder{root}.scores("seed-1"));
        QCOMPARE(models.size(), std::size_t{3});  // The best, 1 and 2; there is no epoch 5.
        QCOMPARE(models[1].epoch, 1);
        QCOMPARE(models[2].epoch, 2);
        QCOMPARE(models[0].images.size(), std::size_t{2});
        const auto best = models[0].means.front().second;
        QVERIFY(best == models[1].means.front().second || best == models[2].means.front().second);
    }
};

GANO_EVENT_TEST(TestStudyRun)
#include "tst_study_run.moc"
