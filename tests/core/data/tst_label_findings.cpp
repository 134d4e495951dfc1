// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/data/label_fit.h"
#include "core/data/object_sizes.h"
#include "core/data/preflight.h"
#include "tests/core/data/data_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using namespace gano;
namespace fs = std::filesystem;

namespace {

constexpr int kSide = 192;

struct Disc {
    double x, y, radius;
    bool holds(double px, double py) const { return (px - x) * (px - x) + (py - y) * (py - y) < radius * radius; }
};

std::vector<Disc> discs(std::uint64_t seed) {
    Rng rng(seedFor(seed, 7, 0));
    std::vector<Disc> list;
    for (int i = 0; i < 9; ++i) list.push_back({40.0 + 56.0 * (i % 3) + rng.uniform(-6.0, 6.0), 40.0 + 56.0 * (i / 3) + rng.uniform(-6.0, 6.0), rng.uniform(10.0, 18.0)});
    return list;
}

/// Dark discs on a bright, noisy ground.
Image picture(const std::vector<Disc>& list, std::uint64_t seed) {
    Rng rng(seedFor(seed, 8, 0));
    return makeImage(kSide, kSide, SampleType::U8, [&](int x, int y) {
        const bool inside = std::ranges::any_of(list, [&](const Disc& disc) { return disc.holds(x, y); });
        return std::clamp((inside ? 90.0 : 150.0) + 12.0 * rng.normal(), 0.0, 255.0);
    });
}

Image labels(const std::vector<Disc>& list, int dx = 0, int dy = 0, bool inverted = false) {
    return makeImage(kSide, kSide, SampleType::U8, [&](int x, int y) {
        const bool inside = std::ranges::any_of(list, [&](const Disc& disc) { return disc.holds(x - dx, y - dy); });
        return inside != inverted ? 255 : 0;
    });
}

PreflightReport look(const fs::path& root) {
    DataOptions options;
    options.images = (root / "i").string();
    options.targets = (root / "m").string();
    return preflight(findData(options, task("segmentation"), 3), {.target = TargetKind::Labels, .patchSize = 96});
}

}  // namespace

class LabelFindingsTest : public QObject {
    Q_OBJECT

    /// `labelsOf(i, discs)` for each of eight images.
    template <class LabelsOf>
    static PreflightReport of(LabelsOf labelsOf) {
        const QTemporaryDir folder;
        for (int i = 0; i < 8; ++i) {
            const auto list = discs(static_cast<std::uint64_t>(i));
            auto image = picture(list, static_cast<std::uint64_t>(i));
            image.pixelSize = PixelSize{0.5, 0.5};
            write(pathOf(folder) / "i" / (std::to_string(i) + ".tif"), image);
            write(pathOf(folder) / "m" / (std::to_string(i) + ".tif"), labelsOf(i, list));
        }
        return look(pathOf(folder));
    }

private Q_SLOTS:
    void labelsInTheirPlaceHaveNoFinding() {
        const auto report = of([](int, const auto& list) { return labels(list); });
        QVERIFY(report.find("labels-shifted") == nullptr);
        QVERIFY(report.find("labels-inverted") == nullptr);
        QVERIFY(report.find("empty-masks") == nullptr);
    }

    void movedLabelsAreToldWithWayAndDistance() {
        const auto report = of([](int, const auto& list) { return labels(list, 10, -6); });
        const auto* found = report.find("labels-shifted");
        QVERIFY(found != nullptr);
        QVERIFY2(found->sentence.find("10 px to the right and 6 px up") != std::string::npos, found->sentence.c_str());
        QVERIFY2(found->sentence.find("in 8 of 8 images") != std::string::npos, found->sentence.c_str());
        QVERIFY(found->severity == Finding::Severity::Warning);
    }

    void aMovedMaskAmongOthersIsNamed() {
        const auto report = of([](int i, const auto& list) { return i == 5 ? labels(list, 14, 12) : labels(list); });
        const auto* found = report.find("labels-shifted");
        QVERIFY(found != nullptr);
        QCOMPARE(found->files.size(), std::size_t{1});
        QVERIFY2(found->files.front().starts_with("5.tif"), found->files.front().c_str());
    }

