// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What must not happen to someone's work: runs that forget where they started, scores on training images, results that
// replace each other or the originals.
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/file_lock.h"
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/data/folder_scan.h"
#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "core/predict/output_names.h"
#include "core/predict/predictor.h"
#include "core/train/metrics_file.h"
#include "core/train/presets.h"
#include "core/train/run_folder.h"
#include "core/train/trainer.h"
#include "tests/support/small_training.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

class TestRunCare : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    gano::SilentObserver silent_;
    fs::path at(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }

    static void write(const fs::path& file, std::uint64_t seed, bool mask) {
        gano::Rng rng(seed);
        gano::Image image(64, 64, gano::SampleType::U8);
        auto values = image.samples<std::uint8_t>();
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool inside = (i % 64) > 20 + seed && (i / 64) > 24;
            values[i] = static_cast<std::uint8_t>(mask ? (inside ? 255 : 0) : (inside ? 150 : 60) + static_cast<int>(rng.uniform(0, 50)));
        }
        gano::writeTiff(file, image);
    }

    gano::TrainPlan plan(int epochs) const {
        auto p = gano::test::networkPlan("segmentation", 32);
        p.data.images = at("images").string();
        p.data.targets = at("masks").string();
        p.training.stepsPerEpoch = 2;
        p.training.epochs = epochs;
        p.training.maxValidationPatches = 4;
        return p;
    }

    gano::Outcome train(const gano::TrainPlan& p, const std::string& run) {
        gano::RunControl control;
        return gano::train(p, at(run), control, silent_);
    }

