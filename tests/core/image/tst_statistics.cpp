// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <array>
#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "core/image/display.h"
#include "core/image/normalise.h"
#include "core/image/statistics.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::Image;
using gano::Normalisation;
using gano::SampleType;
using gano::scalingFor;

namespace {

template <class T>
Image imageOf(SampleType type, int width, std::initializer_list<T> values) {
    Image image(width, static_cast<int>(values.size()) / width, type);
    std::ranges::copy(values, image.samples<T>().begin());
    return image;
}

bool near(double a, double b, double tolerance = 1e-6) { return std::abs(a - b) <= tolerance; }

}  // namespace

class TestStatistics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSmallImageCountsByHand() {
        const auto values = gano::statistics(imageOf<std::uint8_t>(SampleType::U8, 2, {0, 0, 255, 45}));
        QCOMPARE(values.minimum, 0.0);
        QCOMPARE(values.maximum, 255.0);
        QCOMPARE(values.mean, 75.0);
        QVERIFY(near(values.deviation, std::sqrt((75.0 * 75 * 2 + 180.0 * 180 + 30.0 * 30) / 4)));
        QCOMPARE(values.saturatedLow, 0.5);
        QCOMPARE(values.saturatedHigh, 0.25);
        QCOMPARE(values.notFinite, 0.0);
    }
    void pixelsThatAreNoNumbersAreCountedAndLeftOut() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinite = std::numeric_limits<float>::infinity();
        const auto values = gano::statistics(imageOf<float>(SampleType::F32, 4, {nan, 2.0F, infinite, 4.0F}));
        QCOMPARE(values.mean, 3.0);
        QCOMPARE(values.maximum, 4.0);
        QCOMPARE(values.notFinite, 0.5);
        QCOMPARE(values.saturatedHigh, 0.0);
        const auto none = gano::statistics(imageOf<float>(SampleType::F32, 2, {nan, nan}));
        QCOMPARE(none.mean, 0.0);
        QCOMPARE(none.notFinite, 1.0);
    }
    void aLargeOffsetDoesNotDrownTheDeviation() {
        const auto values = gano::statistics(imageOf<double>(SampleType::F64, 4, {1e9 + 1, 1e9 - 1, 1e9 + 1, 1e9 - 1}));
        QVERIFY(near(values.deviation, 1.0, 1e-9));
    }
    void percentilesLieBetweenRanks() {
        const Image image = imageOf<std::uint16_t>(SampleType::U16, 5, {40, 10, 50, 20, 30});
        QCOMPARE(gano::percentile(image, 0.0), 10.0);
        QCOMPARE(gano::percentile(image, 0.5), 30.0);
        QVERIFY(near(gano::percentile(image, 0.6), 34.0));
        QCOMPARE(gano::percentile(image, 1.0), 50.0);
        const Image floats = imageOf<float>(SampleType::F32, 5, {40, 10, 50, 20, 30});
        QVERIFY(near(gano::percentile(floats, 0.6), 34.0));
        const Image negative = imageOf<std::int8_t>(SampleType::I8, 3, {-128, 127, -1});
        QCOMPARE(gano::percentile(negative, 0.5), -1.0);
    }
    void percentilesOfALargeImageComeFromASample() {
        Image image(2048, 1024, SampleType::F32);
        gano::Rng rng(3);
        for (float& value : image.samples<float>()) {
            value = static_cast<float>(rng.uniform());
        }
        QVERIFY(near(gano::percentile(image, 0.9), 0.9, 0.005));
        QCOMPARE(gano::percentile(image, 0.9), gano::percentile(image, 0.9));
    }
    void aPercentileOutsideIsRefused() {
        const Image image(2, 2, SampleType::U8);
        QVERIFY(!sentenceOf([&] { gano::percentile(image, 1.5); }).empty());
    }

    void theFullRangeOfABitDepthBecomesZeroToOne() {
        const auto scaling = scalingFor(imageOf<std::int16_t>(SampleType::I16, 2, {5, 9}), Normalisation::FullRange);
        QVERIFY(near(scaling.apply(-32768), 0.0));
        QVERIFY(near(scaling.apply(32767), 1.0));
        QVERIFY(near(scaling.invert(scaling.apply(1234)), 1234, 0.01));
    }
    void floatsInsideZeroToOneStayAsTheyAre() {
        QVERIFY(scalingFor(imageOf<float>(SampleType::F32, 2, {0.2F, 0.7F}), Normalisation::FullRange) == gano::Scaling{});
        const auto counts = scalingFor(imageOf<float>(SampleType::F32, 2, {100.0F, 300.0F}), Normalisation::FullRange);
        QVERIFY(near(counts.apply(100), 0.0) && near(counts.apply(300), 1.0));
        const auto integers = scalingFor(imageOf<std::uint32_t>(SampleType::U32, 2, {1000, 3000}), Normalisation::FullRange);
        QVERIFY(near(integers.apply(2000), 0.5));
    }
    void percentilesIgnoreAFewHotPixels() {
        Image image(100, 100, SampleType::U16);
        for (std::size_t i = 0; i < image.pixels(); ++i) {
            image.samples<std::uint16_t>()[i] = static_cast<std::uint16_t>(1000 + i % 1000);
        }
        image.samples<std::uint16_t>()[7] = 65535;
        const auto scaling = scalingFor(image, Normalisation::Percentiles);
        QVERIFY(near(scaling.apply(1500), 0.5, 0.01));
        QVERIFY(scaling.apply(65535) > 1.0F);
    }
    void standardisingGivesMeanZeroAndDeviationOne() {
        const auto scaling = scalingFor(imageOf<std::uint8_t>(SampleType::U8, 2, {10, 30}), Normalisation::Standardise);
        QVERIFY(near(scaling.apply(10), -1.0) && near(scaling.apply(30), 1.0));
    }
    void aConstantImageIsNeverDividedByZero() {
        for (const std::string& name : gano::normalisationNames()) {
            const Image image = imageOf<float>(SampleType::F32, 2, {77.0F, 77.0F});
            const auto scaling = scalingFor(image, gano::parseNormalisation(name));
            QCOMPARE(scaling.apply(77.0), 0.0F);
            QCOMPARE(scaling.invert(0.0), 77.0);
        }
    }
    void deadPixelsBecomeZero() {
        const gano::Scaling scaling{5.0, 2.0};
        QCOMPARE(scaling.apply(std::numeric_limits<double>::quiet_NaN()), 0.0F);
        QCOMPARE(scaling.apply(-std::numeric_limits<double>::infinity()), 0.0F);
    }
    void namesOfNormalisationsGoBothWays() {
        for (const std::string& name : gano::normalisationNames()) {
            QCOMPARE(gano::normalisationName(gano::parseNormalisation(name)), name);
        }
        QVERIFY(says(sentenceOf([] { gano::parseNormalisation("percentile"); }), "Did you mean percentiles?"));
    }

    void aPictureSpansBlackToWhite() {
        const auto grey = gano::toDisplay8(imageOf<std::uint16_t>(SampleType::U16, 3, {1000, 2000, 3000}), 0.0, 100.0);
        QCOMPARE(grey, (std::vector<std::uint8_t>{0, 128, 255}));
    }
    void aPictureOfAConstantIsMidGrey() {
        QCOMPARE(gano::toDisplay8(Image(2, 1, SampleType::U8)), (std::vector<std::uint8_t>{128, 128}));
    }
    void aPictureShowsNonNumbersAsBlack() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const auto grey = gano::toDisplay8(imageOf<float>(SampleType::F32, 3, {nan, 0.0F, 1.0F}), 0.0, 100.0);
        QCOMPARE(grey, (std::vector<std::uint8_t>{0, 0, 255}));
    }
};

GANO_PLAIN_TEST(TestStatistics)
#include "tst_statistics.moc"
