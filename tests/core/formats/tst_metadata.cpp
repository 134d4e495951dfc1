// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <map>

#include "core/formats/format_table.h"
#include "core/formats/metadata.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/test_program.h"

using gano::Metadata;
namespace fs = std::filesystem;

namespace {

const fs::path kMicroscopeFiles = kSharedData / "formats";

std::map<std::string, std::string> factsOf(const Metadata& tree) {
    std::map<std::string, std::string> facts;
    for (const auto& fact : gano::microscopeFacts(tree)) facts[fact.name] = fact.value;
    return facts;
}

}  // namespace

class TestMetadata : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesBecomeSectionsAndEntries() {
        const auto tree = gano::metadata::fromLines("FEI", "[Beam]\r\nHV=5000\r\n\r\n[Scan]\nPixelWidth = 3e-6\nlonely\nDate :25 Sep\n");
        QCOMPARE(tree.name, std::string("FEI"));
        QCOMPARE(tree.at("Beam/HV")->value, std::string("5000"));
        QCOMPARE(tree.at("Scan/PixelWidth")->value, std::string("3e-6"));
        QCOMPARE(tree.at("Scan/Date")->value, std::string("25 Sep"));
        QVERIFY(tree.at("Scan/lonely") && tree.at("Scan/lonely")->value.empty());
        QVERIFY(!tree.at("Beam/PixelWidth"));
    }
    void xmlAndJsonBecomeTreesAndRubbishStaysText() {
        const auto xml = gano::metadata::fromXml("OME", "<OME><Image ID=\"1\"><Pixels SizeX=\"5\"/>\n<Name>grid &amp; hole</Name></Image></OME>");
        QCOMPARE(xml.at("Image/ID")->value, std::string("1"));
        QCOMPARE(xml.at("Image/Name")->value, std::string("grid & hole"));
        QCOMPARE(xml.at("*/Pixels/SizeX")->value, std::string("5"));
        const auto json = gano::metadata::fromJson({}, R"({"Optics":{"AccelerationVoltage":"300000"},"list":[1,2.5,true]})");
        QCOMPARE(json.at("Optics/AccelerationVoltage")->value, std::string("300000"));
        QCOMPARE(json.at("list/2")->value, std::string("2.5"));
        QCOMPARE(gano::metadata::fromXml("x", "no xml < at all").value, std::string("no xml < at all"));
        QCOMPARE(gano::metadata::fromJson("x", "{broken").value, std::string("{broken"));
        const auto deep = gano::metadata::fromJson("x", std::string(100'000, '['));
        QVERIFY(deep.children.empty());
    }
    void factsCarryUnitsAndLeaveOutWhatSaysNothing() {
        Metadata tree;
        auto& scope = tree.add("Microscope Info");
        scope.add("Voltage", "200000");
        scope.add("Indicated Magnification", "1250000");
        tree.add("DigiScan").add("Sample Time", "3.5");
        tree.add("DateTime", "2018:11:15 19:42:31");
        auto facts = factsOf(tree);
        QCOMPARE(facts["Voltage"], std::string("200 kV"));
        QCOMPARE(facts["Magnification"], std::string("1,250,000 ×"));
        QCOMPARE(facts["Dwell time"], std::string("3.5 µs"));
        QCOMPARE(facts["Date"], std::string("2018-11-15 19:42:31"));
        QVERIFY(!facts.contains("Instrument"));
        tree.children[0].children[0].value = "0";
        tree.children[0].children[1].value = "nan";
        QVERIFY(!factsOf(tree).contains("Voltage") && !factsOf(tree).contains("Magnification"));
    }
    void everyMakersFilesNameInstrumentVoltageAndDate_data() {
        if (!fs::exists(kMicroscopeFiles)) QSKIP("No shared data beside the source tree: the files of real instruments are not read.");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char* file, const QStringList& expected) { QTest::newRow(file) << QString::fromUtf8(file) << expected; };
        row("dm3/test_STEM_image.dm3", {"FEI Tecnai Remote", "DigiScan", "200 kV", "225,000 ×", "", "3.5 µs", "8/8/2016, 4:26:37 PM"});
        row("dm4/JEOL HAADF Image.dm4", {"JEOL COM", "", "80 kV", "250,000 ×", "", "", "17/08/2018, 16:32:56"});
        row("ser/16_STOimage_1.ser", {"TitanCubed D3147 S-Twin", "", "80 kV", "13,500,000 ×", "", "29 µs", "Tue Oct 18 18:18:46 2011"});
        row("emd/Camera Ceta Imaging Micro.emd", {"Titan", "BM-Ceta", "300 kV", "26,996 ×", "", "", "2020-07-29 16:48 UTC"});
        row("emd/Acquisition_18.emd", {"TEAM 0.5", "", "200 kV", "5,100,000 ×", "", "1 µs", ""});
        row("tif/FEI-Helios-Ebeam-16bits.tif", {"Helios NanoLab\" 660", "ETD", "5 kV", "", "4.035 mm", "10 µs", "06/13/2016, 05:06:40 PM"});
        row("tif/test_tiff_Zeiss_SEM_512pix.tif", {"ULTRA 55-36-06", "InLens", "5.00 kV", "50.00 K X", "3.9 mm", "", "25 Sep 2018, 8:20:42"});
        row("tif/JEOL-SightX-TEM-mag-dummy.tif", {"JEM-ARM200F", "screenCamera", "200 kV", "150,000 ×", "", "", "2019-11-27 16:11:26"});
        row("tif/TVIPS_bin4.tif", {"MCL_04", "", "99 kV", "32,000 ×", "", "", "2017-04-12 09:01"});
        row("mrc/HAADFscan.mrc", {"Spectra", "", "300 kV", "", "", "", ""});
    }
    void everyMakersFilesNameInstrumentVoltageAndDate() {
        QFETCH(QString, file);
        QFETCH(QStringList, expected);
        const char* names[] = {"Instrument", "Detector", "Voltage", "Magnification", "Working distance", "Dwell time", "Date"};
        auto facts = factsOf(gano::readMetadata(gano::imagesIn(kMicroscopeFiles / file.toStdString()).front()));
        for (int i = 0; i < 7; ++i) QCOMPARE(QString::fromStdString(facts[names[i]]), expected[i]);
    }
    void theThumbnailsAndSamplesAreNotInTheTree() {
        if (!fs::exists(kMicroscopeFiles)) QSKIP("No shared data beside the source tree: the files of real instruments are not read.");
        const auto tree = gano::readMetadata({kMicroscopeFiles / "dm3/test_STEM_image.dm3", 0, {}});
        QVERIFY(tree.at("ImageData/Calibrations/Dimension/1/Units"));
        QCOMPARE(tree.at("ImageData/Data")->value, std::string("4624 numbers"));
    }
};

GANO_PLAIN_TEST(TestMetadata)
#include "tst_metadata.moc"
