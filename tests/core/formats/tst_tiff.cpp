// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <tiffio.h>

#include <cmath>
#include <fstream>
#include <functional>

#include "core/formats/format_table.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::Image;
using gano::SampleType;
namespace fs = std::filesystem;

namespace {

/// Tags of a page that differ from plain 8-bit grey in strips of 3 rows.
struct PageSpec {
    std::uint32_t width = 20;
    std::uint32_t height = 10;
    std::uint16_t bits = 8;
    std::uint16_t format = SAMPLEFORMAT_UINT;
    std::uint16_t samples = 1;
    std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t compression = COMPRESSION_NONE;
    std::uint16_t planar = PLANARCONFIG_CONTIG;
    std::uint32_t tile = 0;  ///< Side of its tiles, 0 = strips.
    std::function<void(TIFF*)> more = [](TIFF*) {};
};

/// The sample of channel c at x, y in every file written here.
int valueAt(std::uint32_t x, std::uint32_t y, std::uint32_t c = 0) { return static_cast<int>((x * 7 + y * 13 + c * 50) % 251); }

void putSample(std::vector<std::uint8_t>& row, std::size_t index, int value, const PageSpec& spec) {
    if (spec.bits == 1) {
        if (value % 2 != 0) row[index / 8] = static_cast<std::uint8_t>(row[index / 8] | (0x80 >> (index % 8)));
    } else if (spec.bits == 8) {
        row[index] = static_cast<std::uint8_t>(value);
    } else if (spec.bits == 16) {
        const auto sample = static_cast<std::uint16_t>(value * 200);
        std::memcpy(&row[index * 2], &sample, 2);
    } else if (spec.format == SAMPLEFORMAT_IEEEFP) {
        const float sample = static_cast<float>(value) / 4.0F;
        std::memcpy(&row[index * 4], &sample, 4);
    }
}

std::vector<std::uint8_t> block(const PageSpec& spec, std::uint32_t x0, std::uint32_t y0, std::uint32_t width, std::uint32_t height, int plane) {
    const std::uint32_t channels = plane < 0 ? spec.samples : 1;
    const std::size_t rowBytes = (std::size_t{width} * channels * spec.bits + 7) / 8;
    std::vector<std::uint8_t> bytes;
    for (std::uint32_t y = 0; y < height; ++y) {
        std::vector<std::uint8_t> row(rowBytes);
        for (std::uint32_t x = 0; x < width; ++x) {
            for (std::uint32_t c = 0; c < channels; ++c) {
                putSample(row, x * channels + c, valueAt(x0 + x, y0 + y, plane < 0 ? c : static_cast<std::uint32_t>(plane)), spec);
            }
        }
        bytes.insert(bytes.end(), row.begin(), row.end());
    }
    return bytes;
}

void writePage(TIFF* tiff, const PageSpec& spec) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, spec.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, spec.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, spec.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, spec.format);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, spec.samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, spec.photometric);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, spec.compression);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, spec.planar);
    if (spec.tile > 0) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, spec.tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, spec.tile);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 3U);
    }
    spec.more(tiff);
    const bool separate = spec.planar == PLANARCONFIG_SEPARATE;
    for (int plane = 0; plane < (separate ? spec.samples : 1); ++plane) {
        const auto sample = static_cast<std::uint16_t>(plane);
        const std::uint32_t stepY = spec.tile > 0 ? spec.tile : 3;
        const std::uint32_t stepX = spec.tile > 0 ? spec.tile : spec.width;
        for (std::uint32_t y = 0; y < spec.height; y += stepY) {
            for (std::uint32_t x = 0; x < spec.width; x += stepX) {
                const std::uint32_t rows = spec.tile > 0 ? stepY : std::min(stepY, spec.height - y);
                auto bytes = block(spec, x, y, stepX, rows, separate ? plane : -1);
                const auto size = static_cast<tmsize_t>(bytes.size());
                if (spec.tile > 0) {
                    TIFFWriteEncodedTile(tiff, TIFFComputeTile(tiff, x, y, 0, sample), bytes.data(), size);
                } else {
                    TIFFWriteEncodedStrip(tiff, TIFFComputeStrip(tiff, y, sample), bytes.data(), size);
                }
            }
        }
    }
    TIFFWriteDirectory(tiff);
}

