// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <numeric>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "tests/core/data/patch_store_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using gano::PatchStore;
using gano::PatchStoreOptions;
using gano::Sample;
using gano::SampleType;
using gano::TargetKind;

class PatchStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void patchesAreThePixelsOfTheImagesNormalised() {
        const QTemporaryDir folder;
        const auto first = micrograph(100, 64, 1);
        const auto second = micrograph(64, 64, 2);
        write(pathOf(folder) / "a.tif", first);
        write(pathOf(folder) / "b.tif", second);
        Listener listener;
        const auto store = build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "a.tif"), sampleOf(pathOf(folder) / "b.tif")},
                                 {.patchSize = 64, .labelValues = {}}, listener);
        QCOMPARE(store.size(), std::size_t{3});
        QCOMPARE(store.imageCount(), std::size_t{2});
        QCOMPARE(store.imageOf(1), 0);
        QCOMPARE(store.imageOf(2), 1);
        QCOMPARE(store.rectOf(1), (gano::PixelRect{36, 0, 64, 64}));
        const auto values = input(store, 1);
        for (int y = 0; y < 64; ++y) {
            for (int x = 0; x < 64; ++x) {
                QCOMPARE(values[static_cast<std::size_t>(y * 64 + x)], static_cast<float>(first.at(36 + x, y) / 255.0));
            }
        }
        QCOMPARE(listener.steps.back().step, 2L);
        QCOMPARE(listener.steps.back().steps, 2L);
        const std::vector<int> images{1, 0};
        QCOMPARE(store.patchesOf(images), (std::vector<std::size_t>{2, 0, 1}));
        QVERIFY(store.labelValues().empty());
        QVERIFY_EXCEPTION_THROWN(target(store, 0), gano::Error);
        QVERIFY_EXCEPTION_THROWN(input(store, 3), gano::Error);
    }

    void theFilesAreNumpyArrays() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(100, 64, 1));
        build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "a.tif")}, {.patchSize = 64, .labelValues = {}});
        const auto pages = gano::imagesIn(pathOf(folder) / "data" / "inputs.npy");
        QCOMPARE(pages.size(), std::size_t{2});
        QCOMPARE(gano::readImage(pages[1]).at(5, 7), gano::readImage(imageAt(pathOf(folder) / "a.tif")).at(41, 7));
    }

    void anImageSmallerThanAPatchIsMirrored() {
        const QTemporaryDir folder;
        const auto image = micrograph(20, 10, 1);
        write(pathOf(folder) / "a.tif", image);
        const auto store = build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "a.tif")}, {.patchSize = 32, .labelValues = {}});
        QCOMPARE(store.size(), std::size_t{1});
        const auto values = input(store, 0);
        QCOMPARE(values[10 * 32 + 20], static_cast<float>(image.at(19, 9) / 255.0));
        QCOMPARE(values[20 * 32 + 31], static_cast<float>(image.at(8, 0) / 255.0));
    }

    void labelsBecomeClassesInOrderOfValue() {
        const QTemporaryDir folder;
        std::vector<Sample> samples;
        // Values appear in falling order, first within an image, then over the images.
        const std::vector<std::pair<int, int>> values{{255, 128}, {128, 0}};
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto name = std::to_string(i) + ".tif";
            write(pathOf(folder) / "i" / name, micrograph(32, 32, i));
            write(pathOf(folder) / "m" / name,
                  makeImage(32, 32, SampleType::U8, [&](int x, int) { return x < 16 ? values[i].first : values[i].second; }));
            samples.push_back(sampleOf(pathOf(folder) / "i" / name, pathOf(folder) / "m" / name));
        }
        const auto store = build(pathOf(folder) / "data", samples, {.patchSize = 32, .target = TargetKind::Labels, .labelValues = {}});
        QCOMPARE(store.labelValues(), (std::vector<int>{0, 128, 255}));
        QCOMPARE(target(store, 0)[0], 2.0F);
        QCOMPARE(target(store, 0)[31], 1.0F);
        QCOMPARE(target(store, 1)[0], 1.0F);
        QCOMPARE(target(store, 1)[31], 0.0F);

        const PatchStoreOptions given{.patchSize = 32, .target = TargetKind::Labels, .labelValues = {0, 64, 128, 255}};
        const auto wider = build(pathOf(folder) / "wider", samples, given);
        QCOMPARE(wider.labelValues(), given.labelValues);
        QCOMPARE(target(wider, 0)[0], 3.0F);
        QVERIFY_EXCEPTION_THROWN(
            build(pathOf(folder) / "other", samples, {.patchSize = 32, .target = TargetKind::Labels, .labelValues = {0, 128}}), gano::Error);
    }

    void whatIsNoLabelImageEndsTheBuildWithASentence() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(32, 32, 1));
        write(pathOf(folder) / "ramp.tif", makeImage(32, 32, SampleType::U16, [](int x, int y) { return y * 32 + x; }));
        write(pathOf(folder) / "black.tif", makeImage(32, 32, SampleType::U8, [](int, int) { return 0; }));
        const PatchStoreOptions options{.patchSize = 32, .target = TargetKind::Labels, .labelValues = {}};
        try {
            build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "a.tif", pathOf(folder) / "ramp.tif")}, options);
            QFAIL("an instance map must be refused");
        } catch (const gano::Error& error) {
            QVERIFY2(std::string(error.what()).find("looks like an image or an instance map") != std::string::npos, error.what());
        }
        QVERIFY_EXCEPTION_THROWN(build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "a.tif", pathOf(folder) / "black.tif")}, options),
                                 gano::Error);
        QVERIFY(!std::filesystem::exists(pathOf(folder) / "data" / "inputs.npy.part"));
    }

    void targetsOnAFinerGridLieOverTheirInputs() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", makeImage(50, 40, SampleType::U8, [](int x, int y) { return 2 * x + y; }));
        write(pathOf(folder) / "fine.tif", makeImage(100, 80, SampleType::U8, [](int x, int y) { return 2 * (x / 2) + y / 2; }));
        const auto store = build(pathOf(folder) / "data", {sampleOf(pathOf(folder) / "a.tif", pathOf(folder) / "fine.tif")},
                                 {.patchSize = 48, .scale = 2, .target = TargetKind::Image, .labelValues = {}});
        QCOMPARE(store.size(), std::size_t{2});
        for (std::size_t patch = 0; patch < 2; ++patch) {
            const auto coarse = input(store, patch);
            const auto fine = target(store, patch);
            for (std::size_t y = 0; y < 96; ++y) {
                for (std::size_t x = 0; x < 96; ++x) {
                    QCOMPARE(fine[y * 96 + x], coarse[(y / 2) * 48 + x / 2]);
                }
            }
        }
    }

    void aTargetOfTheSameDepthIsScaledLikeItsInput() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(32, 32, 1));
        write(pathOf(folder) / "same.tif", makeImage(32, 32, SampleType::U8, [](int x, int) { return 5 * x; }));
        write(pathOf(folder) / "deeper.tif", makeImage(32, 32, SampleType::U16, [](int x, int) { return 1000 * x; }));
        const PatchStoreOptions options{
            .patchSize = 32, .normalisation = gano::Normalisation::Standardise, .target = TargetKind::Image, .labelValues = {}};
        const auto store = build(pathOf(folder) / "data",
                                 {sampleOf(pathOf(folder) / "a.tif", pathOf(folder) / "same.tif"),
                                  sampleOf(pathOf(folder) / "a.tif", pathOf(folder) / "deeper.tif")},
                                 options);
        QCOMPARE(store.scalingOf(0).target, store.scalingOf(0).input);
        QCOMPARE(target(store, 0)[9], store.scalingOf(0).input.apply(45.0));
        QVERIFY(!(store.scalingOf(1).target == store.scalingOf(1).input));
        const auto values = target(store, 1);
        const float mean = std::accumulate(values.begin(), values.end(), 0.0F) / static_cast<float>(values.size());
        QVERIFY(std::abs(mean) < 1e-3F);
    }

    void imagesOfDifferentDepthKeepTheirValues() {
        const QTemporaryDir folder;
        const std::vector<std::pair<SampleType, double>> rows{{SampleType::U8, 200.0}, {SampleType::U16, 60000.0}, {SampleType::F32, 0.25}};
        std::vector<Sample> samples;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto file = pathOf(folder) / (std::to_string(i) + ".tif");
            write(file, makeImage(16, 16, rows[i].first, [&](int, int) { return rows[i].second; }));
            samples.push_back(sampleOf(file));
        }
        const auto store = build(pathOf(folder) / "data", samples, {.patchSize = 16, .labelValues = {}});
        QCOMPARE(input(store, 0)[0], static_cast<float>(200.0 / 255.0));
        QCOMPARE(input(store, 1)[0], static_cast<float>(60000.0 / 65535.0));
        QCOMPARE(input(store, 2)[0], 0.25F);
    }

    void oneBadImageIsLeftOutWithAWarning() {
        const QTemporaryDir folder;
        touch(pathOf(folder) / "broken.tif", "II*");
        write(pathOf(folder) / "good.tif", micrograph(32, 32, 1));
        write(pathOf(folder) / "small.tif", micrograph(20, 32, 1));
        const std::vector<Sample> samples{sampleOf(pathOf(folder) / "broken.tif", pathOf(folder) / "good.tif"),
                                          sampleOf(pathOf(folder) / "good.tif", pathOf(folder) / "good.tif"),
                                          sampleOf(pathOf(folder) / "good.tif", pathOf(folder) / "small.tif")};
        const PatchStoreOptions options{.patchSize = 32, .target = TargetKind::Image, .labelValues = {}};
        Listener listener;
        const auto store = build(pathOf(folder) / "data", samples, options, listener);
        QCOMPARE(store.imageCount(), std::size_t{3});
        QCOMPARE(store.size(), std::size_t{1});
        QCOMPARE(store.imageOf(0), 1);
        QVERIFY(store.patchesOf(std::vector<int>{0, 2}).empty());
        QCOMPARE(listener.warnings.size(), std::size_t{2});
        QVERIFY(listener.warnings[0].find("broken.tif") != std::string::npos);
        QVERIFY(listener.warnings[1].find("20 x 32") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(build(pathOf(folder) / "none", {samples[0]}, options), gano::Error);

        Listener again;
        build(pathOf(folder) / "data", samples, options, again);
        QCOMPARE(again.warnings, listener.warnings);
    }

    void particleMasksOfRealMicrographsHaveTwoClasses() {
        const std::filesystem::path emps = std::filesystem::path(GANOSCOPE_SOURCE_DIR) / "../shared/data/nanoparticle_segmentation/emps";
        if (!std::filesystem::exists(emps)) QSKIP("the EMPS micrographs are not on this computer");
        std::vector<Sample> samples;
        for (const char* name : {"00655d9628.png", "0113230c21.png", "0144266d21.png"}) {
            samples.push_back(sampleOf(emps / "images" / name, emps / "masks" / name));
        }
        const QTemporaryDir folder;
        const auto store = build(pathOf(folder) / "data", samples, {.patchSize = 256, .target = TargetKind::Labels, .labelValues = {}});
        QCOMPARE(store.labelValues(), (std::vector<int>{0, 255}));
        QVERIFY(store.size() >= 12);
        double foreground = 0.0;
        for (std::size_t patch = 0; patch < store.size(); ++patch) {
            const auto values = target(store, patch);
            foreground += std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size() * store.size());
        }
        QVERIFY2(foreground > 0.01 && foreground < 0.9, std::to_string(foreground).c_str());
    }
};

GANO_PLAIN_TEST(PatchStoreTest)
#include "tst_patch_store.moc"
