// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>


#include "core/formats/format_table.h"
#include "core/formats/png_writer.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::Image;
using gano::SampleType;
namespace fs = std::filesystem;

namespace {

QByteArray base64(const char* text) { return QByteArray::fromBase64(text); }

void writeArray(const fs::path& file, const QByteArray& bytes) { gano::writeTextAtomically(file, {bytes.constData(), static_cast<std::size_t>(bytes.size())}); }

void number(QByteArray& bytes, quint32 value) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.append(static_cast<char>(value >> shift));
}

quint32 crc(const QByteArray& bytes) {
    quint32 sum = 0xffffffffU;
    for (const char byte : bytes) {
        sum ^= static_cast<quint8>(byte);
        for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~sum;
}

void chunk(QByteArray& png, const char* type, const QByteArray& data) {
    number(png, static_cast<quint32>(data.size()));
    png += type + data;
    number(png, crc(type + data));
}

/// A PNG of any colour type, from rows that start with their filter byte 0; `extra` goes between header and samples.
QByteArray pngOf(quint32 width, quint32 height, char bits, char colourType, const QByteArray& rows, const QList<std::pair<const char*, QByteArray>>& extra = {}) {
    QByteArray png = QByteArray::fromHex("89504e470d0a1a0a");
    QByteArray header;
    number(header, width);
    number(header, height);
    header += QByteArray{1, bits} + QByteArray{1, colourType} + QByteArray(3, 0);
    chunk(png, "IHDR", header);
    for (const auto& [type, data] : extra) chunk(png, type, data);
    chunk(png, "IDAT", qCompress(rows).mid(4));
    chunk(png, "IEND", {});
    return png;
}

}  // namespace

class TestPictures : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

