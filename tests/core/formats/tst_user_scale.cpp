// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <algorithm>

#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "core/formats/user_scale.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::PixelSize;
namespace fs = std::filesystem;

class TestUserScale : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

private Q_SLOTS:
    void cleanup() {
        for (const auto& [place, size] : gano::userScales()) gano::setUserScale(place, std::nullopt);
    }
    void aNumberAndAUnitIsUnderstoodAsPeopleWriteIt() {
        QCOMPARE(gano::parsePixelSize("2.5 nm"), (PixelSize{2.5, 2.5}));
        QCOMPARE(gano::parsePixelSize(" 1,2µm"), (PixelSize{1200.0, 1200.0}));
        QCOMPARE(gano::parsePixelSize("5 Å"), (PixelSize{0.5, 0.5}));
        QCOMPARE(gano::parsePixelSize("20 pm x 30 pm"), (PixelSize{0.02, 0.03}));
        QVERIFY(says(sentenceOf([] { gano::parsePixelSize("nm"); }), "does not begin with a number"));
        QVERIFY(says(sentenceOf([] { gano::parsePixelSize("5"); }), "no unit"));
        for (const char* wrong : {"5 1/nm", "5 eV", "5 s", "5 px"}) QVERIFY2(says(sentenceOf([&] { gano::parsePixelSize(wrong); }), "no unit of length"), wrong);
        for (const char* wrong : {"0 nm", "-3 nm", "inf nm"}) QVERIFY2(says(sentenceOf([&] { gano::parsePixelSize(wrong); }), "more than zero"), wrong);
    }
    void theNearestSettingHoldsAndTheFileIsNotChanged() {
        fs::create_directories(folder_ / "grid/inner");
        const fs::path a = folder_ / "grid/a.tif", b = folder_ / "grid/inner/b.tif";
        gano::Image image = ramp(20, 10, gano::SampleType::U8);
        image.pixelSize = PixelSize{7.0, 7.0};
        gano::writeTiff(a, image);
        gano::writeTiff(b, image);
        const auto size = [](const fs::path& file) { return gano::readInfo(file).pixelSize->xNm; };
        QVERIFY(std::abs(size(a) - 7.0) < 1e-5);
        gano::setUserScale(folder_ / "grid/", PixelSize{2.0, 2.0});
        QCOMPARE(size(a), 2.0);
        QCOMPARE(size(b), 2.0);
        gano::setUserScale(folder_ / "grid/inner", PixelSize{3.0, 3.0});
        gano::setUserScale(a, PixelSize{4.0, 4.0});
        QCOMPARE(size(a), 4.0);
        QCOMPARE(size(b), 3.0);
        // Image, region and info agree, and say whose size it is.
        QCOMPARE(gano::readImage({a, 0, {}}).pixelSize->xNm, 4.0);
        QCOMPARE(gano::readRegion({a, 0, {}}, {0, 0, 5, 5}).pixelSize->xNm, 4.0);
        const auto notes = gano::readInfo(a).notes;
        QVERIFY(std::ranges::count(notes, "pixel size set by hand") == 1);
        QCOMPARE(gano::userScales().size(), std::size_t{3});
        for (const auto& [place, unused] : gano::userScales()) gano::setUserScale(place, std::nullopt);
        QVERIFY(std::abs(size(a) - 7.0) < 1e-5);
    }
    void whereNothingIsKnownASizeOfTheFolderFillsIn() {
        fs::create_directories(folder_ / "mixed");
        const fs::path known = folder_ / "mixed/known.tif", unknown = folder_ / "mixed/unknown.tif";
        gano::Image image = ramp(20, 10, gano::SampleType::U8);
        gano::writeTiff(unknown, image);
        image.pixelSize = PixelSize{7.0, 7.0};
        gano::writeTiff(known, image);
        gano::setUserScale(folder_ / "mixed", PixelSize{2.0, 2.0}, true);
        QCOMPARE(gano::readInfo(unknown).pixelSize->xNm, 2.0);
        QVERIFY(std::abs(gano::readInfo(known).pixelSize->xNm - 7.0) < 1e-5);
        QVERIFY(std::ranges::count(gano::readInfo(known).notes, "pixel size set by hand") == 0);
        gano::setUserScale(folder_ / "mixed", PixelSize{2.0, 2.0});
        QCOMPARE(gano::readInfo(known).pixelSize->xNm, 2.0);
    }
    void aFolderWithALikeNameIsAnother() {
        gano::setUserScale(folder_ / "grid", PixelSize{2.0, 2.0});
        QVERIFY(!gano::userScale(folder_ / "grid2/a.tif"));
        QVERIFY(gano::userScale(folder_ / "grid/deep/er/a.tif"));
    }
};

GANO_PLAIN_TEST(TestUserScale)
#include "tst_user_scale.moc"
