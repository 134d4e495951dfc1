// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/base/random.h"
#include "core/formats/data_bar.h"
#include "core/formats/format_table.h"
#include "core/formats/png_writer.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/test_program.h"

using gano::Image;
using gano::SampleType;
namespace fs = std::filesystem;

namespace {

/// A noisy picture of 400 x 300 px.
Image picture() {
    gano::Rng rng(3);
    Image image(400, 300, SampleType::U8);
    for (auto& sample : image.samples<std::uint8_t>()) sample = static_cast<std::uint8_t>(60 + rng.below(120));
    return image;
}

/// The same with a bar of `rows` rows: white letters and a scale bar on black under a white line.
Image withBar(int rows, std::uint8_t background = 0, std::uint8_t ink = 255) {
    Image image = picture();
    const auto samples = image.samples<std::uint8_t>();
    for (int y = 300 - rows; y < 300; ++y)
        for (int x = 0; x < 400; ++x) {
            const bool line = y < 300 - rows + 2, letter = y > 300 - rows + 6 && y < 294 && (x % 25 < 4 || (x > 300 && x < 380 && y % 20 == 0));
            samples[static_cast<std::size_t>(y * 400 + x)] = line || letter ? ink : background;
        }
    return image;
}

int rowsIn(const Image& image) { return gano::dataBarRows(image, image.height()); }

}  // namespace

class TestDataBar : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

private Q_SLOTS:
    void aBarWithLettersIsFoundToTheRow() {
        QCOMPARE(rowsIn(withBar(30)), 30);
        QCOMPARE(rowsIn(withBar(48, 255, 0)), 48);
        QCOMPARE(rowsIn(withBar(30).crop({0, 200, 400, 100})), 0);  // a piece of 100 rows is no image of its own
        QCOMPARE(gano::dataBarRows(withBar(30).crop({0, 200, 400, 100}), 300), 30);
    }
    void aBarWithARowOfThePictureUnderItIsFound() {
        Image image = withBar(30, 243, 0);
        const Image under = picture();
        std::ranges::copy(under.samples<std::uint8_t>().last(2 * 400), image.samples<std::uint8_t>().last(2 * 400).begin());
        QCOMPARE(rowsIn(image), 30);
    }
    void whatIsNoBarIsLeftAlone() {
        QCOMPARE(rowsIn(picture()), 0);
        Image rim = picture();
        std::ranges::fill(rim.samples<std::uint8_t>().subspan(400 * 260), std::uint8_t{0});
        QCOMPARE(rowsIn(rim), 0);  // black, but no letters
        QCOMPARE(rowsIn(withBar(150)), 0);  // half of the image
        Image labels(400, 300, SampleType::U8);
        for (int y = 0; y < 200; ++y)
            for (int x = 0; x < 400; ++x) labels.samples<std::uint8_t>()[static_cast<std::size_t>(y * 400 + x)] = x / 40 % 2 != 0 ? 255 : 0;
        QCOMPARE(rowsIn(labels), 0);
        QCOMPARE(rowsIn(Image(400, 300, SampleType::U8)), 0);
        QCOMPARE(rowsIn(Image(64, 64, SampleType::U8)), 0);
        QCOMPARE(rowsIn(Image(400, 300, SampleType::F32)), 0);
    }
    void aFileIsLookedAtWhereItsFormatMayHaveABar() {
        const fs::path file = folder_ / "bar.png";
        gano::writePng(file, 400, 300, 1, withBar(30).samples<std::uint8_t>());
        const auto info = gano::readInfo(file);
        QCOMPARE(gano::dataBarRows({file, 0, {}}, info), 30);
        QCOMPARE(gano::withoutDataBar(info, 30).height, 270);
        auto said = info;
        said.dataBarRows = 12;
        QCOMPARE(gano::dataBarRows({file, 0, {}}, said), 12);
        auto other = info;
        other.format = "MRC";
        QCOMPARE(gano::dataBarRows({file, 0, {}}, other), 0);
    }
    void realBarsAreFoundInMetadataAndPictures() {
        if (!fs::exists(kSharedData / "formats")) QSKIP("No shared data beside the source tree: the files of real instruments are not read.");
        const fs::path fei = kSharedData / "formats/tif/FEI-Helios-Ebeam-16bits.tif";
        QCOMPARE(gano::readInfo(fei).dataBarRows, 29);
        QCOMPARE(rowsIn(gano::readImage({kSharedData / "formats/tif/test_tiff_Zeiss_SEM_512pix.tif", 0, {}})), 34);  // a frame, and a row of the picture under it
        const fs::path emps = kSharedData / "nanoparticle_segmentation/emps/images";
        for (const auto& [name, rows] : {std::pair("1b3c6536a3.png", 49), std::pair("37ce835fb2.png", 47)}) QCOMPARE(rowsIn(gano::readImage({emps / name, 0, {}})), rows);
        // Resin, a smooth surface, a light background: not a single letter.
        for (const char* name : {"cem_samples/images/mitochondria1.png", "pretrain/images/ebc__050317n3_S0440017_y0x512.png", "nanoparticle_segmentation/emps/images/9c4905d020.png"})
            QCOMPARE(rowsIn(gano::readImage({kSharedData / name, 0, {}})), 0);
    }
};

GANO_PLAIN_TEST(TestDataBar)
#include "tst_data_bar.moc"
