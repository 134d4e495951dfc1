// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

#include "core/base/error.h"
#include "core/data/npy_array.h"
#include "tests/core/data/patch_store_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using gano::PatchStore;
using gano::PatchStoreOptions;
using gano::SampleType;

class PatchStoreBuildingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unchangedFilesAreNotPreparedTwice() {
        const QTemporaryDir folder;
        const auto file = pathOf(folder) / "a.tif";
        write(file, micrograph(64, 64, 1));
        const PatchStoreOptions options{.patchSize = 32, .labelValues = {}};
        const auto print = build(pathOf(folder) / "data", {sampleOf(file)}, options).fingerprint();
        const auto made = std::filesystem::last_write_time(pathOf(folder) / "data" / "inputs.npy");

        Listener listener;
        QCOMPARE(build(pathOf(folder) / "data", {sampleOf(file)}, options, listener).fingerprint(), print);
        QVERIFY(listener.steps.empty());
        QVERIFY(std::filesystem::last_write_time(pathOf(folder) / "data" / "inputs.npy") == made);

        PatchStoreOptions larger = options;
        larger.patchSize = 64;
        const auto other = build(pathOf(folder) / "data", {sampleOf(file)}, larger);
        QCOMPARE(other.size(), std::size_t{1});
        QVERIFY(other.fingerprint() != print);

        write(file, micrograph(64, 64, 2));
        std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(2));
        Listener changed;
        const auto fresh = build(pathOf(folder) / "data", {sampleOf(file)}, larger, changed);
        QVERIFY(!changed.steps.empty());
        QCOMPARE(input(fresh, 0)[0], static_cast<float>(micrograph(64, 64, 2).at(0, 0) / 255.0));
    }

    void twoBuildsAtTheSameTimeShareTheWork() {
        const QTemporaryDir folder;
        std::vector<gano::Sample> samples;
        for (int i = 0; i < 40; ++i) {
            const auto file = pathOf(folder) / ("a" + std::to_string(i) + ".tif");
            write(file, micrograph(128, 128, i + 1));
            samples.push_back(sampleOf(file));
        }
        std::array<std::size_t, 3> sizes{};
        std::array<std::string, 3> failures;
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < sizes.size(); ++i)
            threads.emplace_back([&, i] {
                try {
                    sizes[i] = build(pathOf(folder) / "data", samples, {.patchSize = 32, .labelValues = {}}).size();
                } catch (const std::exception& failure) {
                    failures[i] = failure.what();
                }
            });
        for (auto& thread : threads) thread.join();
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            QCOMPARE(failures[i], std::string());
            QCOMPARE(sizes[i], std::size_t{640});
        }
    }

    void aBuildKilledHalfwayIsMadeAgain() {
        const QTemporaryDir folder;
        const auto file = pathOf(folder) / "a.tif";
        write(file, micrograph(64, 64, 1));
        const auto data = pathOf(folder) / "data";
        // What a kill leaves: arrays without a description, and a temporary.
        touch(data / "inputs.npy", "half");
        touch(data / "targets.npy.part", "half");
        QVERIFY_EXCEPTION_THROWN(PatchStore::open(data), gano::Error);
        QCOMPARE(build(data, {sampleOf(file)}, {.patchSize = 32, .labelValues = {}}).size(), std::size_t{4});
        QVERIFY(!std::filesystem::exists(data / "targets.npy.part"));
        // A complete store whose array was cut short is not trusted either.
        std::filesystem::resize_file(data / "inputs.npy", 1000);
        QVERIFY_EXCEPTION_THROWN(PatchStore::open(data), gano::Error);
        QCOMPARE(build(data, {sampleOf(file)}, {.patchSize = 32, .labelValues = {}}).size(), std::size_t{4});
    }

    void stoppingLeavesNothingBehind() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(64, 64, 1));
        Listener listener;
        listener.stopAtOnce = true;
        const auto store = build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "a.tif")}, {.patchSize = 32, .labelValues = {}}, listener);
        QCOMPARE(store.size(), std::size_t{0});
        QVERIFY(std::filesystem::is_empty(pathOf(folder) / "data"));
    }

    void aFullDiskIsASentenceAndNoStore() {
        if (!std::filesystem::exists("/dev/full")) QSKIP("/dev/full is a device of Linux");
        gano::NpyWriter writer("/dev/full", SampleType::U8, {1024});
        const std::vector<std::byte> much(std::size_t{8} << 20);
        try {
            writer.append(much);
            QFAIL("writing to a full disk must throw");
        } catch (const gano::Error& error) {
            QVERIFY2(std::string(error.what()).find("disk is full") != std::string::npos, error.what());
        }
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(512, 512, 1));
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{100000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        bool thrown = false;
        try {
            build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "a.tif")}, {.patchSize = 256, .labelValues = {}});
        } catch (const gano::Error&) {
            thrown = true;
        }
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(thrown);
        QVERIFY(std::filesystem::is_empty(pathOf(folder) / "data"));
    }

    void aLargeImageReadInBandsGivesTheSamePatches() {
        const QTemporaryDir folder;
        const int width = 9000;
        const int height = 8000;  // 16 bits: beyond what is decoded whole.
        const auto value = [](int x, int y) { return (x * 7 + y * 13) % 65536; };
        {
            gano::TiffWriter writer(pathOf(folder) / "large.tif",
                                    {.width = width, .height = height, .type = SampleType::U16, .pixelSize = {}, .description = {}, .compress = false});
            std::vector<std::uint16_t> row(width);
            for (int y = 0; y < height; ++y) {
                for (int x = 0; x < width; ++x) {
                    row[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(value(x, y));
                }
                writer.writeRows(y, std::span<const std::uint16_t>(row));
            }
            writer.finish();
        }
        Listener listener;
        const auto store = build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "large.tif")}, {.patchSize = 1024, .labelValues = {}}, listener);
        QCOMPARE(store.size(), std::size_t{72});
        QCOMPARE(listener.steps.back().steps, 8L);
        for (const std::size_t patch : {std::size_t{0}, std::size_t{40}, std::size_t{71}}) {
            const auto rect = store.rectOf(patch);
            const auto values = input(store, patch);
            QCOMPARE(values[0], static_cast<float>(value(rect.x, rect.y) / 65535.0));
            QCOMPARE(values[1024 * 1023 + 500], static_cast<float>(value(rect.x + 500, rect.y + 1023) / 65535.0));
        }
    }
};

GANO_PLAIN_TEST(PatchStoreBuildingTest)
#include "tst_patch_store_building.moc"
