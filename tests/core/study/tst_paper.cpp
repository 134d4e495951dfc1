// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <hdf5.h>

#include <fstream>

#include "core/data/data_set.h"
#include "core/data/patch_store.h"
#include "core/formats/format_table.h"
#include "core/formats/png_writer.h"
#include "core/study/paper.h"
#include "core/study/ready_made.h"
#include "core/study/scores.h"
#include "core/tasks/task.h"
#include "core/train/metrics_file.h"
#include "core/train/presets.h"
#include "core/train/run_folder.h"
#include "tests/core/study/study_test.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;
using namespace study_test;

namespace {

void addDataSet(const fs::path& file, const char* name, const std::vector<hsize_t>& size, const std::vector<float>& values) {
    const hid_t id = fs::exists(file) ? H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT) : H5Fcreate(file.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t space = H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr);
    const hid_t set = H5Dcreate2(id, name, H5T_NATIVE_FLOAT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(set), H5Sclose(space), H5Fclose(id);
}

constexpr int kFrames = 10, kSide = 64;

/// A disk in each frame, at a place of its own; 1 inside.
std::vector<float> disks(bool noisy, int channels) {
    std::vector<float> values;
    for (int f = 0; f < kFrames; ++f) {
        gano::Rng rng(static_cast<std::uint64_t>(f) + 1);
        const double cx = rng.uniform(16, kSide - 16), cy = rng.uniform(16, kSide - 16);
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x) {
                const bool inside = std::hypot(x - cx, y - cy) < 10;
                if (channels == 2) values.push_back(inside ? 0.0F : 1.0F);  // Background first.
                values.push_back(static_cast<float>((inside ? 1.0 : 0.0) * (noisy ? 0.5 : 1.0) + (noisy ? 0.2 + 0.05 * rng.normal() : 0.0)));
            }
    }
    return values;
}

/// Finds pairs, cuts patches, and checks that each label patch is bright where its image is.
void checkPairs(const gano::DataOptions& options, const fs::path& store) {
    const auto& task = gano::task("segmentation");
    const auto data = gano::findData(options, task, 1);
    QCOMPARE(data.samples.size(), std::size_t{kFrames});
    gano::PatchStoreOptions cut;
    cut.patchSize = 64;
    cut.target = task.target;
    gano::RunControl control;
    gano::SilentObserver observer;
    const auto patches = gano::PatchStore::build(store, data.samples, cut, control, observer);
    QCOMPARE(patches.size(), std::size_t{kFrames});
    QCOMPARE(patches.labelValues().size(), std::size_t{2});
    for (const auto& sample : data.samples) {
        const auto image = gano::readImage(sample.input).toFloat(), label = gano::readImage(*sample.target).toFloat();
        QCOMPARE(image.size(), label.size());
        double inside = 0, outside = 0, many = 0;
        for (std::size_t i = 0; i < image.size(); ++i) (label[i] > 0.5F ? inside : outside) += image[i], many += label[i];
        QVERIFY(many > 200 && many < 400);
        QVERIFY(inside / many > 0.3 + outside / (double(image.size()) - many));
    }
}

}  // namespace

/// Small folders of exactly the shape of the published collections.
class TestPaper : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return pathOf(folder_) / name; }
    gano::DataOptions options(const std::string& images, const std::string& targets = {}) const {
        gano::DataOptions data;
        data.images = at(images).string();
        if (!targets.empty()) data.targets = at(targets).string();
        return data;
    }

    /// CEM500K: a folder per source data set, 224 px, some edge crops smaller.
    void writeCem(const std::string& name) const {
        for (const auto* source : {"EMPIAR-10094", "cremi", "lucchi_pp"}) {
            fs::create_directories(at(name) / source);
            for (int n = 0; n < 4; ++n) {
                const int height = n == 3 ? 130 : 224;
                gano::Image image(224, height, gano::SampleType::U8);
                gano::Rng rng(gano::seedFor(9, static_cast<std::uint64_t>(n), std::string(source).size()));
                for (auto& v : image.samples<std::uint8_t>()) v = static_cast<std::uint8_t>(rng.below(256));
                gano::writeTiff(at(name) / source / (std::string(source) + "-LOC-0_" + std::to_string(n) + "_0-224_0-224.tiff"), image);
            }
        }
    }

    void writeTemImageNet(const std::string& name) const {
        for (const auto* part : {"image", "noNoise", "noBackgroundnoNoise", "noNoiseNoBackgroundSuperresolution", "circularMask", "params"}) {
            fs::create_directories(at(name) / part);
            if (std::string(part) == "params") continue;
            for (int n = 1; n <= 10; ++n) {
                std::vector<std::uint8_t> values(64 * 64);
                for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>((i * static_cast<std::size_t>(n)) % 251);
                gano::writePng(at(name) / part / QString::asprintf("%05d.png", n).toStdString(), 64, 64, 1, values);
            }
        }
        std::ofstream(at(name) / "params" / "00001.txt") << "30 1 2 3\n";
    }

