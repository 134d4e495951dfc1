// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <tiffio.h>

#include <cmath>

#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::Image;
using gano::SampleType;
using gano::TiffWriter;
namespace fs = std::filesystem;

class TestTiffWriter : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

private Q_SLOTS:
    void everySampleTypeComesBackExactly_data() {
        QTest::addColumn<int>("type");
        for (int type = 0; type <= static_cast<int>(SampleType::F64); ++type) {
            QTest::newRow(gano::sampleTypeText(static_cast<SampleType>(type)).c_str()) << type;
        }
    }
    void everySampleTypeComesBackExactly() {
        QFETCH(int, type);
        const auto sampleType = static_cast<SampleType>(type);
        const double low = sampleType == SampleType::U8 || sampleType == SampleType::U16 || sampleType == SampleType::U32 ? 0.0 : -90.0;
        const Image image = ramp(13, 17, sampleType, low, gano::isFloat(sampleType) ? 0.37 : 0.95);
        const fs::path file = folder_ / "image.tif";
        gano::writeTiff(file, image);
        QVERIFY(sameSamples(gano::readImage({file, 0, {}}), image));
    }
    void thePixelSizeComesBack_data() {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("y");
        QTest::newRow("sub-nanometre") << 0.0199 << 0.0199;
        QTest::newRow("not square") << 4.6 << 5.0;
        QTest::newRow("micrometres") << 12345.0 << 12345.0;
        QTest::newRow("picometres") << 0.0007 << 0.0007;
    }
    void thePixelSizeComesBack() {
        QFETCH(double, x);
        QFETCH(double, y);
        Image image = ramp(8, 8, SampleType::U16);
        image.pixelSize = gano::PixelSize{x, y};
        const fs::path file = folder_ / "calibrated.tif";
        gano::writeTiff(file, image, "probability of class 1");
        const auto size = gano::readInfo(file).pixelSize;
        QVERIFY(size.has_value());
        QVERIFY2(std::abs(size->xNm - x) < 1e-5 * x && std::abs(size->yNm - y) < 1e-5 * y, gano::pixelSizeText(size).c_str());
    }
    void anUncalibratedImageStaysUncalibrated() {
        const fs::path file = folder_ / "plain.tif";
        gano::writeTiff(file, ramp(8, 8, SampleType::U8), "made by a test");
        QVERIFY(!gano::readInfo(file).pixelSize);
    }
    void rowsMayComeInBandsOfAnyHeight() {
        const Image image = ramp(31, 100, SampleType::F32);
        const fs::path file = folder_ / "bands.tif";
        TiffWriter writer(file, {.width = 31, .height = 100, .type = SampleType::F32});
        const auto samples = image.samples<float>();
        for (int y = 0; y < 100;) {
            const int rows = std::min(7 + y % 5, 100 - y);
            writer.writeRows(y, samples.subspan(static_cast<std::size_t>(y) * 31, static_cast<std::size_t>(rows) * 31));
            y += rows;
        }
        QVERIFY(!fs::exists(file));
        writer.finish();
        QVERIFY(sameSamples(gano::readImage({file, 0, {}}), image));
    }
    void pagesFollowEachOther() {
        const fs::path file = folder_ / "stack.tif";
        TiffWriter writer(file, {.width = 9, .height = 4, .type = SampleType::U8, .pages = 3, .pixelSize = gano::PixelSize{2, 2}});
        for (int page = 0; page < 3; ++page) {
            writer.writeRows(0, ramp(9, 4, SampleType::U8, 50.0 * page).bytes());
        }
        writer.finish();
        QCOMPARE(gano::imagesIn(file).size(), std::size_t{3});
        QVERIFY(sameSamples(gano::readImage({file, 2, {}}), ramp(9, 4, SampleType::U8, 100.0)));
        QVERIFY(gano::readImage({file, 2, {}}).pixelSize.has_value());
    }
    void colourIsWrittenInterleaved() {
        const fs::path file = folder_ / "colour.tif";
        TiffWriter writer(file, {.width = 2, .height = 1, .type = SampleType::U8, .samplesPerPixel = 3, .compress = false});
        const std::vector<std::uint8_t> samples{255, 0, 0, 10, 10, 10};
        writer.writeRows(0, std::span<const std::uint8_t>(samples));
        writer.finish();
        const Image image = gano::readImage({file, 0, {}});
        QCOMPARE(image.at(0, 0), 76.0);
        QCOMPARE(image.at(1, 0), 10.0);
    }
    void rowsOutOfOrderAreRefused() {
        TiffWriter writer(folder_ / "order.tif", {.width = 4, .height = 4});
        const std::vector<std::uint8_t> row(4);
        writer.writeRows(0, std::span<const std::uint8_t>(row));
        QVERIFY(!sentenceOf([&] { writer.writeRows(2, std::span<const std::uint8_t>(row)); }).empty());
        QVERIFY(!sentenceOf([&] { writer.writeRows(1, std::span<const std::uint8_t>(row).first(3)); }).empty());
        const std::vector<std::uint8_t> tooMany(16);
        QVERIFY(!sentenceOf([&] { writer.writeRows(1, std::span<const std::uint8_t>(tooMany)); }).empty());
    }
    void anUnfinishedFileLeavesNothingBehind() {
        const ScratchFolder folder;
        const fs::path file = folder / "half.tif";
        {
            TiffWriter writer(file, {.width = 4, .height = 4});
            const std::vector<std::uint8_t> row(4);
            writer.writeRows(0, std::span<const std::uint8_t>(row));
            QVERIFY(says(sentenceOf([&] { writer.finish(); }), "1 of 4 rows"));
        }
        QVERIFY(fs::is_empty(file.parent_path()));
    }
    void aFolderThatIsMissingIsNamed() {
        const fs::path file = folder_ / "missing/deeper/image.tif";
        QVERIFY(says(sentenceOf([&] { gano::writeTiff(file, ramp(2, 2, SampleType::U8)); }), file.string()));
    }
    void moreThanFourGigabytesBecomeABigTiff() {
        const fs::path file = folder_ / "huge.tif";
        {
            TiffWriter writer(file, {.width = 100'000, .height = 50'000, .type = SampleType::U8});
            for (const auto& entry : fs::directory_iterator(file.parent_path())) {
                if (!says(entry.path().filename().string(), "huge")) continue;
                TIFFSetErrorHandler(nullptr);
                const std::vector<std::uint8_t> row(100'000);
                writer.writeRows(0, std::span<const std::uint8_t>(row));
                QCOMPARE(static_cast<int>(gano::readText(entry.path()).at(2)), 43);
                return;
            }
        }
        QFAIL("No file was begun.");
    }
};

GANO_PLAIN_TEST(TestTiffWriter)
#include "tst_tiff_writer.moc"
