// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <cmath>
#include <numeric>

#include "core/image/resample.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::resample;
using gano::resampleNearest;

class TestResample : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSameGridGivesTheSameValues() {
        const std::vector<float> plane{1, 2, 3, 4, 5, 6};
        QCOMPARE(resample(plane, 3, 2, 3, 2), plane);
        QCOMPARE(resampleNearest(plane, 3, 2, 3, 2), plane);
    }
    void halvingAveragesBlocks() {
        const std::vector<float> plane{1, 3, 10, 20, 5, 7, 30, 40};
        QCOMPARE(resample(plane, 4, 2, 2, 1), (std::vector<float>{4, 25}));
    }
    void shrinkingByAnyFactorKeepsTheMean() {
        std::vector<float> plane(37 * 23);
        std::iota(plane.begin(), plane.end(), 0.0F);
        const std::vector<float> small = resample(plane, 37, 23, 10, 7);
        const auto mean = [](const std::vector<float>& values) { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()); };
        QVERIFY(std::abs(mean(small) - mean(plane)) < 1e-2);
    }
    void doublingInterpolatesBetweenPixelCentres() {
        const std::vector<float> plane{0, 4};
        QCOMPARE(resample(plane, 2, 1, 4, 1), (std::vector<float>{0, 1, 3, 4}));
    }
    void aSinglePixelFillsTheNewGrid() {
        QCOMPARE(resample(std::vector<float>{7}, 1, 1, 3, 2), std::vector<float>(6, 7.0F));
    }
    void anAxisMayGrowWhileTheOtherShrinks() {
        const std::vector<float> plane{0, 4, 2, 6};
        QCOMPARE(resample(plane, 2, 2, 4, 1), (std::vector<float>{1, 2, 4, 5}));
    }
    void labelsAreNeverMixed() {
        const std::vector<float> labels{0, 5, 2, 9};
        for (const float value : resampleNearest(labels, 2, 2, 7, 5)) {
            QVERIFY(value == 0 || value == 5 || value == 2 || value == 9);
        }
        QCOMPARE(resampleNearest(labels, 2, 2, 4, 2), (std::vector<float>{0, 0, 5, 5, 2, 2, 9, 9}));
    }
    void sizesThatDoNotFitAreRefused() {
        QVERIFY(!sentenceOf([] { resample(std::vector<float>(5), 2, 2, 4, 4); }).empty());
        QVERIFY(!sentenceOf([] { resample(std::vector<float>(4), 2, 2, 0, 4); }).empty());
    }

    void rowsOneAfterTheOtherAreTheSameAsTheWholeAtOnce() {
        std::vector<float> plane;
        for (int i = 0; i < 37 * 23; ++i) plane.push_back(static_cast<float>((i * 7919) % 251));
        for (const auto& [width, height] : {std::pair(80, 61), std::pair(11, 9), std::pair(37, 23), std::pair(50, 9), std::pair(1, 1)}) {
            const auto whole = gano::resample(plane, 37, 23, width, height);
            const gano::RowResampler rows(37, 23, width, height);
            std::vector<float> line(static_cast<std::size_t>(width));
            for (int y = 0; y < height; ++y) {
                const auto [first, last] = rows.needs(y);
                QVERIFY(first >= 0 && last <= 23 && last > first);
                rows.row(y, std::span<const float>(plane).subspan(static_cast<std::size_t>(first) * 37, static_cast<std::size_t>(last - first) * 37), first, line);
                QVERIFY(std::equal(line.begin(), line.end(), whole.begin() + static_cast<std::ptrdiff_t>(y) * width));
            }
        }
    }
};

GANO_PLAIN_TEST(TestResample)
#include "tst_resample.moc"
