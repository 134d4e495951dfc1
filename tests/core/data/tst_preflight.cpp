// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/data/preflight.h"
#include "core/data/sample_look.h"
#include "core/formats/format_table.h"
#include "tests/core/data/data_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using gano::Finding;
using gano::PreflightReport;
using gano::SampleType;
using gano::TargetKind;

namespace {

gano::DataSet dataIn(const std::filesystem::path& images, const std::filesystem::path& targets, const char* task) {
    gano::DataOptions options;
    options.images = images.string();
    options.targets = targets.string();
    options.testPart = 0.2;
    return gano::findData(options, gano::task(task), 3);
}

gano::Image mask(int width, int height, int low, int high) {
    return makeImage(width, height, SampleType::U8, [=](int x, int) { return x < width / 4 ? high : low; });
}

}  // namespace

class PreflightTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanDataHaveNothingButNotes() {
        const QTemporaryDir folder;
        for (int i = 0; i < 12; ++i) {
            const auto name = std::to_string(i) + ".tif";
            auto image = micrograph(64, 48, static_cast<std::uint64_t>(i));
            image.pixelSize = gano::PixelSize{0.5, 0.5};
            write(pathOf(folder) / "i" / name, image);
            write(pathOf(folder) / "m" / name, mask(64, 48, 0, 255));
        }
        const auto data = dataIn(pathOf(folder) / "i", pathOf(folder) / "m", "segmentation");
        const auto report = gano::preflight(data, {.target = TargetKind::Labels, .patchSize = 32});
        QVERIFY2(report.findings.empty(), gano::preflightText(report).c_str());
        QCOMPARE(report.samples, std::size_t{12});
        QCOMPARE(report.decoded, std::size_t{12});
        QCOMPARE(report.train + report.validation + report.test, std::size_t{12});
        QCOMPARE(report.minimumWidth, 64);
        QCOMPARE(report.maximumHeight, 48);
        QCOMPARE(report.depths.at("8-bit"), std::size_t{12});
        QCOMPARE(report.pixelSizes.at("0.5 nm"), std::size_t{12});
        QCOMPARE(report.labels.size(), std::size_t{2});
        QCOMPARE(report.labels[1].value, 255);
        QCOMPARE(report.labels[1].fraction, 0.25);
        QVERIFY(gano::preflightText(report).find("Nothing to worry about.") != std::string::npos);
    }

    void aNearDuplicateAcrossTheSplitIsFound() {
        const QTemporaryDir folder;
        for (int i = 0; i < 10; ++i) {
            write(pathOf(folder) / (std::to_string(i) + ".tif"), micrograph(128, 128, static_cast<std::uint64_t>(i)));
        }
        auto data = dataIn(pathOf(folder), {}, "pretraining");
        QVERIFY(gano::preflight(data, {}).find("near-duplicates") == nullptr);

        // The same place again, a little brighter and with fresh noise, now in the other part.
        const auto original = gano::readImage(data.samples[static_cast<std::size_t>(data.split.train[0])].input);
        gano::Rng rng(5);
        write(pathOf(folder) / "again.tif", makeImage(128, 128, SampleType::U8, [&](int x, int y) {
                  return std::clamp(original.at(x, y) + 8.0 + 3.0 * rng.normal(), 0.0, 255.0);
              }));
        data.samples.push_back({.input = imageAt(pathOf(folder) / "again.tif"), .target = {}, .group = "again"});
        data.split.validation.push_back(10);
        const auto report = gano::preflight(data, {});
        const Finding* twins = report.find("near-duplicates");
        QVERIFY(twins != nullptr);
        QCOMPARE(twins->severity, Finding::Severity::Warning);
        QCOMPARE(twins->files.size(), std::size_t{1});
        QVERIFY2(twins->files[0].starts_with("again.tif (validation) and "), twins->files[0].c_str());

        data.split.validation.pop_back();
        data.split.train.push_back(10);
        QVERIFY2(gano::preflight(data, {}).find("near-duplicates") == nullptr, "twins on one side are harmless");
    }

    void differentMicrographsDoNotLookTheSame() {
        std::vector<gano::Thumbprint> prints;
        for (std::uint64_t i = 0; i < 60; ++i) {
            prints.push_back(*gano::thumbprint(micrograph(96, 96, i)));
        }
        for (std::size_t a = 0; a < prints.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                QVERIFY(!gano::looksTheSame(prints[a], prints[b]));
            }
        }
        QVERIFY(!gano::thumbprint(makeImage(9, 9, SampleType::F32, [](int, int) { return 1; })));
    }

    void mistakesWithTargetsAreFound() {
        const QTemporaryDir folder;
        const auto i = pathOf(folder) / "i";
        const auto m = pathOf(folder) / "m";
        for (const char* name : {"copy.tif", "small.tif", "fine.tif", "alone.tif"}) {
            write(i / name, micrograph(64, 64, 1));
        }
        write(m / "copy.tif", micrograph(64, 64, 1));
        write(m / "small.tif", micrograph(32, 32, 2));
        write(m / "fine.tif", micrograph(64, 64, 3));
        write(m / "other.tif", micrograph(64, 64, 3));
        touch(m / "notes.txt", "x");
        const auto data = dataIn(i, m, "denoising");
        const auto report = gano::preflight(data, {.target = TargetKind::Image, .patchSize = 64});
        QVERIFY(report.hasProblems());
        QCOMPARE(report.findings.front().id, std::string("target-is-input"));
        QCOMPARE(report.find("target-is-input")->files, (std::vector<std::string>{"copy.tif"}));
        QVERIFY(report.find("size-mismatch")->files[0].find("32 x 32") != std::string::npos);
        QCOMPARE(report.find("images-alone")->files, (std::vector<std::string>{"alone.tif"}));
        QCOMPARE(report.find("targets-alone")->files, (std::vector<std::string>{"other.tif"}));
        QVERIFY(report.find("skipped-files") && report.find("few-images") && report.find("uncalibrated"));
        const auto finer = gano::preflight(data, {.target = TargetKind::Image, .scale = 2, .patchSize = 64});
        QCOMPARE(finer.find("size-mismatch")->severity, Finding::Severity::Problem);
    }

    void labelsThatAreNoneAndLabelsThatAreMissingAreFound() {
        const QTemporaryDir folder;
        for (int i = 0; i < 4; ++i) {
            const auto name = std::to_string(i) + ".tif";
            write(pathOf(folder) / "i" / name, micrograph(200, 64, static_cast<std::uint64_t>(i)));
            write(pathOf(folder) / "ramp" / name, makeImage(200, 64, SampleType::U8, [](int x, int) { return x; }));
            write(pathOf(folder) / "black" / name, mask(200, 64, 0, 0));
            write(pathOf(folder) / "rare" / name, makeImage(200, 64, SampleType::U8, [&](int x, int y) { return x == 5 && y < 8 && i == 0 ? 1 : 0; }));
        }
        const auto reportOn = [&](const char* targets) {
            return gano::preflight(dataIn(pathOf(folder) / "i", pathOf(folder) / targets, "segmentation"), {.target = TargetKind::Labels, .patchSize = 32});
        };
        const auto ramp = reportOn("ramp");
        QCOMPARE(ramp.find("not-labels")->severity, Finding::Severity::Problem);
        QVERIFY(ramp.find("not-labels")->files[0].find("instance map") != std::string::npos);
        QCOMPARE(reportOn("black").find("one-label")->severity, Finding::Severity::Problem);
        const auto rare = reportOn("rare");
        QVERIFY(!rare.hasProblems());
        QVERIFY(rare.find("rare-class") && rare.find("empty-masks"));
        QCOMPARE(rare.find("empty-masks")->files.size(), std::size_t{3});
    }

    void strangePixelsAndMixedFoldersAreFound() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "plain.tif", makeImage(64, 64, SampleType::U8, [](int, int) { return 9; }));
        write(pathOf(folder) / "burnt.tif", makeImage(64, 64, SampleType::U8, [](int x, int) { return x < 8 ? 255 : 3 * x; }));
        write(pathOf(folder) / "dead.tif", makeImage(64, 64, SampleType::F32, [](int x, int y) { return x + y == 0 ? std::nanf("") : static_cast<float>(x); }));
        auto fine = micrograph(64, 64, 1);
        fine.pixelSize = gano::PixelSize{0.1, 0.1};
        write(pathOf(folder) / "fine.tif", fine);
        fine.pixelSize = gano::PixelSize{2.0, 2.0};
        write(pathOf(folder) / "coarse.tif", fine);
        const auto report = gano::preflight(dataIn(pathOf(folder), {}, "pretraining"), {.patchSize = 256});
        QCOMPARE(report.find("plain")->files, (std::vector<std::string>{"plain.tif"}));
        QVERIFY(report.find("saturated")->files[0].starts_with("burnt.tif (0.0 % black, 12.5 % white"));
        QVERIFY(report.find("not-finite")->files[0].starts_with("dead.tif"));
        QVERIFY(report.find("mixed-depths") && report.find("mixed-pixel-sizes"));
        QCOMPARE(report.find("smaller-than-patch")->files.size(), std::size_t{5});
    }

    void theReportIsDataToo() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(64, 64, 1));
        const auto report = gano::preflight(dataIn(pathOf(folder), {}, "pretraining"), {.patchSize = 64});
        const auto json = gano::preflightToJson(report);
        QCOMPARE(json["samples"].get<int>(), 1);
        QCOMPARE(json["findings"].size(), report.findings.size());
        QCOMPARE(json["findings"][0]["severity"].get<std::string>(), std::string("warning"));
        QVERIFY(report.find("no-validation") != nullptr);
        QVERIFY(gano::preflightText(report).find("Warning: No image is left for validation") != std::string::npos);
    }

    void decodingIsLimitedAndCanBeCancelled() {
        const QTemporaryDir folder;
        for (int i = 0; i < 8; ++i) {
            write(pathOf(folder) / (std::to_string(i) + ".tif"), micrograph(32, 32, static_cast<std::uint64_t>(i)));
        }
        const auto data = dataIn(pathOf(folder), {}, "pretraining");
        QCOMPARE(gano::preflight(data, {.maxDecoded = 3}).decoded, std::size_t{3});
        const auto report = gano::preflight(data, {}, [](std::size_t done, std::size_t) { return done < 2; });
        QVERIFY(report.cancelled);
        QCOMPARE(report.samples, std::size_t{8});
    }

    void particleMicrographsAreReportedOn() {
        const std::filesystem::path emps = std::filesystem::path(GANOSCOPE_SOURCE_DIR) / "../shared/data/nanoparticle_segmentation/emps";
        if (!std::filesystem::exists(emps)) QSKIP("the EMPS micrographs are not on this computer");
        auto data = dataIn(emps / "images", emps / "masks", "segmentation");
        QCOMPARE(data.samples.size(), std::size_t{315});
        const auto report = gano::preflight(data, {.target = TargetKind::Labels, .maxDecoded = 40});
        QVERIFY2(!report.hasProblems(), gano::preflightText(report).c_str());
        QCOMPARE(report.labels.size(), std::size_t{2});
        QCOMPARE(report.labels[1].value, 255);
        QVERIFY(report.labels[1].fraction > 0.02 && report.labels[1].fraction < 0.9);
        if (qEnvironmentVariableIsSet("GANOSCOPE_SHOW_REPORT")) std::cout << gano::preflightText(report);

        const auto instances = dataIn(emps / "images", emps / "instances", "segmentation");
        const auto refused = gano::preflight(instances, {.target = TargetKind::Labels, .maxDecoded = 40});
        QVERIFY2(refused.find("not-labels") != nullptr, gano::preflightText(refused).c_str());
    }
};

GANO_PLAIN_TEST(PreflightTest)
#include "tst_preflight.moc"