    void invertedMasksAmongOthersAreNamed() {
        const auto report = of([](int i, const auto& list) { return labels(list, 0, 0, i == 2 || i == 6); });
        const auto* found = report.find("labels-inverted");
        QVERIFY(found != nullptr);
        QVERIFY2(found->sentence.starts_with("The labels of 2 images look inverted"), found->sentence.c_str());
        QCOMPARE(found->files.size(), std::size_t{2});
        QVERIFY(found->files.front().starts_with("2.tif"));
    }

    void masksThatAreAllInvertedAreANote() {
        const auto report = of([](int, const auto& list) { return labels(list, 0, 0, true); });
        const auto* found = report.find("labels-inverted");
        QVERIFY(found != nullptr);
        QVERIFY(found->severity == Finding::Severity::Information);
        QVERIFY(found->files.empty());
    }

    void mostlyEmptyMasksAreAWarningAFewAreNot() {
        const auto few = of([](int i, const auto& list) { return labels(i < 2 ? std::vector<Disc>{} : list); });
        QVERIFY(few.find("empty-masks")->severity == Finding::Severity::Information);
        const auto many = of([](int i, const auto& list) { return labels(i < 6 ? std::vector<Disc>{} : list); });
        QVERIFY(many.find("empty-masks")->severity == Finding::Severity::Warning);
        QVERIFY2(many.find("empty-masks")->sentence.starts_with("6 of 8"), many.find("empty-masks")->sentence.c_str());
    }

    void objectsAreMeasuredInPixelsAndNanometres() {
        const auto report = of([](int, const auto& list) { return labels(list); });
        QVERIFY(report.objects.has_value());
        QCOMPARE(report.objects->count, std::size_t{72});
        // Radii of 10 to 18 px; by area the middle is above 14.
        QVERIFY2(report.objects->medianPx > 28.0 && report.objects->medianPx < 34.0, std::to_string(report.objects->medianPx).c_str());
        QVERIFY(report.objects->largePx > report.objects->medianPx && report.objects->largePx < 37.0);
        QCOMPARE(report.objects->medianNm, 0.5 * report.objects->medianPx);
        const auto again = preflightFromJson(preflightToJson(report));
        QCOMPARE(again.objects->count, report.objects->count);
        QCOMPARE(again.objects->largeNm, report.objects->largeNm);
        QCOMPARE(again.samples, report.samples);
        QCOMPARE(again.validation, report.validation);
        QVERIFY(preflightToJson(again) == preflightToJson(report));
    }

    void piecesThatTouchAtCornersAreOneObject() {
        // Two 3 x 3 squares corner to corner, one apart, one of another class beside it, a speck of 4 px.
        const std::vector<std::string> rows{"aaa.......", "aaa....bbb", "aaa....bbb", "...aaa.bbb", "...aaaaaa.", "...aaaaaa.", "......aaa.", "..........", "aa........", "aa........"};
        std::vector<std::uint8_t> codes;
        for (const auto& row : rows)
            for (const char letter : row) codes.push_back(letter == '.' ? 0 : static_cast<std::uint8_t>(letter - 'a' + 1));
        const auto found = labelledObjects(codes, 10);
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0], (LabelledObject{27.0, true}));
        QCOMPARE(found[1], (LabelledObject{9.0, true}));
    }

    void pixelsDecideWhatIsTypicalNotSpecks() {
        ObjectSizeGathering sizes;
        std::vector<LabelledObject> objects(200, {12.0, false});
        for (int i = 0; i < 6; ++i) objects.push_back({900.0 * 3.14159265, false});
        objects.push_back({600000.0, false});  // The background of a megapixel, labelled.
        sizes.add(objects, 1e6, std::nullopt);
        const auto result = sizes.result();
        QVERIFY(result.has_value());
        QVERIFY(std::abs(result->medianPx - 60.0) < 0.1);
        QCOMPARE(result->medianNm, 0.0);
        ObjectSizeGathering few;
        few.add({{50.0, false}, {60.0, false}}, 1e4, 1.0);
        QVERIFY(!few.result().has_value());
    }
};

GANO_EVENT_TEST(LabelFindingsTest)
#include "tst_label_findings.moc"