private Q_SLOTS:
    void whatIsWrittenAsPngIsReadBack() {
        std::vector<std::uint8_t> grey(37 * 11);
        for (std::size_t i = 0; i < grey.size(); ++i) grey[i] = static_cast<std::uint8_t>(i * i % 251);
        const fs::path file = folder_ / "grey.png";
        gano::writePng(file, 37, 11, 1, grey);
        const Image image = gano::readImage({file, 0, {}});
        QVERIFY(std::ranges::equal(image.samples<std::uint8_t>(), grey));
        QVERIFY(sameSamples(gano::readRegion({file, 0, {}}, {30, 2, 7, 9}), image.crop({30, 2, 7, 9})));
        QVERIFY(gano::readInfo(file).notes.empty());
    }
    void colourIsReadAsLuminance() {
        const fs::path file = folder_ / "colour.png";
        gano::writePng(file, 3, 1, 3, std::vector<std::uint8_t>{255, 0, 0, 0, 0, 255, 9, 9, 9});
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{76, 29, 9}));
        QCOMPARE(gano::readInfo(file).channels, 3);
        QVERIFY(says(gano::readInfo(file).notes.at(0), "grey"));
    }
    void flatPicturesStaySmall() {
        QVERIFY(gano::encodePng(500, 500, 1, std::vector<std::uint8_t>(250000, 7)).size() < 2000);
    }
    void picturesWithTheWrongNumberOfBytesAreRefused() {
        QVERIFY(!sentenceOf([] { gano::encodePng(2, 2, 1, std::vector<std::uint8_t>(5)); }).empty());
        QVERIFY(!sentenceOf([] { gano::encodePng(2, 2, 4, std::vector<std::uint8_t>(16)); }).empty());
        QVERIFY(!sentenceOf([] { gano::encodePng(0, 2, 1, {}); }).empty());
    }
    void sixteenBitsKeepSixteenBits() {
        const fs::path file = folder_ / "deep.png";
        writeArray(file, pngOf(2, 1, 16, 0, QByteArray::fromHex("00" "1234" "fffe")));
        const Image image = gano::readImage({file, 0, {}});
        QVERIFY(image.type() == SampleType::U16);
        QCOMPARE(image.at(0, 0), 4660.0);
        QCOMPARE(image.at(1, 0), 65534.0);
    }
    void aColouredPaletteGivesItsIndices_data() {
        QTest::addColumn<int>("bits");
        QTest::addColumn<QByteArray>("rows");
        QTest::newRow("8-bit") << 8 << QByteArray::fromHex("00" "000102");
        QTest::newRow("4-bit") << 4 << QByteArray::fromHex("00" "0120");
        QTest::newRow("2-bit") << 2 << QByteArray::fromHex("00" "18");
    }
    void aColouredPaletteGivesItsIndices() {
        QFETCH(int, bits);
        QFETCH(QByteArray, rows);
        const fs::path file = folder_ / "labels.png";
        writeArray(file, pngOf(3, 1, static_cast<char>(bits), 3, rows, {{"PLTE", QByteArray::fromHex("000000" "ff0000" "00ff00")}, {"tRNS", QByteArray::fromHex("00")}}));
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{0, 1, 2}));
        QVERIFY(says(gano::readInfo(file).notes.at(0), "indices"));
    }
    void aGreyPaletteGivesItsGreys() {
        const fs::path file = folder_ / "palette.png";
        writeArray(file, pngOf(2, 1, 8, 3, QByteArray::fromHex("00" "0001"), {{"PLTE", QByteArray::fromHex("0a0a0a" "c8c8c8")}}));
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{10, 200}));
    }
    void fewBitsAreSpreadAndTransparencyIsLeftOut() {
        const fs::path file = folder_ / "bits.png";
        writeArray(file, pngOf(4, 1, 1, 0, QByteArray::fromHex("00" "a0")));
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{255, 0, 255, 0}));
        writeArray(file, pngOf(2, 1, 8, 4, QByteArray::fromHex("00" "07ff" "0980")));
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{7, 9}));
        writeArray(file, pngOf(1, 1, 16, 6, QByteArray::fromHex("00" "0100" "0100" "0100" "ffff")));
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{256}));
    }
    void aCompressedBitmapIsToldNotDecoded() {
        const fs::path file = folder_ / "packed.bmp";
        writeArray(file, QByteArray::fromHex("424d460000000000000036000000" "28000000" "02000000" "02000000" "0100" "0800" "01000000" "10000000"
                                             "00000000" "00000000" "00000000" "00000000" "0201" "0000" "0200" "0001"));
        QVERIFY(says(sentenceOf([&] { gano::readInfo(file); }), "Save it as PNG or TIFF"));
    }
    void onlyFineResolutionsArePixelSizes() {
        const fs::path file = folder_ / "sized.png";
        const QByteArray row = QByteArray::fromHex("00" "05");
        writeArray(file, pngOf(1, 1, 8, 0, row, {{"pHYs", QByteArray::fromHex("3b9aca00" "3b9aca00" "01")}}));
        QVERIFY(gano::readInfo(file).pixelSize == (gano::PixelSize{1.0, 1.0}));
        writeArray(file, pngOf(1, 1, 8, 0, row, {{"pHYs", QByteArray::fromHex("00000b13" "00000b13" "01")}}));  // 72 dpi
        QVERIFY(!gano::readInfo(file).pixelSize);
    }
    void aWrongChecksumIsNoticed() {
        const fs::path file = folder_ / "flipped.png";
        QByteArray png = pngOf(2, 1, 8, 0, QByteArray::fromHex("00" "0509"));
        png[45] = static_cast<char>(png[45] ^ 0x10);
        writeArray(file, png);
        QVERIFY(says(sentenceOf([&] { gano::readImage({file, 0, {}}); }), "IDAT"));
    }
    void aHeaderThatAsksForTerabytesIsRefused() {
        const fs::path file = folder_ / "bomb.png";
        writeArray(file, pngOf(2000000000, 2000000000, 8, 0, QByteArray::fromHex("00")));
        QVERIFY(says(sentenceOf([&] { gano::readInfo(file); }), "damaged"));
        QVERIFY(says(sentenceOf([&] { gano::readImage({file, 0, {}}); }), "damaged"));
    }
    void aBitmapIsRead() {
        const fs::path file = folder_ / "picture.bmp";
        // 2 x 2, 24 bits, bottom row first: white, black; red, blue.
        writeArray(file, QByteArray::fromHex("424d460000000000000036000000" "28000000" "02000000" "02000000" "0100" "1800" "00000000" "10000000"
                                             "00000000" "00000000" "00000000" "00000000"
                                             "0000ff" "ff0000" "0000" "ffffff" "000000" "0000"));
        QCOMPARE(gano::readImage({file, 0, {}}).toFloat(), (std::vector<float>{255, 0, 76, 29}));
        QCOMPARE(gano::readInfo(file).format, std::string("BMP"));
    }
    void aJpegIsReadAndOneThatIsCutShortIsNot() {
        // 8 x 8 grey, constant 128 (no coefficients at all).
        const QByteArray jpeg = base64(
            "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/"
            "wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z");
        const fs::path file = folder_ / "picture.jpg";
        writeArray(file, jpeg);
        const Image image = gano::readImage({file, 0, {}});
        QCOMPARE(image.width(), 8);
        QCOMPARE(image.at(3, 3), 128.0);
        QVERIFY(says(gano::readInfo(file).notes.at(0), "JPEG"));
        writeArray(file, jpeg.left(jpeg.size() - 2));
        QVERIFY(says(sentenceOf([&] { gano::readImage({file, 0, {}}); }), "cut short"));
    }
    void theNameOfAFileDoesNotMatter() {
        const fs::path file = folder_ / "really_a_png.tif";
        gano::writePng(file, 2, 1, 1, std::vector<std::uint8_t>{1, 2});
        QCOMPARE(gano::formatOf(file), std::string("PNG"));
        QCOMPARE(gano::readImage({file, 0, {}}).at(1, 0), 2.0);
    }
    void extensionsAreComparedWithoutCase() {
        QVERIFY(gano::looksReadable("a/B.TIF"));
        QVERIFY(gano::looksReadable("x.h5") && gano::looksReadable("x.npy") && gano::looksReadable("x.jpeg"));
        QVERIFY(gano::looksReadable("x.DM3") && !gano::looksReadable("x.docx") && !gano::looksReadable("notes.txt") && !gano::looksReadable("tif"));
    }
};

GANO_PLAIN_TEST(TestPictures)
#include "tst_pictures.moc"
