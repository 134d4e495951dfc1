// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "core/predict/predictor.h"
#include "core/train/metrics_file.h"
#include "core/train/model_card.h"
#include "core/train/run_folder.h"
#include "core/train/share_model.h"
#include "core/train/trainer.h"
#include "tests/support/small_training.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

namespace {

/// Counts what a job tells, and stops it after some steps.
class Listener final : public gano::RunObserver {
public:
    explicit Listener(gano::RunControl* control = nullptr, int stopAfter = -1) : control_(control), stopAfter_(stopAfter) {}
    void onEvent(const gano::RunEvent& event) override {
        if (std::holds_alternative<gano::RunFinished>(event)) ++finished;
        else if (finished > 0) ++afterwards;
        if (const auto* warning = std::get_if<gano::Warning>(&event)) warnings.push_back(warning->sentence);
        if (std::holds_alternative<gano::CheckpointSaved>(event) && control_ && ++checkpoints == stopAfter_) control_->requestStop();
        if (std::holds_alternative<gano::EpochFinished>(event)) ++epochs;
    }
    int finished = 0, afterwards = 0, checkpoints = 0, epochs = 0;
    std::vector<std::string> warnings;

private:
    gano::RunControl* control_;
    int stopAfter_;
};

}  // namespace

class TestTrainer : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }

    gano::TrainPlan plan(const std::string& task, int epochs) const {
        auto p = gano::test::networkPlan(task, 48);
        p.data.images = at("images").string();
        if (task != "pretraining") p.data.targets = at("masks").string();
        p.data.patchSize = 64;
        p.training.epochs = epochs;
        p.training.learningRate = 2e-3;
        return p;
    }
    static std::string metricsOf(const fs::path& run) { return gano::readText(run / "metrics.csv"); }

