// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The microscopes' own formats on tiny made files, every sample type and byte order; needs no shared data.
#include <QtTest>

#include <algorithm>

#include "core/formats/format_table.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/made_files.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::SampleType;
namespace fs = std::filesystem;

namespace {

constexpr int kWidth = 5, kHeight = 4;
constexpr std::size_t kPixels = 20;

struct DmKind {
    const char* name;
    int dataType, elementCode;
    SampleType type;
    std::vector<std::uint8_t> (*samples)(std::size_t, std::endian, double);
    double low;
};

const DmKind kDmKinds[] = {{"int16", 1, 2, SampleType::I16, countedBytes<std::int16_t>, -3},    {"float32", 2, 6, SampleType::F32, countedBytes<float>, -3},
                           {"uint8", 6, 10, SampleType::U8, countedBytes<std::uint8_t>, 200},   {"int32", 7, 3, SampleType::I32, countedBytes<std::int32_t>, -70000},
                           {"int8", 9, 9, SampleType::I8, countedBytes<std::int8_t>, -3},       {"uint16", 10, 4, SampleType::U16, countedBytes<std::uint16_t>, 60000},
                           {"uint32", 11, 5, SampleType::U32, countedBytes<std::uint32_t>, 4e9}, {"float64", 12, 7, SampleType::F64, countedBytes<double>, -3},
                           {"binary", 14, 10, SampleType::U8, countedBytes<std::uint8_t>, 0}};

/// A thumbnail of another size, as Digital Micrograph puts it in front.
MadeDmImage thumbnail() { return {{2, 2}, 6, 10, 4, {9, 9, 9, 9}, {}}; }

gano::Image onlyImage(const fs::path& file) { return gano::readImage({file, 0, {}}); }

MadeDmImage floats(std::vector<int> size, std::vector<MadeDmAxis> axes) {
    std::size_t count = 1;
    for (const int side : size) count *= static_cast<std::size_t>(side);
    return {std::move(size), 2, 6, count, countedBytes<float>(count), std::move(axes)};
}

}  // namespace

class TestMicroscopeFiles : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

    fs::path write(const std::string& name, const std::vector<std::uint8_t>& bytes) {
        const fs::path file = folder_ / name;
        writeBytes(file, bytes);
        return file;
    }
    fs::path writeDm(const std::string& name, const std::vector<MadeDmImage>& images) { return write(name, MadeDm(4, std::endian::little).file(images)); }

