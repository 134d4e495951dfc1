// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/tasks/task.h"
#include "core/train/metrics_file.h"
#include "core/train/model_card.h"
#include "core/train/presets.h"
#include "core/train/report.h"
#include "core/train/run_folder.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

class TestRunFiles : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path file(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

private Q_SLOTS:
    void metricsComeBackToTheLastDigit() {
        const auto path = file("metrics.csv");
        const double third = 1.0 / 3.0;
        gano::writeEpoch(path, 1, {{"train_loss", third}, {"val_dice", 1e-300}});
        gano::writeEpoch(path, 2, {{"train_loss", std::numeric_limits<double>::quiet_NaN()}, {"val_dice", 2.5}});
        const auto table = gano::readMetrics(path);
        QCOMPARE(table.epochs, (std::vector<int>{1, 2}));
        QVERIFY(table.column("train_loss")[0] == third);
        QVERIFY(std::isnan(table.column("train_loss")[1]));
        QVERIFY(table.column("val_dice")[0] == 1e-300);
        QVERIFY(table.column("absent").empty());
    }

    void goingOnFromAnEarlierEpochDropsTheLaterOnes() {
        const auto path = file("again.csv");
        for (int epoch = 1; epoch <= 4; ++epoch) gano::writeEpoch(path, epoch, {{"a", epoch}});
        gano::writeEpoch(path, 3, {{"a", 30}});
        QCOMPARE(gano::readMetrics(path).epochs, (std::vector<int>{1, 2, 3}));
        QCOMPARE(gano::readMetrics(path).column("a").back(), 30.0);
    }

    void aLineCutShortByACrashIsLeftOut() {
        const auto path = file("short.csv");
        gano::writeTextAtomically(path, "epoch,a,b\n1,2,3\n2,4");
        QCOMPARE(gano::readMetrics(path).epochs, std::vector<int>{1});
        gano::writeTextAtomically(path, "epoch,a,b\n1,2\n2,4,5\n");
        QVERIFY_EXCEPTION_THROWN(gano::readMetrics(path), gano::Error);
    }

    void plansSurviveTheirFile() {
        for (const auto& row : gano::tasks()) {
            auto plan = gano::defaultPlan(row.id);
            plan.data.images = "a";
            plan.training.learningRate = 1.0 / 3.0;
            plan.augmentation.rotation = {-12.5, 30};
            const auto json = gano::planToJson(plan);
            const auto back = gano::planFromJson(nlohmann::json::parse(json.dump()), true);
            QCOMPARE(back.task, row.id);
            QVERIFY(gano::planToJson(back) == json);
        }
    }

    void everyPresetFitsEveryTask() {
        for (const auto& preset : gano::presets())
            for (const auto& row : gano::tasks()) {
                auto plan = gano::defaultPlan(row.id);
                plan.data.images = plan.data.targets = "a";
                gano::applyPreset(plan, preset.id);
                gano::checkPlan(plan);
                for (const auto& choice : gano::presetChoices(preset.id, row.id)) QVERIFY(!choice.why.empty());
            }
        auto plan = gano::defaultPlan("pretraining");
        gano::applyPreset(plan, "as-in-the-paper");
        QCOMPARE(plan.training.epochs, 60);
        QCOMPARE(plan.training.batchSize, 128);
        QCOMPARE(plan.training.learningRate, 2e-4);
        QCOMPARE(plan.pretrain.lambda, 100.0);
    }

    void wrongPlansAreRefusedWithTheReason() {
        auto plan = gano::defaultPlan("segmentation");
        QVERIFY_EXCEPTION_THROWN(gano::checkPlan(plan), gano::UsageError);
        plan.data.images = plan.data.targets = "a";
        gano::checkPlan(plan);
        plan.training.loss = "l1";
        QVERIFY_EXCEPTION_THROWN(gano::checkPlan(plan), gano::UsageError);
        plan.training.loss = "dice";
        plan.training.scale = 2;
        QVERIFY_EXCEPTION_THROWN(gano::checkPlan(plan), gano::UsageError);
    }

    void aRunIsNotStartedTwiceInOneFolder() {
        const gano::RunFolder run{file("run")};
        auto plan = gano::defaultPlan("pretraining");
        plan.data.images = "a";
        gano::createRun(run, plan, "cpu");
        QVERIFY_EXCEPTION_THROWN(gano::createRun(run, plan, "cpu"), gano::Error);
        gano::writeStatus(run, {"done", "Good.", 3, {{"dice", 0.5}}});
        const auto read = gano::readRun(run.root);
        QCOMPARE(read.status.state, std::string("done"));
        QCOMPARE(read.status.metrics.front().second, 0.5);
        QVERIFY_EXCEPTION_THROWN(gano::modelFile(run.root), gano::Error);
        QVERIFY_EXCEPTION_THROWN(gano::readRun(file("nothing")), gano::Error);
    }

    void cardsSurviveAndForeignOnesAreRefused() {
        gano::ModelCard card;
        card.task = "segmentation";
        card.labelValues = {0, 255};
        card.pixelSize = gano::makePixelSize(0.02, 0.03, "nm");
        card.scores = {{"val_dice", 0.9}};
        card.transfer = {{.data = "alloys", .task = "segmentation", .context = "4 labelled patches", .metric = "dice", .pretrained = 0.8, .scratch = 0.7154, .seeds = 3, .images = 7, .steps = 240, .verdict = "helps"}};
        card.remark = "Free to use.";
        const auto back = gano::cardFromJson(gano::cardToJson(card));
        QVERIFY(back.labelValues == card.labelValues && back.pixelSize == card.pixelSize && back.generator == card.generator);
        QCOMPARE(back.transfer, card.transfer);
        QCOMPARE(back.remark, card.remark);
        QCOMPARE(gano::transferText(card.transfer.front()), std::string("alloys, 4 labelled patches: Dice 0.800, from scratch 0.715 (helps)"));
        auto broken = gano::cardToJson(card);
        broken["transfer"][0]["scratch"] = nullptr;
        QVERIFY(gano::cardFromJson(broken).transfer.empty());
        QVERIFY_EXCEPTION_THROWN(gano::cardFromJson({{"format", "other"}}), gano::Error);
    }

    void theReportStandsAlone() {
        const gano::RunFolder run{file("reported")};
        auto plan = gano::defaultPlan("pretraining");
        plan.data.images = "a <folder> & more";
        gano::createRun(run, plan, "cpu");
        gano::writeEpoch(run.metrics(), 1, {{"train_g_l1", 0.5}, {"val_l1", 0.25}});
        gano::writeEpoch(run.metrics(), 2, {{"train_g_l1", 0.4}, {"val_l1", 0.2}});
        gano::writeReport(run.root);
        const auto html = gano::readText(run.report());
        QVERIFY(html.find("<svg") != std::string::npos);
        QVERIFY(html.find("a &lt;folder&gt; &amp; more") != std::string::npos);
        QVERIFY(html.find("http") == std::string::npos);
    }
};

GANO_PLAIN_TEST(TestRunFiles)
#include "tst_run_files.moc"