private Q_SLOTS:
    void initTestCase() {
        writeCem("cem500k");
        writeTemImageNet("temimagenet");
    }

    void cem500kIsReadThroughItsFolders() {
        auto data = options("cem500k");
        data.recursive = data.groupByFolder = true;
        data.testPart = 0;
        const auto found = gano::findData(data, gano::task("pretraining"), 1);
        QCOMPARE(found.samples.size(), std::size_t{12});
        QCOMPARE(found.split.validation.size(), std::size_t{4});  // A whole source data set.
        gano::PatchStoreOptions cut;
        cut.patchSize = 224;
        gano::RunControl control;
        gano::SilentObserver observer;
        QCOMPARE(gano::PatchStore::build(at("cem-store"), found.samples, cut, control, observer).size(), std::size_t{12});
    }

    void goldWithImagesAndLabelsInTwoFilesIsPaired() {
        // As published in 2022: one file of images, one of labels, and other sets in the same folder.
        fs::create_directories(at("au"));
        addDataSet(at("au/Au_5nm_330kx_423e_Images.h5"), "images", {kFrames, kSide, kSide}, disks(true, 1));
        addDataSet(at("au/Au_5nm_330kx_423e_Labels.h5"), "labels", {kFrames, kSide, kSide}, disks(false, 1));
        checkPairs(options("au"), at("au-store"));
        checkPairs(options("au/Au_5nm_330kx_423e_Images.h5", "au/Au_5nm_330kx_423e_Labels.h5"), at("au-store-2"));
        addDataSet(at("au/Au_20nm_87kx_16e_Images.h5"), "images", {kFrames, kSide, kSide}, disks(true, 1));
        addDataSet(at("au/Au_20nm_87kx_16e_Labels.h5"), "labels", {kFrames, kSide, kSide}, disks(false, 1));
        const auto both = gano::findData(options("au"), gano::task("segmentation"), 1);
        QCOMPARE(both.samples.size(), std::size_t{2 * kFrames});
        for (const auto& sample : both.samples) {
            QCOMPARE(sample.input.file.filename().string().substr(0, 6), sample.target->file.filename().string().substr(0, 6));
            QCOMPARE(sample.input.frame, sample.target->frame);
        }
    }

    void goldWithMapsInAFileOfAnotherNameIsPaired() {
        // As published in 2021: images with a channel axis, maps of two channels of which the second is the particle.
        fs::create_directories(at("v1"));
        addDataSet(at("v1/Au_Bal_MedFilt_cutimages_20190726.h5"), "images", {kFrames, kSide, kSide, 1}, disks(true, 1));
        addDataSet(at("v1/Au_Bal_unFilt_cutimages_20190423_maps.h5"), "maps", {kFrames, kSide, kSide, 2}, disks(false, 2));
        checkPairs(options("v1"), at("v1-store"));
        checkPairs(options("v1/Au_Bal_MedFilt_cutimages_20190726.h5", "v1/Au_Bal_unFilt_cutimages_20190423_maps.h5"), at("v1-store-2"));
    }

    void goldInOneFileIsPaired() {
        fs::create_directories(at("one"));
        addDataSet(at("one/gold.h5"), "images", {kFrames, kSide, kSide}, disks(true, 1));
        addDataSet(at("one/gold.h5"), "labels", {kFrames, kSide, kSide}, disks(false, 1));
        checkPairs(options("one"), at("one-store"));
    }

    void temImageNetIsFoundByItsFolders() {
        for (const auto& [task, folder] : {std::pair("denoising", "noNoise"), std::pair("background-removal", "noBackgroundnoNoise"), std::pair("super-resolution", "noNoiseNoBackgroundSuperresolution")}) {
            const auto data = gano::findData(options("temimagenet"), gano::task(task), 1);
            QCOMPARE(data.samples.size(), std::size_t{10});
            for (const auto& sample : data.samples) {
                QCOMPARE(sample.target->file.parent_path().filename().string(), std::string(folder));
                QCOMPARE(sample.target->file.filename(), sample.input.file.filename());
            }
        }
    }

    void thePrintedNumbersAreThoseOfThePaper() {
        int table2 = 0, table3 = 0;
        double best = 0;
        for (const auto& row : gano::paperRows()) {
            ++(row.table == 2 ? table2 : table3);
            if (row.table == 2) best = std::max(best, row.values[2]);
        }
        QCOMPARE(table2, 20);
        QCOMPARE(table3, 12);
        QCOMPARE(best, 0.9238);  // HRNet, 100,000 images.
        QCOMPARE(gano::paperCurves().size(), std::size_t{36});
        for (const auto& curve : gano::paperCurves()) QCOMPARE(curve.values.size(), std::size_t{60});
    }

    void theStudyHasTheRowsAndColumnsOfTable2() {
        auto plan = gano::defaultPlan("segmentation");
        gano::applyPreset(plan, "as-in-the-paper");
        plan.data.images = at("one").string();
        gano::StudyChoices choices;
        choices.unlabelled = at("cem500k").string();
        choices.seeds = 1;
        auto study = gano::makeStudy("paper-segmentation", plan, choices);
        QCOMPARE(study.keptEpochs, (std::vector<int>{5, 30, 60}));
        QVERIFY(study.pretraining->data.recursive && study.pretraining->data.groupByFolder);
        QCOMPARE(study.pretraining->training.batchSize, 128);
        QCOMPARE(study.pretraining->training.epochs, 60);
        const auto root = at("table2");
        gano::createStudy(root, study);
        const auto summary = gano::readStudy(root);
        QCOMPARE(summary.cells.size(), std::size_t{7 * 4 + 7 * 3});
        for (const auto& status : summary.cells) {
            QCOMPARE(status.cell.plan.training.epochs, 60);
            if (!status.cell.preparation) QCOMPARE(status.cell.plan.training.crop, 448);
        }
        // One cell is done; its numbers stand beside the printed ones.
        for (const auto& status : summary.cells) {
            if (status.cell.plan.model.generator != "unet_2_44" || status.cell.start != "pretrained on 100000 images") continue;
            const gano::RunFolder run{summary.folder.cell(status.cell.name)};
            gano::createRun(run, study.base, "cpu");
            gano::writeStatus(run, {"done", "", 60, {}});
            for (int epoch = 1; epoch <= 60; ++epoch) gano::writeEpoch(run.metrics(), epoch, {{"val_loss", 0.7 / epoch}, {"val_dice", 0.5}});
            const auto at60 = [](double dice) { return std::vector<gano::ImageScores>{{"a.tif", {{"dice", dice}}}, {"b.tif", {{"dice", dice + 0.1}}}}; };
            gano::writeScores(summary.folder.scores(status.cell.name), {{0, {{"dice", 0.7}}, at60(0.65)}, {5, {}, at60(0.2)}, {30, {}, at60(0.5)}, {60, {}, at60(0.6)}});
        }
        const auto rows = gano::comparedWithPaper(gano::readStudy(root));
        QCOMPARE(rows.size(), std::size_t{20});
        int measured = 0;
        for (const auto& row : rows) {
            if (!std::isfinite(row.measured[0])) continue;
            ++measured;
            QCOMPARE(row.printed.values[0], 0.5862);
            QVERIFY(std::abs(row.measured[0] - 0.25) < 1e-9 && std::abs(row.measured[1] - 0.55) < 1e-9 && std::abs(row.measured[2] - 0.65) < 1e-9);
            QCOMPARE(row.start, std::string("P(100k)"));
        }
        QCOMPARE(measured, 1);
        gano::writeStudyReport(root);
        std::ifstream page(root / "report.html");
        const std::string html{std::istreambuf_iterator<char>(page), {}};
        QVERIFY(html.find("Beside Table 2 of the paper") != std::string::npos);
        QVERIFY(html.find("Figure 6, U-Net 2_44") != std::string::npos);
        QVERIFY(html.find("Figure 9") == std::string::npos);  // Nothing to compare there yet.
    }

    void theStudyHasTheRowsOfTable3AndSharesItsPretraining() {
        auto plan = gano::defaultPlan("denoising");
        gano::applyPreset(plan, "as-in-the-paper");
        plan.data.images = at("temimagenet").string();
        gano::StudyChoices choices;
        choices.unlabelled = at("cem500k").string();
        choices.pretrainingImages = "2,4,8";
        choices.seeds = 1;
        const auto root = at("table3");
        gano::createStudy(root, gano::makeStudy("paper-restoration", plan, choices));
        const auto summary = gano::readStudy(root);
        QCOMPARE(summary.cells.size(), std::size_t{3 * 4 + 3});
        for (const auto& status : summary.cells) QVERIFY(status.cell.plan.model.generator.starts_with("hrnet"));
        const auto rows = gano::comparedWithPaper(summary);
        QCOMPARE(rows.size(), std::size_t{12});
        QCOMPARE(rows[3].start, std::string("P(200k), here 8 images"));
    }
};

GANO_PLAIN_TEST(TestPaper)
#include "tst_paper.moc"
