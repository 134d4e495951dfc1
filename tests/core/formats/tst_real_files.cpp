// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Files of real instruments and real accidents, where the shared data are present beside the source tree.
#include <QtTest>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/formats/format_table.h"
#include "core/image/statistics.h"
#include "tests/core/formats/scratch_folder.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

namespace {

/// The pixel size that expected.json states for the last axis, in nm; 0 if it states none.
double expectedNm(const nlohmann::json& signal) {
    if (!signal.contains("axes")) return 0.0;
    const auto& axis = signal["axes"].back();
    return gano::nanometresPer(axis["unit"].get<std::string>()).value_or(0.0) * axis["scale"].get<double>();
}

}  // namespace

class TestRealFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tiffDialectsGiveTheValuesOtherReadersGive() {
        const fs::path list = kSharedData / "formats/expected.json";
        if (!fs::exists(list)) QSKIP("No shared data beside the source tree: the files of real instruments are not read.");
        int compared = 0;
        for (const auto& entry : nlohmann::json::parse(std::ifstream(list))) {
            const auto name = entry["file"].get<std::string>();
            if (!name.starts_with("tif/") && !name.ends_with(".hspy")) continue;
            const auto& signal = entry["signals"][0];
            const auto refs = gano::imagesIn(kSharedData / "formats" / name);
            const gano::Image image = gano::readImage(refs.front());
            const double nm = expectedNm(signal);
            if (nm > 0.0) QVERIFY2(image.pixelSize && std::abs(image.pixelSize->xNm - nm) < 1e-3 * nm, name.c_str());
            if (!signal.contains("first5") || gano::readInfo(refs.front()).channels > 1) continue;
            const auto shape = signal["shape"].get<std::vector<int>>();
            QVERIFY2(shape.back() == image.width() && shape[shape.size() - 2] == image.height(), name.c_str());
            for (int x = 0; x < 5; ++x) {
                QVERIFY2(near(image.at(x, 0), signal["first5"][static_cast<std::size_t>(x)].get<double>()), name.c_str());
            }
            const auto values = gano::statistics(image);
            if (shape.size() == 2) QVERIFY2(near(values.mean, signal["mean"].get<double>()), name.c_str());
            QVERIFY2(near(values.maximum, signal["max"].get<double>()), name.c_str());
            ++compared;
        }
        QVERIFY(compared >= 10);
    }
    void meaninglessResolutionsAreNotPixelSizes() {
        if (!fs::exists(kSharedData / "formats/tif")) QSKIP("No shared data beside the source tree: the files of real instruments are not read.");
        for (const char* name : {"olympus_SIS.tif", "uint16_Ptporph0.tif", "FEI-Helios-navcam-with-no-IRBeam-bad-floats.tif", "test_rgba16.tif"}) {
            QVERIFY2(!gano::readInfo(kSharedData / "formats/tif" / name).pixelSize, name);
        }
    }
    void microscopesOwnFilesGiveTheValuesOtherReadersGive_data() {
        QTest::addColumn<QString>("file");
        const fs::path list = kSharedData / "formats/expected.json";
        if (!fs::exists(list)) QSKIP("No shared data beside the source tree: the files of real instruments are not read.");
        for (const auto& entry : nlohmann::json::parse(std::ifstream(list))) {
            const auto name = entry["file"].get<std::string>();
            for (const char* folder : {"dm3/", "dm4/", "ser/", "mrc/"})
                if (name.starts_with(folder)) QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }
    void microscopesOwnFilesGiveTheValuesOtherReadersGive() {
        QFETCH(QString, file);
        const fs::path path = kSharedData / "formats" / file.toStdString();
        const auto list = nlohmann::json::parse(std::ifstream(kSharedData / "formats/expected.json"));
        const auto entry = *std::ranges::find_if(list, [&](const auto& e) { return e["file"] == file.toStdString(); });
        const auto kind = entry["kind"].get<std::string>();
        const bool complex = entry.contains("signals") && entry["signals"][0]["dtype"].get<std::string>().starts_with("complex");
        if (kind != "image" || complex) {
            const std::string sentence = sentenceOf([&] { gano::imagesIn(path); });
            QVERIFY2(says(sentence, "hold"), sentence.c_str());
            return;
        }
        const auto& signal = entry["signals"][0];
        const auto shape = signal["shape"].get<std::vector<int>>();
        const auto refs = gano::imagesIn(path);
        QCOMPARE(refs.size(), shape.size() == 3 ? static_cast<std::size_t>(shape[0]) : std::size_t{1});
        const gano::Image image = gano::readImage(refs.front());
        QCOMPARE(image.width(), shape.back());
        QCOMPARE(image.height(), shape[shape.size() - 2]);
        const auto& axes = signal["axes"];
        const auto nmOf = [&](const nlohmann::json& axis) {
            const double nm = gano::nanometresPer(axis["unit"].get<std::string>()).value_or(0.0) * axis["scale"].get<double>();
            return std::max(nm, 0.0);
        };
        const double x = nmOf(axes.back()), y = nmOf(axes[axes.size() - 2]);
        QCOMPARE(image.pixelSize.has_value(), x > 0.0);
        if (image.pixelSize) QVERIFY(std::abs(image.pixelSize->xNm / x - 1.0) < 1e-3 && std::abs(image.pixelSize->yNm / y - 1.0) < 1e-3);
        if (!signal.contains("mean")) return;
        for (int i = 0; i < std::min(5, image.width()); ++i) QVERIFY2(near(image.at(i, 0), signal["first5"][static_cast<std::size_t>(i)].get<double>()), qPrintable(file));
        double sum = 0.0;
        for (const auto& ref : refs) sum += gano::statistics(gano::readImage(ref)).mean;
        QVERIFY(near(sum / static_cast<double>(refs.size()), signal["mean"].get<double>()));
        const auto last = gano::readImage(refs.back());
        QVERIFY(near(last.at(last.width() - 1, last.height() - 1), signal["last"].get<double>()));
        // A region is the same as the same part of the whole.
        const gano::PixelRect rect{last.width() / 3, last.height() / 2, last.width() - last.width() / 3, last.height() - last.height() / 2};
        QCOMPARE(gano::readRegion(refs.back(), rect).toFloat(), last.crop(rect).toFloat());
    }
    void emdFilesGiveTheValuesOtherReadersGive() {
        const fs::path folder = kSharedData / "formats/emd";
        if (!fs::exists(folder)) QSKIP("No shared data beside the source tree: the files of real instruments are not read.");
        const auto first = [&](const char* name) { return gano::readImage(gano::imagesIn(folder / name).front()); };
        const auto nm = [](const gano::Image& image) { return image.pixelSize ? image.pixelSize->xNm : 0.0; };
        const auto ceta = first("Camera Ceta Imaging Micro.emd");
        QCOMPARE(ceta.width(), 512);
        QVERIFY(near(ceta.at(0, 0), -6) && near(ceta.at(1, 0), -4) && near(nm(ceta), 3.13884));
        const auto ncem = first("Acquisition_18.emd");
        QCOMPARE(ncem.height(), 1024);
        QVERIFY(near(nm(ncem), 0.0122465));
        QVERIFY(near(ncem.at(0, 0), 12487) && ncem.type() == gano::SampleType::U16);
        // Four detectors in one file, each an image of its own.
        const auto stem = gano::imagesIn(folder / "STEM HAADF-DF4-DF2-BF Diffraction Micro.emd");
        QCOMPARE(stem.size(), std::size_t{4});
        QVERIFY(std::ranges::any_of(stem, [](const auto& ref) {
            const auto image = gano::readImage(ref);
            return image.notes.front() == "detector HAADF" && near(image.at(0, 0), 9994) && near(image.at(2, 0), 9997) && near(image.pixelSize->xNm, 87.3708);
        }));
        const auto stack = gano::imagesIn(folder / "fei_example_tem_stack.emd");
        QCOMPARE(stack.size(), std::size_t{2});
        const auto frame = gano::readImage(stack[0]);
        QVERIFY(near(frame.at(0, 0), 0) && near(frame.at(1, 0), 2) && near(frame.at(2, 0), 4) && near(nm(frame), 8.17288e-3));
        QCOMPARE(gano::imagesIn(folder / "Si100_3D.emd").size(), std::size_t{37});
        QVERIFY(near(first("Si100_3D.emd").at(0, 0), 0.018357617780566216) && near(nm(first("Si100_3D.emd")), 0.25));
        QCOMPARE(gano::imagesIn(folder / "FFTComplexEven.emd").size(), std::size_t{1});
        QVERIFY(near(first("FFTComplexEven.emd").at(0, 0), 18004));
        QVERIFY(near(first("example_image.emd").at(1, 0), 1));
        QVERIFY(says(sentenceOf([&] { gano::imagesIn(folder / "example_spectrum.emd"); }), "spectrum"));
    }
    void formatsThatAreNotReadAreNamed() {
        if (!fs::exists(kSharedData / "formats")) QSKIP("No shared data beside the source tree: the files of real instruments are not read.");
        QVERIFY(says(sentenceOf([] { gano::readInfo(kSharedData / "formats/other/test1.blo"); }), "is not read yet"));
        QVERIFY(says(sentenceOf([] { gano::readInfo(kSharedData / "formats/ser/16_STOimage.emi"); }), "_1.ser"));
    }
    void accidentsAreAnsweredWithASentence_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("part");  // empty: it opens
        const std::pair<const char*, const char*> rows[] = {
            {"derived/truncated_half.tif", "cut short"}, {"derived/truncated_70pct.png", "cut short"}, {"derived/zero_bytes.tif", "empty"},
            {"derived/text_named.tif", "not an image"}, {"derived/lfs_pointer.png", "Git LFS"}, {"derived/truncated_half.emd", "damaged"},
            {"derived/hdf5_without_images.emd", "without images"}, {"derived/bad_version.dm3", "not an image"},
            {"derived/truncated_60pct.dm3", "cut short"}, {"derived/truncated_half.ser", "cut short"},
            {"derived/header_only_16_bytes.dm3", "cut short"}, {"derived/truncated_data.mrc", "cut short"}, {"derived/unknown_mode_99.mrc", "unknown mode"},
            {"derived/negative_nx.mrc", "not an image"}, {"natural/dm3_1d_not_an_image.dm3", "spectrum"},
            {"natural/example_object_dtype_data.emd", "without images"}, {"natural/example_axis_len_1.emd", ""}, {"derived/tiff_named.dm3", ""}, {"derived/one_pixel.png", ""},
            {"derived/constant_grey.png", ""}, {"derived/nan_inf_float32.tif", ""}, {"natural/nasa_spot3_0d_3_mask_shape_mismatch.tif", ""}};
        for (const auto& [file, part] : rows) {
            QTest::newRow(file) << file << part;
        }
    }
    void accidentsAreAnsweredWithASentence() {
        QFETCH(QString, file);
        QFETCH(QString, part);
        const fs::path path = kSharedData / "malformed" / file.toStdString();
        if (!fs::exists(path)) QSKIP("No shared data beside the source tree: the damaged files are not read.");
        const std::string sentence = sentenceOf([&] { gano::readImage({path, 0, {}}); });
        QCOMPARE(sentence.empty(), part.isEmpty());
        QVERIFY2(says(sentence, part.toStdString()), sentence.c_str());
    }
};

GANO_PLAIN_TEST(TestRealFiles)
#include "tst_real_files.moc"
