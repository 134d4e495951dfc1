// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/study/scores.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "tests/core/study/study_test.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;
using gano::CellState;
using namespace study_test;

namespace {

/// The sentence with which `study` is refused; empty if it is not.
std::string refusal(const gano::Study& study) {
    try {
        gano::checkStudy(study);
    } catch (const gano::UsageError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

class TestStudy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCombinationIsACellWithAReadableName() {
        const auto cells = gano::cellsOf(startStudy(2, {"1", "all"}));
        std::vector<std::string> names;
        for (const auto& cell : cells) names.push_back(cell.name);
        const std::vector<std::string> expected{"scratch_1-label_seed-1", "scratch_all-labels_seed-1", "preparation-pretrained", "pretrained_1-label_seed-1", "pretrained_all-labels_seed-1",
                                                "scratch_1-label_seed-2", "scratch_all-labels_seed-2", "pretrained_1-label_seed-2", "pretrained_all-labels_seed-2"};
        QCOMPARE(names, expected);
        QCOMPARE(cells[0].title, std::string("From scratch, 1 label, seed 1"));
        QVERIFY(cells[2].preparation && cells[2].startsFrom.empty());
        QCOMPARE(cells[3].startsFrom, std::string("preparation-pretrained"));
        QVERIFY(cells[0].startsFrom.empty());
    }

    void allCellsHaveTheSameBudget() {
        auto study = startStudy(2, {"1", "all"});
        study.axes.push_back({"batch-size", {"2", "16"}});
        study.base.training.patience = 3;
        for (const auto& cell : gano::cellsOf(study)) {
            if (cell.preparation) continue;
            QCOMPARE(cell.plan.training.epochs * cell.plan.training.stepsPerEpoch, 1000);
            QCOMPARE(cell.plan.training.patience, 0);
            QCOMPARE(cell.plan.training.seed, cell.seed);
            QCOMPARE(cell.plan.data.testPart, 0.0);
        }
        study.steps = 7;
        for (const auto& cell : gano::cellsOf(study))
            if (!cell.preparation) QCOMPARE(cell.plan.training.epochs * cell.plan.training.stepsPerEpoch, 7);
    }

    void aPreparationIsMadeForEachNetworkAndShared() {
        auto study = startStudy(3);
        study.axes = {{"generator", {"unet_2_44", "unet_3_96"}}, {"learning-rate", {"0.001", "0.0001"}}};
        int preparations = 0;
        for (const auto& cell : gano::cellsOf(study)) {
            if (!cell.preparation) continue;
            ++preparations;
            QVERIFY(cell.plan.task == "pretraining");
        }
        QCOMPARE(preparations, 2);
        for (const auto& cell : gano::cellsOf(study))
            if (!cell.startsFrom.empty()) QVERIFY(holds(cell.startsFrom, cell.plan.model.generator == "unet_2_44" ? "2_44" : "3_96"));
    }

    void aStudyIsTheSameAfterWritingAndReading() {
        auto study = startStudy(3, {"1", "all"});
        study.labelled = gano::defaultPlan("segmentation");
        study.labelled->data.images = "others";
        study.starts.push_back({.kind = gano::StudyStart::Kind::Labelled, .name = "others first", .model = {}, .images = 5, .settings = {{"generator", "unet_2_44"}}});
        study.keptEpochs = {5, 30};
        study.targetScore = 0.7;
        study.testTargets = "truth";
        const auto json = gano::studyToJson(study);
        QCOMPARE(gano::studyToJson(gano::studyFromJson(json)).dump(), json.dump());
        QCOMPARE(gano::cellsOf(gano::studyFromJson(json)).size(), gano::cellsOf(study).size());
        QVERIFY_EXCEPTION_THROWN(gano::studyFromJson(nlohmann::json{{"format", "something"}}), gano::UsageError);
        auto newer = json;
        newer["format_version"] = 2;
        QVERIFY_EXCEPTION_THROWN(gano::studyFromJson(newer), gano::UsageError);
    }

    void whatCannotBeRunIsRefusedWithASentence() {
        QCOMPARE(refusal(startStudy(3, {"1", "all"})), std::string());
        auto batches = startStudy(3);
        batches.base.training.batchSize = 0;
        QCOMPARE(refusal(batches), std::string());
        batches.axes.push_back({"batch-size", {"2", "auto"}});
        QVERIFY(holds(refusal(batches), "the same for all trainings"));
        auto study = startStudy(3);
        study.testImages.clear();
        study.base.data.testPart = 0;
        QVERIFY(holds(refusal(study), "nothing to compare the trainings on"));
        study = startStudy(3);
        study.testImages = study.base.data.images;
        QVERIFY(holds(refusal(study), "test images are the training images"));
        study = startStudy(3);
        study.axes = {{"learning-rat", {"0.1"}}};
        QVERIFY(holds(refusal(study), "learning-rate"));
        study.axes = {{"learning-rate", {"7"}}};
        QVERIFY(!refusal(study).empty());
        study.axes = {{"learning-rate", {"0.1", "0.1"}}};
        QVERIFY(holds(refusal(study), "given twice"));
        study = startStudy(3);
        study.starts[1].settings = {{"generator", "unet_2_44"}};
        study.axes = {{"generator", {"unet_2_44", "unet_3_96"}}};
        QVERIFY(holds(refusal(study), "own network"));
        study = startStudy(3);
        study.starts[1].name = "scratch";
        QVERIFY(holds(refusal(study), "name of its own"));
        study = startStudy(3);
        study.pretraining.reset();
        QVERIFY(holds(refusal(study), "unlabelled images"));
        study = startStudy(3);
        study.base.task = "pretraining";
        QVERIFY(holds(refusal(study), "with targets"));
        study = startStudy(3);
        study.seeds = {1, 1};
        QVERIFY(holds(refusal(study), "seed"));
    }

    void theFolderTellsHowEachCellStands() {
        QTemporaryDir scratch;
        const auto root = pathOf(scratch) / "study";
        gano::createStudy(root, startStudy(1, {"1", "all"}));
        QVERIFY_EXCEPTION_THROWN(gano::createStudy(root, startStudy(1)), gano::UsageError);
        auto summary = gano::readStudy(root);
        QCOMPARE(summary.count(CellState::Waiting), std::size_t{5});
        QVERIFY(!summary.running);
        // Paths are found from wherever the program is started next.
        QVERIFY(fs::path(summary.study.base.data.images).is_absolute());

        const auto begin = [&](const std::string& cell, const std::string& state, const std::string& message) {
            const gano::RunFolder run{summary.folder.cell(cell)};
            gano::createRun(run, summary.study.base, "cpu");
            gano::writeStatus(run, {state, message, 0, {{"val_l1", 0.1}}});
            gano::writeEpoch(run.metrics(), 1, {{"val_dice", 0.5}});
        };
        begin("scratch_1-label_seed-1", "done", "");
        gano::writeScores(summary.folder.scores("scratch_1-label_seed-1"), {{0, {{"dice", 0.8}}, {{"a.tif", {{"dice", 0.8}}}}}});
        begin("scratch_all-labels_seed-1", "done", "");
        begin("preparation-pretrained", "done", "");
        begin("pretrained_1-label_seed-1", "running", "");
        begin("pretrained_all-labels_seed-1", "failed", "The losses are not numbers any more.");
        summary = gano::readStudy(root);
        QVERIFY(summary.cells[0].state == CellState::Done);
        QCOMPARE(summary.cells[0].score.value(), 0.8);
        QVERIFY(summary.cells[1].state == CellState::Interrupted);  // Trained, but not scored.
        QVERIFY(summary.cells[2].state == CellState::Done);
        QCOMPARE(summary.cells[2].score.value(), 0.1);
        QVERIFY(summary.cells[3].state == CellState::Interrupted);
        QCOMPARE(summary.cells[3].epoch, 1);
        QVERIFY(summary.cells[4].state == CellState::Failed);
        QCOMPARE(summary.cells[4].message, std::string("The losses are not numbers any more."));

        // One damaged cell does not hide the others.
        std::ofstream(summary.folder.scores("scratch_all-labels_seed-1")) << "{";
        const auto damaged = gano::readStudy(root);
        QVERIFY(damaged.cells[0].state == CellState::Done);
        QVERIFY(damaged.cells[1].state == CellState::Failed);
        QVERIFY2(holds(damaged.cells[1].message, "Resume the study"), damaged.cells[1].message.c_str());
        const auto results = gano::readStudyResults(root);
        QCOMPARE(results.done, std::size_t{1});
        QVERIFY(std::ranges::any_of(results.cautions, [](const auto& c) { return holds(c, "are damaged"); }));

        // The folder can be moved.
        fs::rename(root, pathOf(scratch) / "moved");
        QVERIFY(gano::readStudy(pathOf(scratch) / "moved").cells[0].state == CellState::Done);
    }

    void aDamagedStudyIsOneSentence() {
        QTemporaryDir scratch;
        const auto root = pathOf(scratch);
        QVERIFY_EXCEPTION_THROWN(gano::readStudy(root), gano::Error);
        std::ofstream(root / "study.json") << "{";
        QVERIFY_EXCEPTION_THROWN(gano::readStudy(root), gano::Error);
    }

    void scoresReadBackAndKeepWhatIsMissing() {
        QTemporaryDir scratch;
        const auto file = pathOf(scratch) / "scores.json";
        const std::vector<gano::ModelScores> models{{0, {{"dice", 0.5}}, {{"a.tif", {{"dice", 0.25}}}, {"s.tif [3]", {{"dice", std::nan("")}}}}}, {30, {{"dice", 0.75}}, {}}};
        gano::writeScores(file, models);
        const auto read = gano::readScores(file);
        QCOMPARE(read.size(), std::size_t{2});
        QCOMPARE(read[0].epoch, 0);
        QCOMPARE(read[0].images[0].scores.front().second, 0.25);
        QVERIFY(std::isnan(read[0].images[1].scores.front().second));
        QCOMPARE(read[1].epoch, 30);
        std::ofstream(file) << "[";
        QVERIFY_EXCEPTION_THROWN(gano::readScores(file), gano::Error);
    }
};

GANO_PLAIN_TEST(TestStudy)
#include "tst_study.moc"
