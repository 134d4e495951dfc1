// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "tests/support/test_program.h"
#include "tests/ui/inspect/inspect_samples.h"
#include "ui/inspect/derived.h"
#include "ui/inspect/export_files.h"
#include "ui/inspect/outputs.h"
#include "ui/inspect/scoring.h"

namespace fs = std::filesystem;

class TestScores : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }

    gano::OutputFiles outputs(const std::string& folder, const std::string& stem) const {
        return gano::ResultFolder(at(folder)).find({at(stem + ".tif"), 0, {}});
    }
    static double valueOf(const gano::MetricList& scores, const std::string& name) {
        for (const auto& [metric, value] : scores)
            if (metric == name) return value;
        return std::nan("");
    }

private Q_SLOTS:
    void labelsAreScoredWithDiceAndIoU() {
        gano::writeTiff(at("a.tif"), samples::ramp(16, 8));
        gano::writeTiff(at("a_mask.tif"), samples::halves(16, 8, 8));   // 8 of 16 columns
        samples::writeLabels(at("out"), "a", samples::halves(16, 8, 12));  // 4 of them found
        const auto scores = gano::scoreOutput(outputs("out", "a"), {at("a.tif"), 0, {}}, {at("a_mask.tif"), 0, {}});
        QCOMPARE(valueOf(scores, "dice"), 2.0 * 4 / (4 + 8));
        QCOMPARE(valueOf(scores, "iou"), 0.5);
        QCOMPARE(*gano::mainScore(scores), valueOf(scores, "dice"));
    }

    void restoredImagesAreScoredInNormalisedIntensity() {
        const auto truth = samples::ramp(40, 30);
        auto values = truth.toFloat();
        for (auto& value : values) value += 655.35F;  // 1 % of the range
        gano::writeTiff(at("b.tif"), truth);
        gano::writeTiff(at("clean.tif"), truth);
        samples::writeRecipe(at("den"), "b", samples::card("denoising"), 0, 1.0 / 65535);
        gano::writeTiff(at("den/b_denoised.tif"), gano::Image::fromFloat(40, 30, values));
        const auto scores = gano::scoreOutput(outputs("den", "b"), {at("b.tif"), 0, {}}, {at("clean.tif"), 0, {}});
        QVERIFY(std::abs(valueOf(scores, "l1") - 0.01) < 1e-5);
        QVERIFY(std::abs(valueOf(scores, "psnr") - 40.0) < 0.01);
        QVERIFY(valueOf(scores, "ssim") > 0.5 && valueOf(scores, "ssim") < 1.0);
    }

    void aTruthOfAnotherSizeOrAnUnknownLabelIsASentence() {
        gano::writeTiff(at("c.tif"), samples::ramp(16, 8));
        samples::writeLabels(at("out"), "c", samples::halves(16, 8, 8));
        gano::writeTiff(at("small.tif"), samples::halves(8, 8, 4));
        QVERIFY_EXCEPTION_THROWN(gano::scoreOutput(outputs("out", "c"), {at("c.tif"), 0, {}}, {at("small.tif"), 0, {}}), gano::Error);
        QVERIFY_EXCEPTION_THROWN(gano::scoreOutput(outputs("out", "c"), {at("c.tif"), 0, {}}, {at("c.tif"), 0, {}}), gano::Error);
    }

    void differencesAreTakenOnTheFinerGridWithItsPixelSize() {
        const auto coarse = samples::ramp(16, 8);
        auto fine = samples::ramp(32, 16, 5);
        fine.pixelSize = gano::PixelSize{0.25, 0.25};
        const auto difference = gano::derived::difference(coarse, fine);
        QCOMPARE(difference.width(), 32);
        QCOMPARE(difference.pixelSize->xNm, 0.25);
        QVERIFY(std::abs(difference.at(16, 8)) < 10.0);
    }

    void agreementTellsWhatIsOnlyInOneOfTheTwo() {
        gano::writeTiff(at("t.tif"), samples::halves(16, 8, 8));
        gano::writeTiff(at("o.tif"), samples::halves(16, 8, 4));
        const auto truth = gano::derived::classes({at("t.tif"), 0, {}}, {0, 255}), output = gano::derived::classes({at("o.tif"), 0, {}}, {0, 255});
        const auto both = gano::derived::agreement(output, truth);
        QCOMPARE(both.at(2, 2), 0.0);
        QCOMPARE(both.at(5, 2), 2.0);
        QCOMPARE(both.at(12, 2), 1.0);
        QCOMPARE(gano::derived::agreement(truth, output).at(5, 2), 3.0);
        QCOMPARE(gano::derived::classDifference(output, truth).at(5, 2), 1.0);
    }

    void scoresAreWrittenWithPointsAndTheirMean() {
        const auto csv = gano::exporting::scoresAsCsv({{"a, b.tif", "test", {{"dice", 0.5}}}, {"c.tif", "", {{"dice", 1.0}}}});
        QCOMPARE(QString::fromStdString(csv), QStringLiteral("image,part,dice\n\"a, b.tif\",test,0.5\nc.tif,,1\nmean,,0.75\n"));
    }
};

GANO_EVENT_TEST(TestScores)
#include "tst_scores.moc"
