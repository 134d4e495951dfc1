// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <cmath>

#include "core/formats/format_table.h"
#include "core/formats/image_export.h"
#include "core/formats/metadata.h"
#include "core/formats/mrc_writer.h"
#include "core/formats/tiff_writer.h"
#include "core/image/statistics.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

using gano::ExportFormat;
using gano::Image;
using gano::PixelSize;
using gano::SampleType;
namespace fs = std::filesystem;

class TestImageExport : public QObject {
    Q_OBJECT
    ScratchFolder folder_;

private Q_SLOTS:
    void everyFormatKeepsValuesAndPixelSize_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<int>("type");
        for (const auto& name : gano::exportFormatNames())
            for (int type = 0; type <= static_cast<int>(SampleType::F64); ++type)
                QTest::addRow("%s %s", name.c_str(), gano::sampleTypeText(static_cast<SampleType>(type)).c_str()) << static_cast<int>(gano::exportFormat(name)) << type;
    }
    void everyFormatKeepsValuesAndPixelSize() {
        QFETCH(int, format);
        QFETCH(int, type);
        const auto kind = static_cast<ExportFormat>(format);
        const auto sampleType = static_cast<SampleType>(type);
        const bool isUnsigned = sampleType == SampleType::U8 || sampleType == SampleType::U16 || sampleType == SampleType::U32;
        Image image = ramp(23, 11, sampleType, isUnsigned ? 0.0 : -100.0, gano::isFloat(sampleType) ? 0.5 : 1.0);
        image.pixelSize = PixelSize{0.0123, 0.0246};
        const fs::path source = folder_ / "source.tif", target = folder_ / ("target" + gano::exportEnding(kind));
        gano::writeTiff(source, image);
        gano::exportImage(gano::ImageRef{source, 0, {}}, target, kind);
        const Image back = gano::readImage({target, 0, {}});
        QCOMPARE(back.type(), kind == ExportFormat::Mrc ? gano::mrcSampleType(sampleType) : sampleType);
        QCOMPARE(back.toFloat(), image.toFloat());
        QVERIFY(back.pixelSize && std::abs(back.pixelSize->xNm / 0.0123 - 1.0) < 1e-6 && std::abs(back.pixelSize->yNm / 0.0246 - 1.0) < 1e-6);
        gano::exportImage(image, target, kind);
        QCOMPARE(gano::readImage({target, 0, {}}).toFloat(), image.toFloat());
    }
    void anUncalibratedImageStaysUncalibrated() {
        for (const auto& name : gano::exportFormatNames()) {
            const auto kind = gano::exportFormat(name);
            const fs::path target = folder_ / ("plain" + gano::exportEnding(kind));
            gano::exportImage(ramp(20, 20, SampleType::U16), target, kind);
            QVERIFY(!gano::readInfo(target).pixelSize);
        }
    }
    void anOmeFileSaysItsSizeInXmlAndCentimetres() {
        Image image = ramp(30, 20, SampleType::U16);
        image.pixelSize = PixelSize{3.25, 3.25};
        const fs::path target = folder_ / "a.ome.tif";
        gano::exportImage(image, target, ExportFormat::OmeTiff);
        const auto tree = gano::readMetadata({target, 0, {}});
        const auto* pixels = tree.at("OME/Image/Pixels");
        QVERIFY(pixels);
        QCOMPARE(pixels->at("PhysicalSizeX")->value, std::string("3.25"));
        QCOMPARE(pixels->at("PhysicalSizeXUnit")->value, std::string("nm"));
        QCOMPARE(pixels->at("Type")->value, std::string("uint16"));
        QCOMPARE(pixels->at("SizeY")->value, std::string("20"));
    }
    void anMrcFileHasTheStatisticsThatProgramsShow() {
        const Image image = ramp(30, 20, SampleType::F32, -3.0, 0.25);
        const fs::path target = folder_ / "a.mrc";
        gano::exportImage(image, target, ExportFormat::Mrc);
        const auto values = gano::statistics(image);
        QCOMPARE(gano::readMetadata({target, 0, {}}).at("Header/Minimum, maximum, mean")->value,
                 gano::metadata::number(values.minimum) + ", " + gano::metadata::number(values.maximum) + ", " + gano::metadata::number(values.mean));
    }
    void anUnfinishedFileDoesNotStay() {
        const fs::path target = folder_ / "half.mrc";
        {
            gano::MrcWriter writer(target, 10, 10, SampleType::U8, std::nullopt);
            writer.writeRows(Image(10, 5, SampleType::U8));
            QVERIFY(says(sentenceOf([&] { writer.finish(); }), "5 of 10 rows"));
        }
        QVERIFY(!fs::exists(target));
        QVERIFY(says(sentenceOf([&] { gano::exportImage(Image(4, 4, SampleType::U8), folder_ / "missing/a.mrc", ExportFormat::Mrc); }), "could not be written"));
    }
};

GANO_PLAIN_TEST(TestImageExport)
#include "tst_image_export.moc"
