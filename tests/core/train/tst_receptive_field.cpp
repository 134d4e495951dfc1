// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/train/receptive_field.h"
#include "tests/support/test_program.h"

using namespace gano;

class ReceptiveFieldTest : public QObject {
    Q_OBJECT

    static TrainPlan planWith(const char* generator, int crop = 128, int patch = 160) {
        auto plan = defaultPlan("segmentation");
        plan.model.generator = generator;
        plan.training.crop = crop;
        plan.data.patchSize = patch;
        return plan;
    }
    static ObjectSizes objects(double median, double large) { return {.count = 50, .medianPx = median, .largePx = large, .medianNm = 0.0, .largeNm = 0.0}; }

private Q_SLOTS:
    void fieldsAreToldInPixelsAndWithACalibrationInNanometres() {
        QCOMPARE(receptiveFieldText(generatorRow("unet_3_176"), {}), std::string("176 px"));
        QCOMPARE(receptiveFieldText(generatorRow("unet_3_176"), PixelSize{0.02, 0.02}), std::string("176 px · 3.52 nm"));
        QCOMPARE(receptiveFieldText(generatorRow("unet_4_424"), PixelSize{4.6, 4.6}), std::string("424 px · 1.95 µm"));
        QCOMPARE(receptiveFieldText(generatorRow("hrnet_w18"), PixelSize{1.0, 1.0}), std::string("larger than any crop"));
    }

    void theSmallestNetworkThatSeesTheObjectsIsSuggested() {
        const auto suggestion = suggestGenerator(objects(70.0, 130.0), planWith("unet_2_44"));
        QVERIFY(suggestion.has_value());
        QCOMPARE(suggestion->generator, std::string("unet_3_176"));
        QCOMPARE(suggestion->crop, 128);
        QCOMPARE(suggestion->patchSize, 160);
        QVERIFY2(suggestion->sentence.find("70 px across, large ones 130 px") != std::string::npos, suggestion->sentence.c_str());
        QVERIFY2(suggestion->sentence.find("U-Net 3_176 sees 176 px") != std::string::npos, suggestion->sentence.c_str());
        // Larger than every U-Net's view: the network that sees whole crops.
        QVERIFY(suggestGenerator(objects(300.0, 600.0), planWith("unet_2_44"))->generator.starts_with("hrnet"));
    }

    void aNetworkThatSuitsIsLeftAlone() {
        QVERIFY(!suggestGenerator(objects(30.0, 40.0), planWith("unet_2_44")).has_value());
        QVERIFY(!suggestGenerator(objects(70.0, 130.0), planWith("unet_3_176")).has_value());
        QVERIFY(!suggestGenerator(objects(70.0, 130.0), planWith("unet_3_240")).has_value());
        QVERIFY(!suggestGenerator(objects(8.0, 9.0), planWith("hrnet_w18_small_v1")).has_value());
    }

    void aNetworkThatSeesFarTooMuchIsToldToo() {
        const auto suggestion = suggestGenerator(objects(8.0, 9.0), planWith("unet_4_424"));
        QVERIFY(suggestion.has_value());
        QCOMPARE(suggestion->generator, std::string("unet_2_44"));
        QVERIFY2(suggestion->sentence.find("quicker") != std::string::npos, suggestion->sentence.c_str());
    }

    void cropsThatCutTypicalObjectsAreRaised() {
        const auto suggestion = suggestGenerator(objects(200.0, 390.0), planWith("unet_4_424"));
        QVERIFY(suggestion.has_value());
        QCOMPARE(suggestion->generator, std::string("unet_4_424"));
        QCOMPARE(suggestion->crop, 224);
        QCOMPARE(suggestion->patchSize, 256);
        QCOMPARE(seenInTraining(planWith("unet_4_424")), 128);
        QCOMPARE(seenInTraining(planWith("unet_2_44")), 44);
        auto taken = planWith("unet_4_424");
        taken.training.crop = suggestion->crop;
        taken.data.patchSize = suggestion->patchSize;
        QVERIFY(!suggestGenerator(objects(200.0, 390.0), taken).has_value());
    }
};

GANO_EVENT_TEST(ReceptiveFieldTest)
#include "tst_receptive_field.moc"
