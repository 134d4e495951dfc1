// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "core/study/statistics.h"
#include "tests/support/test_program.h"

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

void near(double found, double expected, double tolerance) {
    QVERIFY2(std::abs(found - expected) <= tolerance, qPrintable(QStringLiteral("%1 instead of %2").arg(found, 0, 'g', 12).arg(expected, 0, 'g', 12)));
}

/// Scores of S seeds and I images whose true mean is 0.
gano::ScoreGrid drawn(std::size_t seeds, std::size_t images, double seedSpread, double imageSpread, double rest, std::uint64_t seed) {
    gano::Rng rng(seed);
    std::vector<double> ofImage;
    for (std::size_t i = 0; i < images; ++i) ofImage.push_back(imageSpread * rng.normal());
    gano::ScoreGrid grid;
    for (std::size_t s = 0; s < seeds; ++s) {
        const double ofSeed = seedSpread * rng.normal();
        std::vector<double> row;
        for (std::size_t i = 0; i < images; ++i) row.push_back(ofSeed + ofImage[i] + rest * rng.normal());
        grid.push_back(row);
    }
    return grid;
}

/// The share of intervals that hold the true mean.
double coverage(std::size_t seeds, std::size_t images, double seedSpread, double imageSpread) {
    int inside = 0;
    constexpr int tries = 2000;
    for (int t = 0; t < tries; ++t) {
        const auto m = gano::meanOverSeedsAndImages(drawn(seeds, images, seedSpread, imageSpread, 0.02, static_cast<std::uint64_t>(t) + 1));
        if (m.low <= 0.0 && m.high >= 0.0) ++inside;
    }
    return inside / double(tries);
}

}  // namespace

