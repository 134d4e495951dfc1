// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/data/data_set.h"
#include "core/train/estimate.h"
#include "core/train/sample_preview.h"
#include "tests/support/small_training.h"
#include "tests/support/test_program.h"

class TestBeforeTraining : public QObject {
    Q_OBJECT

    const std::filesystem::path samples_ = std::filesystem::path(GANOSCOPE_SOURCE_DIR) / "resources" / "samples" / "precipitates";

    gano::Sample labelled() const {
        gano::DataOptions options;
        options.images = (samples_ / "images").string();
        options.targets = (samples_ / "masks").string();
        return gano::findData(options, gano::task("segmentation"), 1).samples.front();
    }

    static gano::TrainPlan smallPlan(const std::string& task) {
        auto plan = gano::test::networkPlan(task, 64);
        plan.training.epochs = 10;
        return plan;
    }

private Q_SLOTS:
    void pretrainingShowsACorruptedCropAndItsCleanOne() {
        const auto previews = gano::previewSamples(smallPlan("pretraining"), labelled(), 3, 7);
        QCOMPARE(previews.size(), std::size_t{3});
        for (const auto& preview : previews) {
            QCOMPARE(preview.input.width(), 64);
            QCOMPARE(preview.target.height(), 64);
            QVERIFY(preview.input.toFloat() != preview.target.toFloat());
        }
        QVERIFY(previews[0].target.toFloat() != previews[1].target.toFloat());
    }

    void theSameSeedShakesTheSameWay() {
        const auto plan = smallPlan("pretraining");
        const auto once = gano::previewSamples(plan, labelled(), 1, 7), again = gano::previewSamples(plan, labelled(), 1, 7);
        QCOMPARE(once[0].input.toFloat(), again[0].input.toFloat());
        QVERIFY(once[0].input.toFloat() != gano::previewSamples(plan, labelled(), 1, 8)[0].input.toFloat());
    }

    void labelsKeepTheirValues() {
        for (const auto& preview : gano::previewSamples(smallPlan("segmentation"), labelled(), 4, 3))
            for (const float value : preview.target.toFloat()) QVERIFY(value == 0.0F || value == 255.0F);
    }

    void anImageWithoutTargetIsASentence() {
        auto sample = labelled();
        sample.target.reset();
        QVERIFY_THROWS_EXCEPTION(gano::Error, gano::previewSamples(smallPlan("segmentation"), sample, 1, 1));
    }

    void theEstimateGrowsWithTheWork() {
        gano::RunControl control;
        auto plan = smallPlan("pretraining");
        const auto small = gano::estimateRun(plan, 40, 4, control);
        QVERIFY(!small.cancelled);
        QCOMPARE(small.stepsPerEpoch, 10.0);
        QVERIFY(small.secondsPerStep > 0 && small.secondsTotal > 90 * small.secondsPerStep);
        plan.training.batchSize = 64;
        const auto larger = gano::estimateRun(plan, 40, 4, control);
        QVERIFY(larger.memoryBytes - small.memoryBytes > 60.0 * 64 * 64 * 4 * 20);
        QCOMPARE(larger.stepsPerEpoch, 1.0);
    }

    void aStoppedEstimateSaysSo() {
        gano::RunControl control;
        control.requestStop();
        QVERIFY(gano::estimateRun(smallPlan("segmentation"), 40, 4, control).cancelled);
    }
};

GANO_EVENT_TEST(TestBeforeTraining)
#include "tst_before_training.moc"