private Q_SLOTS:
    void initTestCase() { gano::test::writeDisks(at("images"), at("masks"), 12, 96, 5, gano::makePixelSize(0.5, 0.5, "nm")); }

    void pretrainingAndFineTuningLearn() {
        gano::RunControl control;
        Listener listener;
        const auto pre = gano::train(plan("pretraining", 2), at("pre"), control, listener);
        QVERIFY2(pre.result == gano::RunOutcome::Done, pre.message.c_str());
        QCOMPARE(listener.finished, 1);
        QCOMPARE(listener.afterwards, 0);
        QCOMPARE(listener.epochs, 2);
        const auto table = gano::readMetrics(at("pre") / "metrics.csv");
        for (const auto* column : {"train_g_adversarial", "train_g_l1", "train_d_real", "train_d_fake", "val_l1"}) QCOMPARE(table.column(column).size(), std::size_t{2});
        // The running means of batch normalisation lag behind in so short a training; the training loss does not.
        QVERIFY(table.column("train_g_l1").back() < table.column("train_g_l1").front());
        QVERIFY(fs::exists(at("pre") / "report.html"));
        QVERIFY(fs::exists(at("pre") / "previews" / "epoch_00001.png"));

        auto fine = plan("segmentation", 12);
        fine.model.from = at("pre").string();
        fine.training.freezeEpochs = 1;
        fine.training.movingAverage = 0.9;
        const auto outcome = gano::train(fine, at("fine"), control, listener);
        QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());
        const auto dice = gano::readMetrics(at("fine") / "metrics.csv").column("val_dice");
        QVERIFY2(*std::max_element(dice.begin(), dice.end()) > 0.5, std::to_string(dice.back()).c_str());
        const auto card = gano::readModelCard(at("fine") / "checkpoints" / "best.safetensors");
        QCOMPARE(card.labelValues, (std::vector<double>{0, 255}));
        QCOMPARE(card.pixelSize->xNm, 0.5);
    }

    void withoutAnAdversaryOnlyTheDistanceToTheCleanImageIsLearned() {
        gano::RunControl control;
        Listener listener;
        auto alone = plan("pretraining", 3);
        alone.pretrain.adversarialLoss = "none";
        const auto outcome = gano::train(alone, at("alone"), control, listener);
        QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());
        const auto table = gano::readMetrics(at("alone") / "metrics.csv");
        QVERIFY(table.column("train_g_l1").back() < table.column("train_g_l1").front());
        for (const auto* column : {"train_g_adversarial", "train_d_real", "train_d_fake"}) QVERIFY(table.column(column).empty());
        const auto checkpoint = gano::RunFolder{at("alone")}.lastCheckpoints().front();
        QVERIFY(gano::readText(checkpoint).find("discriminator.") == std::string::npos);
    }

    void aSharedModelIsHalfAsLargeAndPredictsTheSame() {
        auto card = gano::readModelCard(gano::modelFile(at("fine")));
        card.remark = "Made for a test.";
        gano::shareModel(at("fine"), at("shared.safetensors"), card, true);
        QCOMPARE(gano::readModelCard(at("shared.safetensors")).remark, card.remark);
        // Two bytes less for each of its 8,069 weights; the description takes more room than that.
        QVERIFY(fs::file_size(at("shared.safetensors")) + 15000 < fs::file_size(gano::modelFile(at("fine"))));
        QVERIFY_THROWS_EXCEPTION(gano::Error, gano::shareModel(at("fine"), at("shared.safetensors"), card, true));
        gano::RunControl control;
        Listener listener;
        std::vector<double> dice;
        for (const auto& model : {at("fine"), at("shared.safetensors")}) {
            const auto outcome = gano::evaluate({.model = model, .images = at("images"), .targets = at("masks")}, control, listener);
            QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());
            for (const auto& [name, value] : outcome.metrics)
                if (name == "dice") dice.push_back(value);
        }
        QCOMPARE(dice.size(), std::size_t{2});
        QVERIFY2(std::abs(dice[0] - dice[1]) < 0.005, std::to_string(dice[0] - dice[1]).c_str());
    }

    void predictionsKeepPixelSizeAndTellTheirRecipe() {
        gano::RunControl control;
        Listener listener;
        gano::PredictJob job{at("fine"), at("images"), at("out"), {}};
        job.options.tile = 64;
        job.options.overlap = 32;
        job.options.uncertainty = true;
        const auto outcome = gano::predict(job, control, listener);
        QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());
        const auto labels = gano::readImage({at("out") / "disk_3_labels.tif", 0, {}});
        QCOMPARE(labels.width(), 96);
        QCOMPARE(labels.pixelSize->xNm, 0.5);
        const auto samples = labels.samples<std::uint8_t>();
        QVERIFY(std::all_of(samples.begin(), samples.end(), [](auto v) { return v == 0 || v == 255; }));
        QVERIFY(fs::exists(at("out") / "disk_3_uncertainty.tif"));
        const auto recipe = nlohmann::json::parse(gano::readText(at("out") / "disk_3_recipe.json"));
        QCOMPARE(recipe["model"]["hash"].get<std::string>(), gano::fileFingerprint(at("fine") / "checkpoints" / "best.safetensors"));

        const auto scored = gano::evaluate({.model = at("fine"), .images = at("images"), .targets = at("masks")}, control, listener);
        QVERIFY2(scored.result == gano::RunOutcome::Done, scored.message.c_str());
        QVERIFY(scored.metrics.front().second > 0.5);
        QCOMPARE(gano::evaluate({.model = at("fine"), .images = {}, .targets = {}, .part = "test"}, control, listener).result, gano::RunOutcome::Done);
    }

    void tilesLeaveNoSeams() {
        gano::RunControl control;
        Listener listener;
        std::vector<gano::Image> results;
        for (const int tile : {64, 512}) {
            gano::PredictJob job{at("fine"), at("images") / "disk_1.tif", at("tiles" + std::to_string(tile)), {}};
            job.options.tile = tile;
            job.options.overlap = 48;
            QCOMPARE(gano::predict(job, control, listener).result, gano::RunOutcome::Done);
            results.push_back(gano::readImage({job.out / "disk_1_probability.tif", 0, {}}));
        }
        float largest = 0;
        for (std::size_t i = 0; i < results[0].pixels(); ++i)
            largest = std::max(largest, std::abs(results[0].samples<float>()[i] - results[1].samples<float>()[i]));
        QVERIFY2(largest < 0.1F, std::to_string(largest).c_str());
    }

    void aStoppedRunGoesOnToTheSameNumbers_data() {
        QTest::addColumn<QByteArray>("task");
        QTest::addColumn<QByteArray>("adversary");
        QTest::addColumn<int>("stopAfter");
        QTest::newRow("pretraining, after the first epoch") << QByteArray("pretraining") << QByteArray("lsgan") << 2;
        QTest::newRow("pretraining without an adversary") << QByteArray("pretraining") << QByteArray("none") << 2;
        QTest::newRow("segmentation, within an epoch") << QByteArray("segmentation") << QByteArray("lsgan") << 3;
    }
    void aStoppedRunGoesOnToTheSameNumbers() {
        QFETCH(QByteArray, task);
        QFETCH(QByteArray, adversary);
        QFETCH(int, stopAfter);
        auto p = plan(task.toStdString(), 2);
        p.pretrain.adversarialLoss = adversary.toStdString();
        p.training.movingAverage = 0.9;
        // A checkpoint after every step or so: the stop falls inside an epoch.
        if (task == "segmentation") p.training.checkpointMinutes = 1e-6;
        gano::RunControl control;
        Listener whole;
        const auto name = (task + adversary).toStdString();
        const auto straight = at(name + "_whole"), broken = at(name + "_broken");
        QCOMPARE(gano::train(p, straight, control, whole).result, gano::RunOutcome::Done);
        gano::RunControl stopping;
        Listener listener(&stopping, stopAfter);
        const auto stopped = gano::train(p, broken, stopping, listener);
        QCOMPARE(stopped.result, gano::RunOutcome::Stopped);
        QCOMPARE(listener.finished, 1);
        gano::RunControl again;
        Listener after;
        QCOMPARE(gano::resumeRun(broken, again, after).result, gano::RunOutcome::Done);
        QCOMPARE(metricsOf(broken), metricsOf(straight));
    }

    void aDamagedCheckpointFallsBackToTheOneBefore() {
        gano::RunControl control;
        Listener listener(&control, 3);
        QCOMPARE(gano::train(plan("segmentation", 3), at("damaged"), control, listener).result, gano::RunOutcome::Stopped);
        const gano::RunFolder run{at("damaged")};
        fs::resize_file(run.lastCheckpoints().front(), 1000);
        gano::RunControl again;
        Listener after;
        const auto outcome = gano::resumeRun(run.root, again, after);
        QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());
        QVERIFY(!after.warnings.empty());
    }

    void lossesThatAreNoNumbersEndTheRunWithASentence() {
        gano::RunControl control;
        Listener listener;
        auto p = plan("segmentation", 5);
        p.training.learningRate = 1.0;
        p.model.norm = "none";
        p.training.loss = "bce";
        p.data.images = at("wild").string();
        // A float image with values near the limit of the type overflows in the first convolution.
        fs::create_directories(at("wild"));
        for (int n = 0; n < 12; ++n) {
            std::vector<float> values(96 * 96);
            for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 7) * 1e-3F;
            gano::writeTiff(at("wild") / ("disk_" + std::to_string(n) + ".tif"), gano::Image::fromFloat(96, 96, values));
        }
        p.augmentation.brightness = {-1, 1};
        p.model.initialisation = "kaiming";
        const auto outcome = gano::train(p, at("nan"), control, listener);
        // Either it survives (then every number is one), or it says why it ended; it never writes a broken model.
        if (outcome.result == gano::RunOutcome::Failed) QVERIFY(QString::fromStdString(outcome.message).contains(QStringLiteral("not numbers")));
        for (const auto& file : gano::RunFolder{at("nan")}.lastCheckpoints()) QVERIFY(gano::readModelCard(file).epoch >= 1);
    }

    void aFolderThatHoldsARunIsLeftAlone() {
        gano::RunControl control;
        Listener listener;
        const auto before = metricsOf(at("fine"));
        const auto outcome = gano::train(plan("segmentation", 1), at("fine"), control, listener);
        QCOMPARE(outcome.result, gano::RunOutcome::Failed);
        QCOMPARE(metricsOf(at("fine")), before);
        QCOMPARE(gano::readRun(at("fine")).status.state, std::string("done"));
    }

    void aMissingFolderIsOneSentence() {
        gano::RunControl control;
        Listener listener;
        auto p = plan("segmentation", 1);
        p.data.images = at("nowhere").string();
        const auto outcome = gano::train(p, at("none"), control, listener);
        QCOMPARE(outcome.result, gano::RunOutcome::Failed);
        QVERIFY(QString::fromStdString(outcome.message).contains(QStringLiteral("nowhere")));
    }
};

GANO_PLAIN_TEST(TestTrainer)
#include "tst_trainer.moc"
