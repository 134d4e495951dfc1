// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/train/automatic_batch.h"
#include "core/train/devices.h"
#include "core/train/estimate.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "core/train/trainer.h"
#include "models/buffer_cache.h"
#include "tests/support/small_training.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

namespace {

class Notices final : public gano::RunObserver {
public:
    std::vector<std::string> said;
    gano::RunControl* stopped = nullptr;  ///< At the first notice of a batch size.
    void onEvent(const gano::RunEvent& event) override {
        const auto* notice = std::get_if<gano::Notice>(&event);
        if (notice == nullptr || !notice->sentence.starts_with("Batch size")) return;
        said.push_back(notice->sentence);
        if (stopped != nullptr) stopped->requestStop();
    }
};

}  // namespace

/// Real steps on the processor with little memory, of which it is told.
class TestAutomaticBatch : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }

    static gano::TrainPlan measuredPlan(const std::string& task) {
        auto plan = gano::test::networkPlan(task, 96, 8);
        plan.training.batchSize = 0;
        return plan;
    }

    /// Bytes of a step with so many images, found by allowing just them.
    static double bytesWith(const gano::TrainPlan& plan, double freeBytes) {
        gano::RunControl control;
        return gano::automaticBatch(plan, {.freeBytes = freeBytes}, control)->bytes;
    }

