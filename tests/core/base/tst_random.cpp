// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/random.h"
#include "tests/support/test_program.h"

class TestRandom : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstNumbersAreThoseOfSplitMix64() {
        // The generator's published test vector for the seed 1234567.
        gano::Rng rng(1234567);
        QCOMPARE(rng.next(), std::uint64_t{6457827717110365317ULL});
        QCOMPARE(rng.next(), std::uint64_t{3203168211198807973ULL});
    }
    void uniformNumbersStayInsideAndFillTheRange() {
        gano::Rng rng(1);
        double sum = 0.0;
        for (int i = 0; i < 20000; ++i) {
            const double value = rng.uniform(2.0, 4.0);
            QVERIFY(value >= 2.0 && value < 4.0);
            sum += value;
        }
        QVERIFY(std::abs(sum / 20000 - 3.0) < 0.02);
    }
    void normalNumbersHaveMeanZeroAndDeviationOne() {
        gano::Rng rng(2);
        double sum = 0.0;
        double squares = 0.0;
        for (int i = 0; i < 20000; ++i) {
            const double value = rng.normal();
            sum += value;
            squares += value * value;
        }
        QVERIFY(std::abs(sum / 20000) < 0.03);
        QVERIFY(std::abs(squares / 20000 - 1.0) < 0.05);
    }
    void everyPartOfAnAddressMatters() {
        std::set<std::uint64_t> seeds;
        for (std::uint64_t seed = 0; seed < 3; ++seed) {
            for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
                for (std::uint64_t sample = 0; sample < 3; ++sample) {
                    for (std::uint64_t purpose = 0; purpose < 3; ++purpose) {
                        seeds.insert(gano::seedFor(seed, epoch, sample, purpose));
                    }
                }
            }
        }
        QCOMPARE(seeds.size(), std::size_t{81});
    }
    void aShuffleKeepsEveryIndexOnceAndRepeats() {
        auto order = gano::shuffled(100, 5);
        QCOMPARE(order, gano::shuffled(100, 5));
        QVERIFY(order != gano::shuffled(100, 6));
        QVERIFY(!std::ranges::is_sorted(order));
        std::ranges::sort(order);
        for (std::size_t i = 0; i < order.size(); ++i) {
            QCOMPARE(order[i], i);
        }
        QVERIFY(gano::shuffled(0, 1).empty());
    }
};

GANO_PLAIN_TEST(TestRandom)
#include "tst_random.moc"
