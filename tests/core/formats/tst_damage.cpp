// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are cut, flipped or foreign: every one must be answered with one sentence or an image, never with a crash.
#include <QtTest>

#include "core/base/random.h"
#include "core/formats/format_table.h"
#include "core/formats/png_writer.h"
#include "core/formats/tiff_writer.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::SampleType;
namespace fs = std::filesystem;

namespace {

/// Reads everything there is; true if that gave images or a proper sentence that names the file.
bool survives(const fs::path& file) {
    const std::string sentence = sentenceOf([&] {
        gano::readInfo(file);
        for (const gano::ImageRef& ref : gano::imagesIn(file)) {
            const gano::Image image = gano::readImage(ref);
            gano::readRegion(ref, {image.width() / 2, image.height() / 2, 1, 1});
        }
    });
    return sentence.empty() || (says(sentence, file.filename().string()) && sentence.back() == '.');
}

std::string npy() {
    std::string header = "{'descr': '<u2', 'fortran_order': False, 'shape': (3, 16, 16), }";
    header.resize(117, ' ');
    return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + "\n" + std::string(3 * 16 * 16 * 2, 'x');
}

}  // namespace

class TestDamage : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

    std::vector<std::pair<std::string, std::string>> goodFiles() {
        std::vector<std::pair<std::string, std::string>> files{{"array.npy", npy()}};
        gano::Image image = ramp(40, 30, SampleType::U16);
        image.pixelSize = gano::PixelSize{0.5, 0.5};
        for (const bool compress : {false, true}) {
            const fs::path tiff = folder_ / "good.tif";
            gano::TiffWriter writer(tiff, {.width = 40, .height = 30, .type = SampleType::U16, .pages = 2, .pixelSize = image.pixelSize, .compress = compress});
            writer.writeRows(0, image.bytes());
            writer.writeRows(0, image.bytes());
            writer.finish();
            files.emplace_back(compress ? "packed.tif" : "plain.tif", gano::readText(tiff));
        }
        const auto png = gano::encodePng(40, 30, 1, gano::Image(40, 30, SampleType::U8).samples<std::uint8_t>());
        files.emplace_back("picture.png", std::string(png.begin(), png.end()));
        return files;
    }

private Q_SLOTS:
    void filesCutAnywhereAreAnswered() {
        for (const auto& [name, bytes] : goodFiles()) {
            const fs::path file = folder_ / ("cut_" + name);
            for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 97) {
                gano::writeTextAtomically(file, bytes.substr(0, length));
                QVERIFY2(survives(file), file.c_str());
            }
        }
    }
    void filesWithFlippedBytesAreAnswered() {
        gano::Rng rng(11);
        for (const auto& [name, bytes] : goodFiles()) {
            const fs::path file = folder_ / ("flipped_" + name);
            for (int round = 0; round < 150; ++round) {
                std::string damaged = bytes;
                for (std::size_t flips = 1 + rng.below(3); flips > 0; --flips) {
                    // Headers matter most, at the start of some formats and at the end of others.
                    const std::size_t within = std::min<std::size_t>(damaged.size(), 500);
                    const std::size_t at = rng.chance(0.5) ? rng.below(within) : damaged.size() - 1 - rng.below(within);
                    damaged[at] = static_cast<char>(rng.next());
                }
                gano::writeTextAtomically(file, damaged);
                QVERIFY2(survives(file), qPrintable(QStringLiteral("%1 round %2").arg(QString::fromStdString(name)).arg(round)));
            }
        }
    }
    void nothingAtAllIsToldSo_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        QTest::newRow("empty") << QByteArray() << "empty";
        QTest::newRow("text") << QByteArray("Dear diary") << "not an image";
        QTest::newRow("TIFF magic only") << QByteArray("II*\0", 4) << "file.bin";
        QTest::newRow("PNG magic only") << QByteArray("\x89PNG\r\n\x1a\n") << "cut short";
        QTest::newRow("JPEG magic only") << QByteArray("\xff\xd8\xff") << "cut short";
        QTest::newRow("HDF5 magic only") << QByteArray("\x89HDF\r\n\x1a\n") << "file.bin";
        QTest::newRow("NumPy magic only") << QByteArray("\x93NUMPY") << "file.bin";
        QTest::newRow("LFS pointer") << QByteArray("version https://git-lfs.github.com/spec/v1\n") << "Git LFS pointer";
        QTest::newRow("ZIP") << QByteArray("PK\x03\x04") << "Unpack";
        QTest::newRow("series") << QByteArray("II\x97\x01\x10\x02") << "cut short";
        QTest::newRow("blockfile") << QByteArray("IMGBLO\x02\x01") << "NanoMegas";
        QTest::newRow("MRC") << QByteArray(208, 'x') + "MAP " << "cut short";
        QTest::newRow("DM3") << QByteArray::fromHex("00000003000100000000000114140000") << "cut short";
        QTest::newRow("DM4") << QByteArray::fromHex("00000004000000000001000000000001") << "cut short";
    }
    void nothingAtAllIsToldSo() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, part);
        const fs::path file = folder_ / "file.bin";
        gano::writeTextAtomically(file, {bytes.constData(), static_cast<std::size_t>(bytes.size())});
        for (const std::string& sentence : {sentenceOf([&] { gano::readInfo(file); }), sentenceOf([&] { gano::imagesIn(file); }),
                                            sentenceOf([&] { gano::readImage({file, 0, {}}); })}) {
            QVERIFY2(says(sentence, part.toStdString()) && says(sentence, "file.bin"), sentence.c_str());
        }
    }
    void missingFilesAndFoldersAreNamed() {
        QVERIFY(says(sentenceOf([] { gano::readInfo("/nowhere/at/all.tif"); }), "/nowhere/at/all.tif does not exist"));
        QVERIFY(says(sentenceOf([&] { gano::readInfo((folder_ / "x").parent_path()); }), "is not a file"));
    }
    void aFileThatWasReplacedIsReadAnew() {
        const fs::path file = folder_ / "again.tif";
        gano::writeTiff(file, ramp(8, 8, SampleType::U8));
        QCOMPARE(gano::readInfo(file).width, 8);
        gano::writeTiff(file, ramp(9, 8, SampleType::U8));
        QCOMPARE(gano::readInfo(file).width, 9);
    }
};

GANO_PLAIN_TEST(TestDamage)
#include "tst_damage.moc"
