// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <limits>

#include "core/image/pixel_size.h"
#include "tests/support/test_program.h"

class TestPixelSize : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lengthsAreKnownInEverySpelling_data() {
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<double>("nm");
        const std::pair<const char*, double> rows[] = {{"pm", 1e-3}, {"Å", 0.1}, {"A", 0.1}, {"nm", 1}, {"µm", 1e3}, {"μm", 1e3},
                                                       {"um", 1e3}, {"micron", 1e3}, {"\\u00B5m", 1e3}, {"mm", 1e6}, {"cm", 1e7},
                                                       {"inch", 2.54e7}, {"m", 1e9}, {"\xb5m", 1e3}};
        for (const auto& [unit, nm] : rows) {
            QTest::newRow(unit) << QByteArray(unit) << nm;
        }
    }
    void lengthsAreKnownInEverySpelling() {
        QFETCH(QByteArray, unit);
        QFETCH(double, nm);
        const auto known = gano::nanometresPer(unit.toStdString());
        QVERIFY(known.has_value());
        QCOMPARE(*known, nm);
    }
    void whatIsNoLengthIsNoPixelSize() {
        for (const char* unit : {"1/nm", "nm^-1", "eV", "s", "pixel", "", "NM", "mrad"}) {
            QVERIFY2(!gano::nanometresPer(unit), unit);
        }
    }
    void onlyPositiveFiniteValuesCount() {
        QVERIFY(gano::makePixelSize(0.5, 0.25, "nm") == (gano::PixelSize{0.5, 0.25}));
        QVERIFY(!gano::makePixelSize(0.0, 1.0, "nm"));
        QVERIFY(!gano::makePixelSize(1.0, -1.0, "nm"));
        QVERIFY(!gano::makePixelSize(std::numeric_limits<double>::quiet_NaN(), 1.0, "nm"));
        QVERIFY(!gano::makePixelSize(std::numeric_limits<double>::infinity(), 1.0, "nm"));
    }
    void textUsesTheUnitThatReadsBest() {
        QCOMPARE(gano::pixelSizeText(std::nullopt), std::string("uncalibrated"));
        QCOMPARE(gano::pixelSizeText(gano::PixelSize{0.0199, 0.0199}), std::string("0.0199 nm"));
        QCOMPARE(gano::pixelSizeText(gano::PixelSize{4.6, 5.0}), std::string("4.6 nm × 5 nm"));
        QCOMPARE(gano::pixelSizeText(gano::PixelSize{12300, 12300}), std::string("12.3 µm"));
    }
    void aPixelSizeTooFarFromTheModelsIsToldInASentence() {
        QVERIFY(gano::pixelSizeMismatch("a.tif", gano::PixelSize{1.2, 1.2}, gano::PixelSize{1.0, 1.0}).empty());
        QVERIFY(gano::pixelSizeMismatch("a.tif", std::nullopt, gano::PixelSize{1.0, 1.0}).empty());
        const auto sentence = gano::pixelSizeMismatch("a.tif", gano::PixelSize{2.1, 2.1}, gano::PixelSize{1.0, 1.0});
        QVERIFY2(sentence.find("2.1 times as large") != std::string::npos && sentence.find("smaller") != std::string::npos, sentence.c_str());
        const auto other = gano::pixelSizeMismatch("a.tif", gano::PixelSize{0.5, 0.5}, gano::PixelSize{1.0, 1.0});
        QVERIFY2(other.find("2 times as small") != std::string::npos && other.find("look larger") != std::string::npos, other.c_str());
    }
    void aFinerGridHasSmallerPixels() {
        QVERIFY(gano::finer(gano::PixelSize{1.0, 2.0}, 2.0) == (gano::PixelSize{0.5, 1.0}));
        QVERIFY(!gano::finer(std::nullopt, 2.0));
    }
};

GANO_PLAIN_TEST(TestPixelSize)
#include "tst_pixel_size.moc"
