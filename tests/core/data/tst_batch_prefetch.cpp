// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <chrono>
#include <thread>

#include "core/base/error.h"
#include "core/data/batch_prefetch.h"
#include "core/data/ordered_work.h"
#include "tests/core/data/data_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using namespace std::chrono_literals;

class BatchPrefetchTest : public QObject {
    Q_OBJECT
private:
    gano::PatchStore makeStore(const std::filesystem::path& folder, gano::TargetKind kind) {
        std::vector<gano::Sample> samples;
        for (int i = 0; i < 5; ++i) {
            const auto file = folder / (std::to_string(i) + ".tif");
            write(file, makeImage(64, 32, gano::SampleType::U8, [&](int x, int) { return i * 2 + (x >= 32 ? 1 : 0); }));
            samples.push_back({.input = imageAt(file), .target = imageAt(file), .group = {}});
        }
        gano::RunControl control;
        gano::SilentObserver observer;
        return gano::PatchStore::build(folder / "data", samples, {.patchSize = 32, .target = kind, .labelValues = {}}, control, observer);
    }

private Q_SLOTS:
    void batchesComeInOrderWithAnyNumberOfThreads() {
        const QTemporaryDir folder;
        const auto store = makeStore(pathOf(folder), gano::TargetKind::Image);
        QCOMPARE(store.size(), std::size_t{10});
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < 103; ++i) {
            order.push_back(i * 7 % 10);
        }
        for (const int threads : {1, 4}) {
            gano::BatchPrefetcher prefetcher(store, order, 4, threads, 3);
            QCOMPARE(prefetcher.batches(), std::size_t{26});
            gano::HostBatch batch;
            std::size_t seen = 0;
            while (prefetcher.next(batch)) {
                QCOMPARE(batch.inputs.size(), static_cast<std::size_t>(batch.count) * 32 * 32);
                QCOMPARE(batch.targets, batch.inputs);
                for (int i = 0; i < batch.count; ++i, ++seen) {
                    const auto at = static_cast<std::size_t>(i);
                    QCOMPARE(batch.samples[at], static_cast<std::uint64_t>(order[seen]));
                    QCOMPARE(batch.inputs[at * 1024 + 500], static_cast<float>(static_cast<double>(order[seen]) / 255.0));
                }
            }
            QCOMPARE(seen, order.size());
            QCOMPARE(batch.count, 3);
            QVERIFY(!prefetcher.next(batch));
        }
    }

    void aStoreWithoutTargetsGivesNone() {
        const QTemporaryDir folder;
        const auto store = makeStore(pathOf(folder), gano::TargetKind::None);
        gano::BatchPrefetcher prefetcher(store, {3}, 4);
        gano::HostBatch batch;
        QVERIFY(prefetcher.next(batch));
        QCOMPARE(batch.count, 1);
        QVERIFY(batch.targets.empty());
    }

    void leavingEarlyAndCancellingDoNotHang() {
        const QTemporaryDir folder;
        const auto store = makeStore(pathOf(folder), gano::TargetKind::None);
        const std::vector<std::size_t> order(10000, 1);
        gano::HostBatch batch;
        for (int round = 0; round < 20; ++round) {
            gano::BatchPrefetcher prefetcher(store, order, 2, 3, 2);
            QVERIFY(prefetcher.next(batch));
            if (round % 2 == 0) {
                prefetcher.cancel();
                QVERIFY(!prefetcher.next(batch));
            }
        }
    }

    void wrongNumbersAreRefused() {
        const QTemporaryDir folder;
        const auto store = makeStore(pathOf(folder), gano::TargetKind::None);
        QVERIFY_EXCEPTION_THROWN(gano::BatchPrefetcher(store, {0}, 0), gano::UsageError);
        QVERIFY_EXCEPTION_THROWN(gano::BatchPrefetcher(store, {10}, 1), gano::UsageError);
        gano::HostBatch batch;
        QVERIFY(!gano::BatchPrefetcher(store, {}, 1).next(batch));
    }

    void workIsNeverFurtherAheadThanTheDepth() {
        std::atomic<std::size_t> begun{0};
        gano::OrderedWork<std::size_t> work(1000, [&](std::size_t i) { ++begun; return i; }, 4, 5);
        for (std::size_t i = 0; i < 1000; ++i) {
            QVERIFY(begun <= i + 5);
            if (i == 10) std::this_thread::sleep_for(20ms);
            const auto result = work.next();
            QVERIFY(result && *result == i);
        }
        QVERIFY(!work.next());
    }

    void anExceptionArrivesInItsTurn() {
        gano::OrderedWork<int> work(
            100,
            [](std::size_t i) -> int {
                if (i == 7) throw gano::Error("the seventh");
                return static_cast<int>(i);
            },
            3, 8);
        for (int i = 0; i < 7; ++i) {
            QCOMPARE(*work.next(), i);
        }
        QVERIFY_EXCEPTION_THROWN(work.next(), gano::Error);
        QVERIFY(!work.next());
    }

    void cancelWakesAReaderThatWaits() {
        std::atomic<bool> release{false};
        gano::OrderedWork<int> work(
            3,
            [&](std::size_t) {
                while (!release) std::this_thread::sleep_for(1ms);
                return 1;
            },
            1, 1);
        std::thread other([&] {
            std::this_thread::sleep_for(10ms);
            work.cancel();
            release = true;
        });
        QVERIFY(!work.next());
        other.join();
    }
};

GANO_PLAIN_TEST(BatchPrefetchTest)
#include "tst_batch_prefetch.moc"
