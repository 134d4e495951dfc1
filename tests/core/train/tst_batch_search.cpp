// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <vector>

#include "core/base/error.h"
#include "core/train/batch_search.h"
#include "tests/support/test_program.h"

namespace {

/// A device whose steps cost `fixed` and `each` per image, and that runs out above `holds` images.
struct FakeDevice {
    double fixed = 0.0, each = 1.0;
    int holds = 1 << 20;
    std::vector<int> tried{};

    gano::TryBatch attempt() {
        return [this](int images) -> std::optional<double> {
            tried.push_back(images);
            if (images > holds) return std::nullopt;
            return fixed + each * images;
        };
    }
    int largest(const gano::BatchLimits& limits) { return gano::largestBatch(attempt(), limits).images; }
};

}  // namespace

class TestBatchSearch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void memoryThatGrowsWithTheImagesIsFilledToItsShare() {
        FakeDevice device{.each = 1.0};
        const auto found = gano::largestBatch(device.attempt(), {.freeBytes = 50.0});  // 42 images would fit.
        QCOMPARE(found.images, 40);
        QCOMPARE(found.bytes, 40.0);
        QCOMPARE(device.tried, (std::vector<int>{2, 4, 8, 16, 32, 40}));
    }

    void whatAStepCostsWithoutImagesIsTakenOff() {
        FakeDevice device{.fixed = 30.0, .each = 1.0};
        QCOMPARE(device.largest({.freeBytes = 50.0, .share = 1.0}), 16);  // 20 would fit.
        FakeDevice mostlyFixed{.fixed = 90.0, .each = 1.0};
        QCOMPARE(mostlyFixed.largest({.freeBytes = 97.0, .share = 1.0}), 7);
    }

    void noneThatIsPredictedNotToFitIsTried() {
        FakeDevice device{.fixed = 5.0, .each = 3.0};
        device.largest({.freeBytes = 100.0});
        for (const int images : device.tried) QVERIFY2(5.0 + 3.0 * images <= 85.0, qPrintable(QString::number(images)));
    }

    void memoryThatRunsOutEarlierThanPredictedIsGoneBackFrom() {
        for (const int holds : {3, 5, 9, 17, 23, 40, 63}) {
            FakeDevice device{.each = 1.0, .holds = holds};
            const int found = device.largest({.freeBytes = 1000.0});
            QVERIFY2(found <= holds && found > holds - 8, qPrintable(QStringLiteral("%1 of %2").arg(found).arg(holds)));
            QVERIFY(device.tried.size() < 14);
        }
    }

    void aDeviceThatDoesNotSayWhatIsFreeIsFilledUntilItRefuses() {
        FakeDevice device{.each = 1.0, .holds = 27};
        QCOMPARE(device.largest({}), 24);
    }

    void noMoreThanIsWantedIsTaken() {
        for (const int most : {2, 3, 7, 8, 20, 64}) {
            FakeDevice device{.each = 1e-3};
            QCOMPARE(device.largest({.freeBytes = 1000.0, .most = most}), most > 8 ? most / 8 * 8 : most);
        }
    }

    void aPredictionIsBelievedWhereTryingIsDear() {
        FakeDevice device{.fixed = 1.0, .each = 1.0};
        const auto found = gano::largestBatch(device.attempt(), {.freeBytes = 10.0, .share = 0.8, .most = 8, .believedFrom = 4});
        QCOMPARE(found.images, 7);
        QCOMPARE(found.bytes, 8.0);
        QCOMPARE(device.tried, (std::vector<int>{2, 4}));
        FakeDevice roomy{.each = 0.01};
        QCOMPARE(roomy.largest({.freeBytes = 10.0, .most = 8, .believedFrom = 4}), 8);
        QCOMPARE(roomy.tried, (std::vector<int>{2, 4}));
    }

    void oneImageMayTakeWhatTheMarginWouldKeep() {
        FakeDevice device{.each = 9.0};
        QCOMPARE(device.largest({.freeBytes = 10.0}), 1);
        FakeDevice alone{.each = 1.0};
        QCOMPARE(alone.largest({.freeBytes = 10.0, .most = 1}), 1);
    }

    void memoryTooSmallForOneImageIsASentenceThatSaysWhatToDo() {
        for (const auto& device : {FakeDevice{.each = 11e9}, FakeDevice{.each = 1.0, .holds = 0}}) {
            auto tried = device;
            QString sentence;
            try {
                tried.largest({.freeBytes = 10e9});
            } catch (const gano::Error& failure) {
                sentence = QString::fromStdString(failure.what());
            }
            QVERIFY2(sentence.contains(QStringLiteral("smaller crop or a smaller network")), qPrintable(sentence));
            QCOMPARE(tried.tried, (std::vector<int>{2, 1}));
        }
    }
};

GANO_PLAIN_TEST(TestBatchSearch)
#include "tst_batch_search.moc"
