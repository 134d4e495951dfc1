// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>

#include "core/data/label_codes.h"
#include "core/data/patch_tiles.h"
#include "tests/core/data/data_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using gano::SampleType;

class PatchTilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tilesCoverEveryPixelWithTheLeastOverlap_data() {
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("count");
        QTest::newRow("smaller") << 100 << 1;
        QTest::newRow("equal") << 256 << 1;
        QTest::newRow("one more") << 257 << 2;
        QTest::newRow("exact") << 1024 << 4;
        QTest::newRow("odd") << 1583 << 7;
    }
    void tilesCoverEveryPixelWithTheLeastOverlap() {
        QFETCH(int, length);
        QFETCH(int, count);
        const auto starts = gano::tileStarts(length, 256);
        QCOMPARE(static_cast<int>(starts.size()), count);
        QCOMPARE(starts.front(), 0);
        for (std::size_t i = 1; i < starts.size(); ++i) {
            QVERIFY(starts[i] > starts[i - 1] && starts[i] <= starts[i - 1] + 256);
        }
        if (length >= 256) QCOMPARE(starts.back(), length - 256);
    }

    void reflectionRepeatsTheEdgeAndGoesOnForEver() {
        const std::vector<int> expected{1, 0, 0, 1, 2, 2, 1, 0, 0, 1};
        for (int i = -2; i < 8; ++i) {
            QCOMPARE(gano::reflected(i, 3), expected[static_cast<std::size_t>(i + 2)]);
        }
        QCOMPARE(gano::reflected(5, 1), 0);
    }

    void theReflectionOfAFinerGridIsTheFinerReflection() {
        for (int i = 0; i < 40; ++i) {
            QCOMPARE(gano::reflected(i, 2 * 7) / 2, gano::reflected(i / 2, 7));
        }
    }

    void aPatchBeyondTheEdgeIsContinued() {
        const auto image = makeImage(3, 2, SampleType::U8, [](int x, int y) { return 10 * y + x; });
        std::vector<std::byte> out(16 * 2);
        gano::cutPatch(image, 0, 3, 2, 0, 0, 4, SampleType::U16, out);
        std::vector<std::uint16_t> values(16);
        std::memcpy(values.data(), out.data(), out.size());
        QCOMPARE(values, (std::vector<std::uint16_t>{0, 1, 2, 2, 10, 11, 12, 12, 10, 11, 12, 12, 0, 1, 2, 2}));
    }

    void theCommonTypeHoldsBoth() {
        using enum SampleType;
        QCOMPARE(gano::commonType(U8, U8), U8);
        QCOMPARE(gano::commonType(U8, U16), U16);
        QCOMPARE(gano::commonType(U8, I8), I16);
        QCOMPARE(gano::commonType(U16, I16), I32);
        QCOMPARE(gano::commonType(U32, I8), F64);
        QCOMPARE(gano::commonType(U16, F32), F32);
        QCOMPARE(gano::commonType(F32, I32), F64);
        QCOMPARE(gano::commonType(I16, F64), F64);
    }

    void labelsBecomeCodesInOrderOfValue() {
        const auto coded = gano::codeLabels(makeImage(3, 1, SampleType::I16, [](int x, int) { return x == 0 ? 255 : x == 1 ? -1 : 128; }));
        QCOMPARE(coded.values, (std::vector<int>{-1, 128, 255}));
        QCOMPARE(coded.codes.at(0, 0), 2.0);
        QCOMPARE(coded.codes.at(1, 0), 0.0);
        QCOMPARE(coded.codes.at(2, 0), 1.0);
    }

    void whatIsNoLabelImageIsSaid() {
        const auto ramp = makeImage(33, 1, SampleType::U8, [](int x, int) { return x; });
        QVERIFY_EXCEPTION_THROWN(gano::codeLabels(ramp), gano::NotALabelImage);
        QCOMPARE(gano::codeLabels(makeImage(32, 1, SampleType::U8, [](int x, int) { return x; })).values.size(), std::size_t{32});
        const auto fractions = makeImage(2, 1, SampleType::F32, [](int x, int) { return x * 0.5; });
        QVERIFY_EXCEPTION_THROWN(gano::codeLabels(fractions), gano::NotALabelImage);
        const auto dead = makeImage(2, 1, SampleType::F32, [](int, int) { return std::nanf(""); });
        QVERIFY_EXCEPTION_THROWN(gano::codeLabels(dead), gano::NotALabelImage);
    }
};

GANO_PLAIN_TEST(PatchTilesTest)
#include "tst_patch_tiles.moc"