private Q_SLOTS:
    void initTestCase() { gano::test::writeDisks(at("images"), at("masks"), 12, 48); }

    void smallMemoryGivesASmallBatchThatFitsIt_data() {
        QTest::addColumn<QString>("task");
        QTest::newRow("pretraining") << QStringLiteral("pretraining");
        QTest::newRow("segmentation") << QStringLiteral("segmentation");
    }
    void smallMemoryGivesASmallBatchThatFitsIt() {
        QFETCH(QString, task);
        const auto plan = measuredPlan(task.toStdString());
        const gano::ComputeScope computing(1);
        gano::RunControl control;
        const auto roomy = gano::automaticBatch(plan, {.freeBytes = 1e12}, control);
        QCOMPARE(roomy->images, gano::mostImagesOnProcessor);
        // Each smaller amount of memory gives as much or less, which fits, until there is too little for one image.
        int before = gano::mostImagesOnProcessor;
        bool between = false, nothing = false;
        for (double free = roomy->bytes * 2.0; !nothing; free *= 0.8) {
            std::optional<gano::FoundBatch> found;
            try {
                found = gano::automaticBatch(plan, {.freeBytes = free}, control);
            } catch (const gano::Error&) {
                nothing = true;
                continue;
            }
            QVERIFY(found->images <= before && found->images >= 1);
            QVERIFY2(found->bytes <= free, qPrintable(QStringLiteral("%1 of %2 with %3 images").arg(found->bytes).arg(free).arg(found->images)));
            between = between || (found->images > 1 && found->images < gano::mostImagesOnProcessor);
            before = found->images;
        }
        QVERIFY(between && before <= 2);
        // Two that share the machine have half of it each, and count together.
        const auto shared = gano::automaticBatch(plan, {.processes = 2, .processesHere = 2, .freeBytes = roomy->bytes * 2.0}, control);
        QVERIFY(shared->images % 2 == 0 && shared->images >= 2);
    }

    void nothingStaysAllocated() {
        const gano::ComputeScope computing(1);
        gano::RunControl control;
        gano::releaseKeptBuffers();
        const auto before = gano::bufferUse().used;
        QVERIFY(gano::automaticBatch(measuredPlan("segmentation"), {.freeBytes = 4e8}, control));
        QCOMPARE(gano::bufferUse().used, before);
        QCOMPARE(gano::bufferUse().kept, std::size_t{0});
    }

    void memoryForNoImageAtAllSaysWhatToDo() {
        const gano::ComputeScope computing(1);
        QString sentence;
        try {
            bytesWith(measuredPlan("segmentation"), 1e6);
        } catch (const gano::Error& failure) {
            sentence = QString::fromStdString(failure.what());
        }
        QVERIFY2(sentence.contains(QStringLiteral("smaller crop or a smaller network")) && sentence.contains(QStringLiteral("0.0 GB are free")), qPrintable(sentence));
    }

    void aStopEndsTheMeasuring() {
        const gano::ComputeScope computing(1);
        gano::RunControl control;
        control.requestStop();
        QVERIFY(!gano::automaticBatch(measuredPlan("segmentation"), {.freeBytes = 1e8}, control));
    }

    void fewPatchesStillMakeSomeSteps() {
        auto plan = measuredPlan("segmentation");
        const auto most = [&plan](const char* device, std::size_t patches) { return gano::mostImages(plan, {.device = device, .trainPatches = patches}); };
        QCOMPARE(most("cuda:0", 0), gano::mostImagesOnGpu);
        QCOMPARE(most("cuda:0", 1000000), gano::mostImagesOnGpu);
        QCOMPARE(most("cuda:0", 200), 20);
        QCOMPARE(most("cuda:0", 30), 8);
        QCOMPARE(most("cuda:0", 3), 3);
        QCOMPARE(most("cpu", 1000000), gano::mostImagesOnProcessor);
        plan.training.stepsPerEpoch = 50;
        QCOMPARE(most("cuda:0", 30), gano::mostImagesOnGpu);
        QCOMPARE(gano::mostImages(plan, {.processes = 12}), 12);
    }

    void aRunWritesDownWhatItFoundAndIsTheOneWithThatNumber() {
        gano::RunControl control;
        Notices notices;
        auto plan = gano::test::smallPlan(at(""));
        plan.training.epochs = 2;
        plan.training.batchSize = 0;
        QCOMPARE(gano::train(plan, at("automatic"), control, notices).result, gano::RunOutcome::Done);
        QCOMPARE(notices.said.size(), std::size_t{1});
        const auto run = gano::readRun(at("automatic"));
        QVERIFY(run.batchBytes && *run.batchBytes > 0);
        const int found = run.plan.training.batchSize;
        QVERIFY(found > 1 && found <= gano::mostImagesOnProcessor);
        QVERIFY(gano::readText(at("automatic") / "report.html").find(std::to_string(found) + ", found by the program") != std::string::npos);
        plan.training.batchSize = found;
        QCOMPARE(gano::train(plan, at("given"), control, notices).result, gano::RunOutcome::Done);
        QVERIFY(!gano::readRun(at("given")).batchBytes);
        QCOMPARE(gano::readText(at("given") / "metrics.csv"), gano::readText(at("automatic") / "metrics.csv"));
    }

    void aRunThatWasStoppedGoesOnWithTheSameBatch() {
        gano::RunControl control;
        Notices notices;
        notices.stopped = &control;
        auto plan = gano::test::smallPlan(at(""));
        plan.training.epochs = 2;
        plan.training.batchSize = 0;
        QCOMPARE(gano::train(plan, at("stopped"), control, notices).result, gano::RunOutcome::Stopped);
        const int found = gano::readRun(at("stopped")).plan.training.batchSize;
        gano::RunControl again;
        Notices later;
        QCOMPARE(gano::resumeRun(at("stopped"), again, later).result, gano::RunOutcome::Done);
        QVERIFY(later.said.empty());
        QCOMPARE(gano::readRun(at("stopped")).plan.training.batchSize, found);
    }

    void aRunThatWasKilledBeforeItFoundOneLooksWhenItGoesOn() {
        auto plan = gano::test::smallPlan(at(""));
        plan.training.epochs = 1;
        plan.training.batchSize = 0;
        gano::createRun({at("killed")}, plan, "cpu");
        QVERIFY(gano::readRun(at("killed")).plan.training.automaticBatch());
        gano::RunControl control;
        Notices notices;
        QCOMPARE(gano::resumeRun(at("killed"), control, notices).result, gano::RunOutcome::Done);
        QCOMPARE(notices.said.size(), std::size_t{1});
        QVERIFY(gano::readRun(at("killed")).plan.training.batchSize > 1);
    }

    void theEstimateSaysWhichBatchItWouldBe() {
        gano::RunControl control;
        auto plan = gano::test::smallPlan(at(""));
        plan.training.batchSize = 0;
        plan.training.epochs = 3;
        const auto estimate = gano::estimateRun(plan, control);
        QVERIFY(!estimate.cancelled && estimate.batchSize > 1 && estimate.batchSize <= gano::mostImagesOnProcessor);
        QVERIFY(estimate.stepsPerEpoch >= 1 && estimate.secondsTotal > 0);
        plan.training.batchSize = 2;
        QCOMPARE(gano::estimateRun(plan, control).batchSize, 2);
    }

    void imagesAtATimeBelongToABatchSizeThatIsGiven() {
        auto plan = gano::test::smallPlan(at(""));
        plan.training.batchSize = 0;
        plan.training.microBatch = 2;
        QVERIFY_THROWS_EXCEPTION(gano::UsageError, gano::checkPlan(plan));
    }
};

GANO_EVENT_TEST(TestAutomaticBatch)
#include "tst_automatic_batch.moc"