private Q_SLOTS:
    void digitalMicrographReadsEverySampleTypeInBothVersionsAndByteOrders_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("version");
        QTest::addColumn<bool>("little");
        for (int kind = 0; kind < static_cast<int>(std::size(kDmKinds)); ++kind)
            for (const int version : {3, 4})
                for (const bool little : {true, false})
                    QTest::addRow("%s, version %d, %s", kDmKinds[kind].name, version, little ? "little-endian" : "big-endian") << kind << version << little;
    }
    void digitalMicrographReadsEverySampleTypeInBothVersionsAndByteOrders() {
        QFETCH(int, kind);
        QFETCH(int, version);
        QFETCH(bool, little);
        const DmKind& row = kDmKinds[kind];
        const auto order = little ? std::endian::little : std::endian::big;
        const MadeDmImage image{{kWidth, kHeight}, row.dataType, row.elementCode, kPixels, row.samples(kPixels, order, row.low), {{2.5, "nm"}, {25.0, "A"}}};
        const auto file = write("one.dm", MadeDm(version, order).file({thumbnail(), image}));
        QCOMPARE(gano::imagesIn(file).size(), std::size_t{1});
        const auto read = onlyImage(file);
        QVERIFY(read.type() == row.type);
        QCOMPARE(read.width(), kWidth);
        QCOMPARE(read.height(), kHeight);
        QCOMPARE(read.at(0, 0), row.low);
        QCOMPARE(read.at(kWidth - 1, kHeight - 1), row.low + kPixels - 1);
        QVERIFY(read.pixelSize && std::abs(read.pixelSize->xNm - 2.5) < 1e-5 && std::abs(read.pixelSize->yNm - 2.5) < 1e-5);
        QCOMPARE(gano::readRegion({file, 0, {}}, {1, 2, 3, 2}).at(0, 0), row.low + 2 * kWidth + 1);
    }
    void digitalMicrographStacksAreListsOfImages() {
        const auto file = writeDm("stack.dm4", {thumbnail(), floats({kWidth, kHeight, 3}, {{1.0, "\xB5m"}, {1.0, "\xB5m"}, {2.0, "s"}})});
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{3});
        QCOMPARE(gano::readImage(refs[2]).at(0, 0), 40.0);
        QCOMPARE(gano::readImage(refs[1]).pixelSize.value().xNm, 1000.0);
    }
    void digitalMicrographAxesWithDifferentUnitsKeepThem() {
        const auto image = onlyImage(writeDm("axes.dm4", {thumbnail(), floats({8, 4}, {{1.0, "nm"}, {2.0, "A"}})}));
        QVERIFY(std::abs(image.pixelSize.value().xNm - 1.0) < 1e-6 && std::abs(image.pixelSize.value().yNm - 0.2) < 1e-6);
    }
    void whatIsNoLengthIsNoPixelSize_data() {
        QTest::addColumn<QString>("unit");
        QTest::addColumn<double>("scale");
        QTest::newRow("reciprocal") << "1/nm" << 0.1;
        QTest::newRow("nothing") << "" << 1.0;
        QTest::newRow("zero") << "nm" << 0.0;
        QTest::newRow("negative") << "nm" << -1.0;
        QTest::newRow("time") << "s" << 1.0;
        QTest::newRow("angle") << "mrad" << 1.0;
    }
    void whatIsNoLengthIsNoPixelSize() {
        QFETCH(QString, unit);
        QFETCH(double, scale);
        const MadeDmAxis axis{scale, unit.toStdString()};
        const auto info = gano::readInfo(writeDm("length.dm4", {thumbnail(), floats({8, 4}, {axis, axis})}));
        QVERIFY(!info.pixelSize);
        const bool told = std::ranges::any_of(info.notes, [&](const std::string& note) { return says(note, unit.toStdString()) && says(note, "not a length"); });
        QCOMPARE(told, !unit.isEmpty() && unit != QStringLiteral("nm"));
    }
    void colourIsReadAsGreyWithANote() {
        const MadeDmImage colour{{2, 2}, 23, 5, 4, {0, 0, 255, 0, 90, 90, 90, 0, 1, 1, 1, 0, 2, 2, 2, 0}, {}};  // blue, green, red, unused
        const auto image = onlyImage(writeDm("colour.dm4", {thumbnail(), colour}));
        QCOMPARE(image.at(0, 0), 76.0);
        QCOMPARE(image.at(1, 0), 90.0);
        QVERIFY(std::ranges::any_of(image.notes, [](const std::string& note) { return says(note, "grey"); }));
    }
    void spectraAndFourierTransformsAreRefusedWithASentence_data() {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("word");
        QTest::newRow("one dimension") << 0 << "spectrum";
        QTest::newRow("an axis of energy") << 1 << "spectrum";
        QTest::newRow("a spectrum per pixel") << 2 << "spectrum image";
        QTest::newRow("complex") << 3 << "complex";
    }
    void spectraAndFourierTransformsAreRefusedWithASentence() {
        QFETCH(int, what);
        QFETCH(QString, word);
        MadeDmImage image = floats({8, 1}, {{1.0, "nm"}, {1.0, "nm"}});
        if (what == 1) image = floats({8, 4}, {{1.0, "eV"}, {1.0, "nm"}});
        if (what == 2) image = floats({4, 4, 8}, {{1.0, "nm"}, {1.0, "nm"}, {1.0, "eV"}});
        if (what == 3) image.size = {4, 1}, image.dataType = 3, image.elementCode = 6;
        const auto sentence = sentenceOf([&] { gano::imagesIn(writeDm("refused.dm4", {thumbnail(), image})); });
        QVERIFY2(says(sentence, word.toStdString()) && says(sentence, "refused.dm4"), sentence.c_str());
    }

    void seriesAreReadWithBothWidthsOfOffsets_data() {
        QTest::addColumn<bool>("large");
        QTest::newRow("32-bit") << false;
        QTest::newRow("64-bit") << true;
    }
    void seriesAreReadWithBothWidthsOfOffsets() {
        QFETCH(bool, large);
        const auto file = write("series_1.ser", madeSer(large, kWidth, kHeight, 5, 2, 2e-9));
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{2});  // the other three were planned and not taken
        const auto second = gano::readImage(refs[1]);
        QCOMPARE(second.at(0, kHeight - 1), 100.0);
        QCOMPARE(second.at(kWidth - 1, 0), 119.0);
        QVERIFY(std::abs(second.pixelSize.value().xNm - 2.0) < 1e-9);
        QCOMPARE(gano::readRegion(refs[1], {0, 0, 2, 1}).at(0, 0), 115.0);
        QVERIFY(says(second.notes.front(), "2 of 5"));
    }
    void aSeriesOfDiffractionPatternsIsUncalibrated() {
        QVERIFY(!gano::readInfo(write("diffraction_1.ser", madeSer(true, kWidth, kHeight, 1, 1, 2e7))).pixelSize);
    }

    void mrcReadsEveryModeInBothByteOrders_data() {
        QTest::addColumn<int>("mode");
        QTest::addColumn<bool>("little");
        for (const int mode : {0, 1, 2, 6, 12, 101})
            for (const bool little : {true, false}) QTest::addRow("mode %d, %s", mode, little ? "little-endian" : "big-endian") << mode << little;
    }
    void mrcReadsEveryModeInBothByteOrders() {
        QFETCH(int, mode);
        QFETCH(bool, little);
        MadeMrc made;
        made.mode = mode;
        made.width = kWidth, made.height = kHeight, made.sections = 2;
        made.extended = 77;
        made.cellX = 10.0F * kWidth, made.cellY = 20.0F * kHeight;
        made.order = little ? std::endian::little : std::endian::big;
        std::vector<std::uint8_t> samples;
        if (mode == 0) samples = countedBytes<std::int8_t>(2 * kPixels, made.order, -3);
        if (mode == 1) samples = countedBytes<std::int16_t>(2 * kPixels, made.order, -3);
        if (mode == 2) samples = countedBytes<float>(2 * kPixels, made.order, -3);
        if (mode == 6) samples = countedBytes<std::uint16_t>(2 * kPixels, made.order, 60000);
        if (mode == 12) {  // half floats of 0.5, 1, 2, 4, 0.5, …
            FileBytes halves;
            for (std::size_t i = 0; i < 2 * kPixels; ++i) halves.put<std::uint16_t>(static_cast<std::uint16_t>((14 + i % 4) << 10), made.order);
            samples = halves.take();
        }
        // Two samples per byte, the low half first; each row begins with a byte of its own.
        if (mode == 101) samples.assign(3 * kHeight * 2, 0x21);
        const auto file = write("modes.mrc", made.file(samples));
        const auto refs = gano::imagesIn(file);
        QCOMPARE(refs.size(), std::size_t{2});
        const auto first = gano::readImage(refs[0]), last = gano::readImage(refs[1]);
        const double low = mode == 6 ? 60000 : mode == 12 ? 0.5 : mode == 101 ? 1 : -3;
        QCOMPARE(first.at(0, 0), low);
        QCOMPARE(first.at(1, 0), mode == 12 ? 1.0 : low + 1);
        QCOMPARE(last.at(kWidth - 1, kHeight - 1), mode == 12 ? 4.0 : mode == 101 ? 1.0 : low + 2 * kPixels - 1);
        QVERIFY((first.pixelSize == gano::PixelSize{1.0, 2.0}));
        QCOMPARE(gano::readRegion(refs[1], {1, 1, 2, 2}).at(1, 1), last.at(2, 2));
    }
    void bytesOfMrcAreSignedWhereTheFileSaysSo() {
        MadeMrc made;
        made.mode = 0;
        const std::vector<std::uint8_t> samples(12, 0xF0);
        QCOMPARE(onlyImage(write("signed.mrc", made.file(samples))).at(0, 0), -16.0);
        made.imod = true;
        QCOMPARE(onlyImage(write("imod.mrc", made.file(samples))).at(0, 0), 240.0);
        made.imodSigned = true;
        QCOMPARE(onlyImage(write("imod_signed.mrc", made.file(samples))).at(0, 0), -16.0);
        made.imod = made.signature = made.stamp = false;
        QCOMPARE(onlyImage(write("old.mrc", made.file(samples))).at(0, 0), 240.0);
    }
    void mrcWithoutStampOrSignatureIsReadInBothByteOrders() {
        MadeMrc made;
        made.stamp = made.signature = false;
        for (const auto order : {std::endian::little, std::endian::big}) {
            made.order = order;
            QCOMPARE(onlyImage(write("bare.mrc", made.file(countedBytes<float>(12, order)))).at(3, 2), 11.0);
        }
    }
    void cellsOfZeroOrLessAreUncalibratedWithANote() {
        MadeMrc made;
        for (const float cell : {0.0F, -40.0F}) {
            made.cellX = made.cellY = cell;
            const auto info = gano::readInfo(write("cell.mrc", made.file(countedBytes<float>(12))));
            QVERIFY(!info.pixelSize);
            QVERIFY(says(info.notes.front(), "pixel size"));
        }
    }
};

GANO_PLAIN_TEST(TestMicroscopeFiles)
#include "tst_microscope_files.moc"