void writeFile(const fs::path& file, const std::vector<PageSpec>& pages, const char* mode = "w") {
    TIFFSetWarningHandler(nullptr);
    TIFF* tiff = TIFFOpen(file.c_str(), mode);
    for (const PageSpec& page : pages) {
        writePage(tiff, page);
    }
    TIFFClose(tiff);
}

std::function<void(TIFF*)> calibrated(const char* description, float x, std::uint16_t unit) {
    return [=](TIFF* tiff) {
        if (description != nullptr) TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, description);
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, x);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, x);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, unit);
    };
}

}  // namespace

Q_DECLARE_METATYPE(PageSpec)

class TestTiff : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

private Q_SLOTS:
    void everyLayoutGivesTheSamplesThatWereWritten_data() {
        QTest::addColumn<PageSpec>("spec");
        QTest::addColumn<QByteArray>("mode");
        QTest::newRow("8-bit strips") << PageSpec{} << QByteArray("w");
        QTest::newRow("big-endian 16-bit") << PageSpec{.bits = 16} << QByteArray("wb");
        QTest::newRow("BigTIFF") << PageSpec{.bits = 16} << QByteArray("w8");
        QTest::newRow("LZW") << PageSpec{.bits = 16, .compression = COMPRESSION_LZW} << QByteArray("w");
        QTest::newRow("deflate float") << PageSpec{.bits = 32, .format = SAMPLEFORMAT_IEEEFP, .compression = COMPRESSION_ADOBE_DEFLATE} << QByteArray("w");
        QTest::newRow("big-endian float") << PageSpec{.bits = 32, .format = SAMPLEFORMAT_IEEEFP} << QByteArray("wb");
        QTest::newRow("packbits") << PageSpec{.compression = COMPRESSION_PACKBITS} << QByteArray("w");
        QTest::newRow("tiles") << PageSpec{.width = 50, .height = 40, .bits = 16, .tile = 16} << QByteArray("w");
        QTest::newRow("LZW tiles") << PageSpec{.width = 50, .height = 40, .compression = COMPRESSION_LZW, .tile = 16} << QByteArray("w");
        QTest::newRow("palette indices") << PageSpec{.photometric = PHOTOMETRIC_PALETTE, .more = [](TIFF* tiff) {
            std::vector<std::uint16_t> map(256, 7);
            TIFFSetField(tiff, TIFFTAG_COLORMAP, map.data(), map.data(), map.data());
        }} << QByteArray("w");
        QTest::newRow("two channels") << PageSpec{.samples = 2} << QByteArray("w");
        QTest::newRow("two planes") << PageSpec{.samples = 2, .planar = PLANARCONFIG_SEPARATE} << QByteArray("w");
    }
    void everyLayoutGivesTheSamplesThatWereWritten() {
        QFETCH(PageSpec, spec);
        QFETCH(QByteArray, mode);
        const fs::path file = folder_ / "layout.tif";
        writeFile(file, {spec}, mode.constData());
        const double scale = spec.bits == 16 ? 200.0 : spec.bits == 32 ? 0.25 : 1.0;
        const Image image = gano::readImage({file, 0, {}});
        QCOMPARE(image.width(), static_cast<int>(spec.width));
        for (std::uint32_t y = 0; y < spec.height; ++y) {
            for (std::uint32_t x = 0; x < spec.width; ++x) {
                QCOMPARE(image.at(static_cast<int>(x), static_cast<int>(y)), valueAt(x, y) * scale);
            }
        }
        const gano::PixelRect rect{3, 2, 14, 7};
        QVERIFY(sameSamples(gano::readRegion({file, 0, {}}, rect), image.crop(rect)));
        const gano::PixelRect corner{static_cast<int>(spec.width) - 2, static_cast<int>(spec.height) - 1, 2, 1};
        QVERIFY(sameSamples(gano::readRegion({file, 0, {}}, corner), image.crop(corner)));
    }

    void colourBecomesLuminanceWithANote_data() {
        QTest::addColumn<PageSpec>("spec");
        QTest::newRow("RGB") << PageSpec{.samples = 3, .photometric = PHOTOMETRIC_RGB};
        QTest::newRow("RGBA") << PageSpec{.samples = 4, .photometric = PHOTOMETRIC_RGB};
        QTest::newRow("16-bit RGB") << PageSpec{.bits = 16, .samples = 3, .photometric = PHOTOMETRIC_RGB};
        QTest::newRow("planes") << PageSpec{.samples = 3, .photometric = PHOTOMETRIC_RGB, .planar = PLANARCONFIG_SEPARATE};
        QTest::newRow("planes in tiles") << PageSpec{.width = 40, .height = 33, .samples = 3, .photometric = PHOTOMETRIC_RGB,
                                                     .planar = PLANARCONFIG_SEPARATE, .tile = 16};
    }
    void colourBecomesLuminanceWithANote() {
        QFETCH(PageSpec, spec);
        const fs::path file = folder_ / "colour.tif";
        writeFile(file, {spec});
        const Image image = gano::readImage({file, 0, {}});
        const double scale = spec.bits == 16 ? 200.0 : 1.0;
        for (std::uint32_t y = 0; y < spec.height; ++y) {
            for (std::uint32_t x = 0; x < spec.width; ++x) {
                const double expected = scale * (0.299 * valueAt(x, y, 0) + 0.587 * valueAt(x, y, 1) + 0.114 * valueAt(x, y, 2));
                QVERIFY(std::abs(image.at(static_cast<int>(x), static_cast<int>(y)) - expected) <= 0.5001);
            }
        }
        QVERIFY(says(gano::readInfo(file).notes.at(0), "colour"));
        QCOMPARE(gano::readInfo(file).channels, static_cast<int>(spec.samples));
    }

    void whiteIsZeroIsInverted() {
        const fs::path file = folder_ / "white.tif";
        writeFile(file, {PageSpec{.photometric = PHOTOMETRIC_MINISWHITE}});
        QCOMPARE(gano::readImage({file, 0, {}}).at(4, 5), 255.0 - valueAt(4, 5));
        QVERIFY(says(gano::readInfo(file).notes.at(0), "inverted"));
    }
    void oneBitMasksBecomeBlackAndWhite() {
        const fs::path file = folder_ / "mask.tif";
        writeFile(file, {PageSpec{.width = 21, .bits = 1}});
        const Image image = gano::readImage({file, 0, {}});
        for (std::uint32_t x = 0; x < 21; ++x) {
            QCOMPARE(image.at(static_cast<int>(x), 4), valueAt(x, 4) % 2 != 0 ? 255.0 : 0.0);
        }
        QVERIFY(sameSamples(gano::readRegion({file, 0, {}}, {9, 4, 5, 3}), image.crop({9, 4, 5, 3})));
    }
    void samplesThatCannotBeRepresentedAreRefused_data() {
        QTest::addColumn<PageSpec>("spec");
        QTest::addColumn<QString>("part");
        QTest::newRow("half float") << PageSpec{.bits = 16, .format = SAMPLEFORMAT_IEEEFP} << "16-bit half float";
        QTest::newRow("complex") << PageSpec{.bits = 64, .format = SAMPLEFORMAT_COMPLEXIEEEFP} << "complex";
        QTest::newRow("64-bit integer") << PageSpec{.bits = 64} << "64-bit integer";
        QTest::newRow("printing colours") << PageSpec{.samples = 4, .photometric = PHOTOMETRIC_SEPARATED} << "printer";
    }
    void samplesThatCannotBeRepresentedAreRefused() {
        QFETCH(PageSpec, spec);
        QFETCH(QString, part);
        const fs::path file = folder_ / "refused.tif";
        writeFile(file, {spec});
        const std::string sentence = sentenceOf([&] { gano::readInfo(file); });
        QVERIFY2(says(sentence, part.toStdString()) && says(sentence, "refused.tif"), sentence.c_str());
        QVERIFY(!sentenceOf([&] { gano::readImage({file, 0, {}}); }).empty());
    }

    void everyPageIsAnImageButThumbnailsAreNot() {
        const fs::path file = folder_ / "pages.tif";
        const PageSpec thumbnail{.width = 4, .height = 4, .more = [](TIFF* tiff) { TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE); }};
        writeFile(file, {PageSpec{}, thumbnail, PageSpec{.width = 31, .bits = 16}});
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{2});
        QCOMPARE(gano::readInfo(file).frames, 2);
        QCOMPARE(gano::readInfo(refs[1]).width, 31);
        QVERIFY(gano::readImage(refs[1]).type() == SampleType::U16);
    }
    void aPageThatCannotBeReadIsLeftOutWithANote() {
        const fs::path file = folder_ / "mixed.tif";
        writeFile(file, {PageSpec{}, PageSpec{.bits = 16, .format = SAMPLEFORMAT_IEEEFP}, PageSpec{}});
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{2});
        QCOMPARE(refs[1].frame, 2);
        QVERIFY(says(gano::readInfo(file).notes.back(), "1 of 3"));
    }
    void aPageBeyondTheLastIsRefused() {
        const fs::path file = folder_ / "one.tif";
        writeFile(file, {PageSpec{}});
        QVERIFY(says(sentenceOf([&] { gano::readImage({file, 1, {}}); }), "1 image"));
        QVERIFY(!sentenceOf([&] { gano::readImage({file, -1, {}}); }).empty());
        QVERIFY(says(sentenceOf([&] { gano::readRegion({file, 0, {}}, {15, 0, 6, 1}); }), "outside"));
        QVERIFY(!sentenceOf([&] { gano::readRegion({file, 0, {}}, {2147483647, 0, 2147483647, 1}); }).empty());
    }

    void imageJPutsManyImagesBehindOneDirectory() {
        // Strips of one page each 20 x 10; the other images follow as plain big-endian samples.
        const fs::path file = folder_ / "hyperstack.tif";
        PageSpec spec{.bits = 16, .more = [](TIFF* tiff) { TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, "ImageJ=1.53k\nimages=3\nslices=3\nunit=nm\n"); }};
        writeFile(file, {spec}, "wb");
        // libtiff puts the directory behind the samples, ImageJ before them: append a copy of the samples and point there.
        std::string bytes = gano::readText(file);
        const auto start = static_cast<std::uint32_t>(bytes.size());
        for (int frame = 0; frame < 3; ++frame) {
            for (int i = 0; i < 200; ++i) {
                const int value = frame * 1000 + i;
                bytes += static_cast<char>(value >> 8);
                bytes += static_cast<char>(value & 0xff);
            }
        }
        TIFF* tiff = TIFFOpen(file.c_str(), "r");
        const std::uint64_t first = TIFFGetStrileOffset(tiff, 0);
        const std::uint32_t strips = TIFFNumberOfStrips(tiff);
        TIFFClose(tiff);
        std::string offsets;
        std::string moved;
        for (std::uint32_t strip = 0; strip < strips; ++strip) {
            for (auto [text, base] : {std::pair{&offsets, static_cast<std::uint32_t>(first)}, std::pair{&moved, start}}) {
                const std::uint32_t offset = base + strip * 120;
                for (int shift = 24; shift >= 0; shift -= 8) *text += static_cast<char>(offset >> shift);
            }
        }
        // Small files keep offsets as 16-bit numbers.
        std::string shortOffsets;
        std::string shortMoved;
        for (std::size_t i = 0; i < offsets.size(); i += 4) {
            shortOffsets += offsets.substr(i + 2, 2);
            shortMoved += moved.substr(i + 2, 2);
        }
        if (const auto at = bytes.find(offsets); at != std::string::npos) {
            bytes.replace(at, moved.size(), moved);
        } else {
            const auto shortAt = bytes.find(shortOffsets, first + 400);
            QVERIFY(shortAt != std::string::npos);
            bytes.replace(shortAt, shortMoved.size(), shortMoved);
        }
        gano::writeTextAtomically(file, bytes);

        QCOMPARE(gano::imagesIn(file).size(), std::size_t{3});
        QCOMPARE(gano::readImage({file, 2, {}}).at(19, 9), 2199.0);
        QCOMPARE(gano::readRegion({file, 1, {}}, {3, 4, 2, 2}).at(1, 1), 1000.0 + 5 * 20 + 4);

        gano::writeTextAtomically(file, bytes.substr(0, bytes.size() - 10));
        QCOMPARE(gano::imagesIn(file).size(), std::size_t{2});
        QVERIFY(says(gano::readInfo(file).notes.back(), "2 of 3"));
    }

    void onlyRealCalibrationsArePixelSizes_data() {
        QTest::addColumn<QString>("description");
        QTest::addColumn<float>("resolution");
        QTest::addColumn<int>("unit");
        QTest::addColumn<double>("nm");
        QTest::newRow("ImageJ nm") << "ImageJ=1.53k\nunit=nm\n" << 4.0F << RESUNIT_NONE << 0.25;
        QTest::newRow("ImageJ escaped micro") << "ImageJ=1.53k\nunit=\\u00B5m\n" << 4.0F << RESUNIT_NONE << 250.0;
        QTest::newRow("ImageJ escaped angstrom") << "ImageJ=1.53k\nunit=\\u00C5\n" << 2.0F << RESUNIT_NONE << 0.05;
        QTest::newRow("ImageJ without unit") << "ImageJ=1.53k\n" << 4.0F << RESUNIT_NONE << 0.0;
        QTest::newRow("ImageJ pixels") << "ImageJ=1.53k\nunit=pixel\n" << 1.0F << RESUNIT_NONE << 0.0;
        QTest::newRow("ImageJ reciprocal") << "ImageJ=1.53k\nunit=1/nm\n" << 4.0F << RESUNIT_NONE << 0.0;
        QTest::newRow("ImageJ screen shot") << "ImageJ=1.53k\nunit=inch\n" << 72.0F << RESUNIT_INCH << 0.0;
        QTest::newRow("no unit") << "" << 4.0F << RESUNIT_NONE << 0.0;
        QTest::newRow("72 dpi") << "" << 72.0F << RESUNIT_INCH << 0.0;
        QTest::newRow("96 dpi") << "" << 96.0F << RESUNIT_INCH << 0.0;
        QTest::newRow("300 dpi") << "" << 300.0F << RESUNIT_INCH << 0.0;
        QTest::newRow("fine centimetres") << "" << 1e7F << RESUNIT_CENTIMETER << 1.0;
        QTest::newRow("zero") << "ImageJ=1.53k\nunit=nm\n" << 0.0F << RESUNIT_NONE << 0.0;
        QTest::newRow("OME") << "<?xml?><OME><Pixels PhysicalSizeX=\"0.5\" PhysicalSizeXUnit=\"nm\" PhysicalSizeY=\"0.5\"/></OME>" << 72.0F << RESUNIT_INCH << 0.5;
    }
    void onlyRealCalibrationsArePixelSizes() {
        QFETCH(QString, description);
        QFETCH(float, resolution);
        QFETCH(int, unit);
        QFETCH(double, nm);
        const fs::path file = folder_ / "calibrated.tif";
        const std::string text = description.toStdString();
        writeFile(file, {PageSpec{.more = calibrated(text.empty() ? nullptr : text.c_str(), resolution, static_cast<std::uint16_t>(unit))}});
        const auto size = gano::readImage({file, 0, {}}).pixelSize;
        QCOMPARE(size.has_value(), nm > 0.0);
        if (size) QVERIFY(std::abs(size->xNm - nm) < 1e-6 * nm);
    }
};

GANO_PLAIN_TEST(TestTiff)
#include "tst_tiff.moc"