private Q_SLOTS:
    void initTestCase() {
        fs::create_directories(at("images"));
        fs::create_directories(at("masks"));
        for (std::uint64_t i = 0; i < 8; ++i) {
            write(at("images") / ("s" + std::to_string(i) + ".tif"), i, false);
            write(at("masks") / ("s" + std::to_string(i) + ".tif"), i, true);
        }
        QCOMPARE(train(plan(2), "run").result, gano::RunOutcome::Done);
    }

    void aFinishedRunIsLeftAsItIs() {
        const auto before = gano::readText(at("run") / "status.json");
        gano::RunControl control;
        QCOMPARE(gano::resumeRun(at("run"), control, silent_).result, gano::RunOutcome::Done);
        QCOMPARE(gano::readText(at("run") / "status.json"), before);
    }

    void onlyOneProcessTrainsInAFolder() {
        auto status = gano::readRun(at("run")).status;
        status.state = "stopped";
        fs::copy(at("run"), at("held"), fs::copy_options::recursive);
        gano::writeStatus({at("held")}, status);
        const auto lock = gano::FileLock::tryTake(at("held") / "lock");
        QVERIFY(gano::isHeld(at("held")));
        gano::RunControl control;
        const auto outcome = gano::resumeRun(at("held"), control, silent_);
        QCOMPARE(outcome.result, gano::RunOutcome::Failed);
        QVERIFY2(outcome.message.find("already") != std::string::npos, outcome.message.c_str());
        QCOMPARE(gano::readRun(at("held")).status.state, std::string("stopped"));
    }

    void aRunWhoseCheckpointsAreGoneIsNotBegunAnewOverItsBestWeights() {
        fs::copy(at("run"), at("gone"), fs::copy_options::recursive);
        auto status = gano::readRun(at("gone")).status;
        status.state = "stopped";
        gano::writeStatus({at("gone")}, status);
        for (const auto& file : gano::RunFolder{at("gone")}.lastCheckpoints()) fs::remove(file);
        const auto best = gano::fileFingerprint(gano::RunFolder{at("gone")}.best());
        gano::RunControl control;
        const auto outcome = gano::resumeRun(at("gone"), control, silent_);
        QCOMPARE(outcome.result, gano::RunOutcome::Failed);
        QVERIFY2(outcome.message.find("checkpoints") != std::string::npos, outcome.message.c_str());
        QCOMPARE(gano::fileFingerprint(gano::RunFolder{at("gone")}.best()), best);
        QCOMPARE(gano::readMetrics(gano::RunFolder{at("gone")}.metrics()).epochs.size(), std::size_t{2});
    }

    void aKillBeforeTheFirstCheckpointDoesNotLoseThePretrainedStart() {
        auto fine = plan(1);
        fine.model.from = at("run").string();
        fine.training.epochs = 1;
        QCOMPARE(train(fine, "straight").result, gano::RunOutcome::Done);
        // What such a kill leaves: everything but checkpoints and metrics.
        fs::copy(at("straight"), at("killed"), fs::copy_options::recursive);
        fs::remove_all(at("killed") / "checkpoints");
        fs::remove(at("killed") / "metrics.csv");
        gano::writeStatus({at("killed")}, {});
        gano::RunControl control;
        QCOMPARE(gano::resumeRun(at("killed"), control, silent_).result, gano::RunOutcome::Done);
        QCOMPARE(gano::readText(at("killed") / "metrics.csv"), gano::readText(at("straight") / "metrics.csv"));
    }

    void aStartThatFailedOverAMistypedFolderCanBeMadeAgain() {
        auto wrong = plan(1);
        wrong.data.images = at("imagse").string();
        QCOMPARE(train(wrong, "again").result, gano::RunOutcome::Failed);
        QCOMPARE(train(plan(1), "again").result, gano::RunOutcome::Done);
    }

    void aTouchedImageIsStillTheSameImage() {
        auto longer = plan(3);
        gano::RunControl control;
        class StopAfterFirst final : public gano::RunObserver {
        public:
            explicit StopAfterFirst(gano::RunControl& control) : control_(control) {}
            void onEvent(const gano::RunEvent& event) override {
                if (std::holds_alternative<gano::EpochFinished>(event)) control_.requestStop();
            }
        private:
            gano::RunControl& control_;
        } observer(control);
        QCOMPARE(gano::train(longer, at("touched"), control, observer).result, gano::RunOutcome::Stopped);
        fs::last_write_time(at("images") / "s3.tif", fs::file_time_type::clock::now() + std::chrono::hours(1));
        gano::RunControl again;
        const auto outcome = gano::resumeRun(at("touched"), again, silent_);
        QVERIFY2(outcome.result == gano::RunOutcome::Done, outcome.message.c_str());
    }

    void testImagesAreThoseOfTheRunOrNone() {
        for (const char* name : {"images", "masks"}) fs::copy(at(name), at(std::string("moving_") + name), fs::copy_options::recursive);
        auto p = plan(1);
        p.data.images = at("moving_images").string();
        p.data.targets = at("moving_masks").string();
        QCOMPARE(train(p, "moving").result, gano::RunOutcome::Done);
        gano::EvaluateJob job{.model = at("moving"), .images = {}, .targets = {}, .part = "test"};
        gano::RunControl control;
        QCOMPARE(gano::evaluate(job, control, silent_).result, gano::RunOutcome::Done);
        // One more image moves the numbers of all that follow it.
        write(at("moving_images") / "a0.tif", 3, false);
        write(at("moving_masks") / "a0.tif", 3, true);
        const auto outcome = gano::evaluate(job, control, silent_);
        QCOMPARE(outcome.result, gano::RunOutcome::Failed);
        QVERIFY2(outcome.message.find("not those") != std::string::npos, outcome.message.c_str());
    }

    void predictionsNeverLieAmongTheImages() {
        gano::RunControl control;
        const auto outcome = gano::predict({at("run"), at("images"), at("images"), {}}, control, silent_);
        QCOMPARE(outcome.result, gano::RunOutcome::Failed);
        QVERIFY(outcome.wrongRequest);
        QCOMPARE(std::distance(fs::directory_iterator(at("images")), {}), 8);
    }

    void imagesOfOneNameGetResultsOfTheirOwn() {
        for (const char* place : {"x/a.tif", "y/a.tif", "z/A.tif", "x/a_2.tif"}) {
            fs::create_directories((at("same") / place).parent_path());
            write(at("same") / place, 2, false);
        }
        gano::PredictJob job{at("run"), at("same"), at("same_out"), {}};
        job.options.recursive = true;
        gano::RunControl control;
        QCOMPARE(gano::predict(job, control, silent_).result, gano::RunOutcome::Done);
        int recipes = 0;
        for (const auto& entry : fs::directory_iterator(at("same_out"))) recipes += entry.path().string().ends_with("_recipe.json") ? 1 : 0;
        QCOMPARE(recipes, 4);
    }

    void runsAndPatchesAreNotLearnedFrom() {
        fs::copy(at("images"), at("home"), fs::copy_options::recursive);
        fs::copy(at("run"), at("home") / "run", fs::copy_options::recursive);
        QCOMPARE(gano::scanFolder(at("home"), {.recursive = true}).images.size(), std::size_t{8});
    }

    void aPresetLeavesNothingOfTheOneBefore() {
        auto twice = gano::defaultPlan("segmentation"), once = twice;
        gano::applyPreset(twice, "best-quality");
        gano::applyPreset(twice, "as-in-the-paper");
        gano::applyPreset(once, "as-in-the-paper");
        QCOMPARE(QString::fromStdString(gano::planToJson(twice).dump()), QString::fromStdString(gano::planToJson(once).dump()));
    }

    void patienceEndsARunAlsoWhenItIsResumedAfterItsLastEpoch() {
        auto patient = plan(30);
        patient.training.patience = 1;
        patient.training.learningRate = 1e-7;  // Nothing can get better.
        QCOMPARE(train(patient, "patient").result, gano::RunOutcome::Done);
        const auto epochs = gano::readMetrics(gano::RunFolder{at("patient")}.metrics()).epochs.size();
        QVERIFY2(epochs < 30, std::to_string(epochs).c_str());
        gano::writeStatus({at("patient")}, {});
        gano::RunControl control;
        QCOMPARE(gano::resumeRun(at("patient"), control, silent_).result, gano::RunOutcome::Done);
        QCOMPARE(gano::readMetrics(gano::RunFolder{at("patient")}.metrics()).epochs.size(), epochs);
    }
};

GANO_EVENT_TEST(TestRunCare)
#include "tst_run_care.moc"