class TestStatistics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void studentsQuantilesAreThoseOfTables() {
        near(gano::studentQuantile(0.975, 1), 12.7062047, 1e-6);
        near(gano::studentQuantile(0.975, 2), 4.30265273, 1e-7);
        near(gano::studentQuantile(0.975, 10), 2.22813885, 1e-7);
        near(gano::studentQuantile(0.975, 30), 2.04227246, 1e-7);
        near(gano::studentQuantile(0.95, 5), 2.01504837, 1e-7);
        near(gano::studentQuantile(0.025, 10), -2.22813885, 1e-7);
        near(gano::studentQuantile(0.975, 1e7), 1.95996398, 1e-5);
        near(gano::studentShareBelow(0.0, 7), 0.5, 1e-12);
        near(gano::studentShareBelow(2.0, 4), 0.941941738, 1e-8);
    }

    void wilcoxonGivesThePublishedValues() {
        // Hamilton depression scale, Hollander and Wolfe, table 3.1: W+ = 40 of x - y, one-sided exact p 0.0195.
        const std::array x{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
        const std::array y{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
        std::vector<double> d;
        for (std::size_t i = 0; i < x.size(); ++i) d.push_back(x[i] - y[i]);
        const auto test = gano::wilcoxonSignedRank(d);
        QVERIFY(test.exact);
        QCOMPARE(test.pairs, std::size_t{9});
        near(test.positive, 40.0, 1e-12);
        near(test.p, 2 * 0.01953125, 1e-12);
    }

    void allOnOneSideIsTwoOverAllSignPatterns() {
        for (const int n : {1, 5, 6, 10, 25}) {
            std::vector<double> d;
            for (int i = 1; i <= n; ++i) d.push_back(0.01 * i);
            near(gano::wilcoxonSignedRank(d).p, std::min(1.0, 2.0 / std::ldexp(1.0, n)), 1e-15);
            for (auto& v : d) v = -v;
            near(gano::wilcoxonSignedRank(d).p, std::min(1.0, 2.0 / std::ldexp(1.0, n)), 1e-15);
        }
    }

    void tiesAndZeroesAreCountedOut() {
        // Ranks 1.5, 1.5, 3, 4; of 16 patterns those with a sum of negatives of at most 1.5: none, one of the two ties: 3.
        const std::vector<double> d{1, -1, 0, 2, 3, 0, kMissing};
        const auto test = gano::wilcoxonSignedRank(d);
        QCOMPARE(test.pairs, std::size_t{4});
        near(test.positive, 8.5, 1e-12);
        near(test.p, 2.0 * 3.0 / 16.0, 1e-15);
        QCOMPARE(gano::wilcoxonSignedRank(std::vector<double>{0, 0}).p, 1.0);
    }

    void manyPairsUseTheNormalApproximation() {
        // 30 differences with ties; by scipy.stats.wilcoxon(d, correction=True, mode='approx').
        std::vector<double> d;
        for (int i = 0; i < 30; ++i) d.push_back((i % 7 - 2.0) * (i % 3 == 0 ? 1.0 : 0.5) + (i % 5 == 0 ? 0.25 : 0.0));
        const auto test = gano::wilcoxonSignedRank(d);
        QVERIFY(!test.exact);
        near(test.positive, 260.0, 1e-9);
        near(test.p, 0.03229888661957136, 1e-6);
    }

    void theApproximationMeetsTheExactTest() {
        // 25 pairs are counted out; a 26th pair of no weight hardly changes p.
        std::vector<double> d;
        for (int i = 1; i <= 25; ++i) d.push_back(i % 4 == 0 ? -0.1 * i : 0.1 * i);
        const auto exact = gano::wilcoxonSignedRank(d);
        d.push_back(0.001);
        const auto approximate = gano::wilcoxonSignedRank(d);
        QVERIFY(exact.exact && !approximate.exact);
        near(approximate.p, exact.p, 0.004);
    }

    void holmMultipliesTheSmallestMost() {
        const std::vector<double> p{0.01, 0.04, 0.03, 0.9};
        const auto adjusted = gano::holmAdjusted(p);
        near(adjusted[0], 0.04, 1e-12);
        near(adjusted[2], 0.09, 1e-12);
        near(adjusted[1], 0.09, 1e-12);
        near(adjusted[3], 0.9, 1e-12);
    }

    void oneSeedGivesStudentsIntervalOverImages() {
        const gano::ScoreGrid grid{{1, 2, 3, 4, 5}};
        const auto m = gano::meanOverSeedsAndImages(grid);
        near(m.mean, 3.0, 1e-12);
        near(m.high - m.mean, 2.776445105 * std::sqrt(2.5 / 5.0), 1e-7);
        QCOMPARE(m.seeds, std::size_t{1});
        QVERIFY(std::isnan(m.spread));
    }

    void oneImageGivesStudentsIntervalOverSeeds() {
        const gano::ScoreGrid grid{{1}, {2}, {6}};
        const auto m = gano::meanOverSeedsAndImages(grid);
        near(m.mean, 3.0, 1e-12);
        near(m.high - m.mean, 4.30265273 * std::sqrt(7.0 / 3.0), 1e-6);
    }

    void oneValueHasNoInterval() {
        const auto m = gano::meanOverSeedsAndImages({{0.5}});
        QCOMPARE(m.mean, 0.5);
        QVERIFY(std::isnan(m.low) && std::isnan(m.high));
        QVERIFY(std::isnan(gano::meanOverSeedsAndImages({}).mean));
    }

    void missingImagesAreLeftOut() {
        // Each seed draws its own test images.
        const gano::ScoreGrid grid{{1, 3, kMissing, kMissing}, {kMissing, kMissing, 5, 7}};
        const auto m = gano::meanOverSeedsAndImages(grid);
        near(m.mean, 4.0, 1e-12);
        QCOMPARE(m.images, std::size_t{4});
        QCOMPARE(gano::imageMeans(grid).size(), std::size_t{4});
        near(gano::imageMeans(grid)[2], 5.0, 1e-12);
    }

    void intervalsHoldTheTruthAsOftenAsTheySay() {
        // Whether seeds or images vary more: at least 94 of 100, up to the chance of 2000 tries.
        QVERIFY(coverage(3, 20, 0.0, 0.1) > 0.94);
        QVERIFY(coverage(3, 20, 0.1, 0.02) > 0.94);
        QVERIFY(coverage(3, 20, 0.03, 0.1) > 0.94);
        QVERIFY(coverage(5, 8, 0.05, 0.05) > 0.94);
        // And they are not so wide that they say nothing.
        QVERIFY(coverage(3, 20, 0.0, 0.1) < 0.99);
        QVERIFY(coverage(3, 20, 0.1, 0.02) < 0.99);
    }
};

GANO_PLAIN_TEST(TestStatistics)
#include "tst_statistics.moc"
