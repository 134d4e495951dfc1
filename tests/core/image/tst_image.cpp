// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <array>
#include <numeric>

#include "core/image/image.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::Image;
using gano::SampleType;

class TestImage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySampleTypeKeepsItsEnds_data() {
        QTest::addColumn<int>("type");
        for (int type = 0; type <= static_cast<int>(SampleType::F64); ++type) {
            QTest::newRow(gano::sampleTypeText(static_cast<SampleType>(type)).c_str()) << type;
        }
    }
    void everySampleTypeKeepsItsEnds() {
        QFETCH(int, type);
        Image image(2, 1, static_cast<SampleType>(type));
        const gano::ValueRange range = gano::fullRange(image.type());
        gano::dispatch(image.type(), [&](auto zero) {
            using T = decltype(zero);
            image.samples<T>()[0] = static_cast<T>(range.low);
            image.samples<T>()[1] = static_cast<T>(range.high);
        });
        QCOMPARE(image.at(0, 0), range.low);
        QCOMPARE(image.at(1, 0), range.high);
        QCOMPARE(image.bytes().size(), 2 * gano::bytesPerSample(image.type()));
    }
    void samplesOfAnotherTypeAreRefused() {
        Image image(2, 2, SampleType::U8);
        QVERIFY(says(sentenceOf([&] { (void)image.samples<float>(); }), "8-bit"));
    }
    void impossibleSizesAreRefused() {
        QVERIFY(!sentenceOf([] { Image image(0, 4, SampleType::U8); }).empty());
        QVERIFY(!sentenceOf([] { Image image(4, -1, SampleType::U8); }).empty());
    }
    void aCropTakesItsRowsAndKeepsTheCalibration() {
        std::array<float, 12> values{};
        std::iota(values.begin(), values.end(), 0.0F);
        Image image = Image::fromFloat(4, 3, values);
        image.pixelSize = gano::PixelSize{0.5, 0.5};
        image.source.file = "grid.tif";
        const Image part = image.crop({1, 1, 2, 2});
        QCOMPARE(part.toFloat(), (std::vector<float>{5, 6, 9, 10}));
        QVERIFY(part.pixelSize == image.pixelSize);
        QCOMPARE(part.source.text(), std::string("grid.tif"));
    }
    void aCropOutsideIsRefused() {
        const Image image(4, 3, SampleType::U8);
        QVERIFY(!sentenceOf([&] { (void)image.crop({3, 0, 2, 1}); }).empty());
        QVERIFY(!sentenceOf([&] { (void)image.crop({-1, 0, 2, 1}); }).empty());
        QVERIFY(!sentenceOf([&] { (void)image.crop({0, 0, 0, 1}); }).empty());
    }
    void floatValuesMustFillTheImage() {
        const std::array<float, 3> values{};
        QVERIFY(!sentenceOf([&] { (void)Image::fromFloat(2, 2, values); }).empty());
    }
    void aReferenceNamesFrameAndPart() {
        QCOMPARE((gano::ImageRef{"a/stack.tif", 12, {}}.text()), std::string("stack.tif [12]"));
        QCOMPARE((gano::ImageRef{"a/set.h5", 0, "labels"}.text()), std::string("set.h5:labels [0]"));
    }
};

GANO_PLAIN_TEST(TestImage)
#include "tst_image.moc"
