// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/data_set.h"
#include "tests/core/data/data_test.h"
#include "tests/support/made_hdf5.h"
#include "tests/support/test_program.h"

using namespace data_test;

namespace {

gano::DataOptions optionsFor(const std::filesystem::path& images, const std::filesystem::path& targets = {}) {
    gano::DataOptions options;
    options.images = images.string();
    options.targets = targets.string();
    return options;
}

}  // namespace

class DataSetTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pretrainingTakesEveryImage() {
        const QTemporaryDir folder;
        for (int i = 0; i < 10; ++i) {
            write(pathOf(folder) / (std::to_string(i) + ".tif"), micrograph(32, 32, 1));
        }
        auto options = optionsFor(pathOf(folder));
        const auto data = gano::findData(options, gano::task("pretraining"), 1);
        QCOMPARE(data.samples.size(), std::size_t{10});
        QVERIFY(!data.samples.front().target && !data.samples.front().group.empty());
        QCOMPARE(data.split.train.size() + data.split.validation.size() + data.split.test.size(), std::size_t{10});
        options.maxImages = 4;
        QCOMPARE(gano::findData(options, gano::task("pretraining"), 1).samples.size(), std::size_t{4});
    }

    void oneOfSeveralDataSetsCanBeChosen() {
        const QTemporaryDir folder;
        if (!writeMadeHdf5(pathOf(folder) / "a.h5", {{"raw/dark"}, {"raw/frames", 5}})) QSKIP("Built without HDF5.");
        writeMadeHdf5(pathOf(folder) / "b.h5", {{"raw/frames", 3}, {"results/filtered", 2}});
        write(pathOf(folder) / "c.tif", micrograph(32, 32, 1));
        auto options = optionsFor(pathOf(folder));
        const auto& task = gano::task("pretraining");
        const auto all = gano::findData(options, task, 1);
        QCOMPARE(all.samples.size(), std::size_t{12});
        QCOMPARE(all.dataSets, (std::vector<std::string>{"raw/dark", "raw/frames", "results/filtered"}));
        options.dataSet = "raw/frames";
        const auto chosen = gano::findData(options, task, 1);
        QCOMPARE(chosen.samples.size(), std::size_t{9});  // what holds no data sets stays
        QCOMPARE(chosen.images.infos.size(), chosen.images.images.size());
        QCOMPARE(chosen.dataSets.size(), std::size_t{3});
        for (const auto& sample : chosen.samples) QVERIFY(sample.input.part.empty() || sample.input.part == "raw/frames");
        options.images = (pathOf(folder) / "a.h5").string();
        options.dataSet = "HAADF";
        try {
            gano::findData(options, task, 1);
            QFAIL("a data set that is not there must be told");
        } catch (const gano::Error& error) {
            QVERIFY2(std::string(error.what()).find("raw/dark, raw/frames") != std::string::npos, error.what());
        }
    }

    void masksAreFoundBesideTheImagesOrInTheirOwnFolder() {
        const QTemporaryDir folder;
        for (int i = 0; i < 4; ++i) {
            const auto name = std::to_string(i);
            write(pathOf(folder) / "both" / (name + ".tif"), micrograph(32, 32, 1));
            write(pathOf(folder) / "both" / (name + "_mask.tif"), micrograph(32, 32, 1));
            write(pathOf(folder) / "m" / (name + ".tif"), micrograph(32, 32, 1));
        }
        const auto& task = gano::task("segmentation");
        QCOMPARE(gano::findData(optionsFor(pathOf(folder) / "both"), task, 1).samples.size(), std::size_t{4});
        const auto same = gano::findData(optionsFor(pathOf(folder) / "both", pathOf(folder) / "both"), task, 1);
        QCOMPARE(same.samples[2].target->text(), std::string("2_mask.tif"));
        const auto apart = gano::findData(optionsFor(pathOf(folder) / "both", pathOf(folder) / "m"), task, 1);
        QCOMPARE(apart.samples[2].target->file.parent_path().filename().string(), std::string("m"));
        QCOMPARE(apart.pairing.inputsAlone.size(), std::size_t{4});
    }

    void whatWasFoundInsteadOfPairsIsSaid() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "i" / "cat.tif", micrograph(32, 32, 1));
        write(pathOf(folder) / "m" / "dog.tif", micrograph(32, 32, 1));
        std::filesystem::create_directories(pathOf(folder) / "empty");
        const auto& task = gano::task("denoising");
        try {
            gano::findData(optionsFor(pathOf(folder) / "i", pathOf(folder) / "m"), task, 1);
            QFAIL("no pair must throw");
        } catch (const gano::Error& error) {
            const std::string sentence = error.what();
            QVERIFY2(sentence.find("cat.tif") != std::string::npos && sentence.find("dog.tif") != std::string::npos, sentence.c_str());
        }
        QVERIFY_EXCEPTION_THROWN(gano::findData(optionsFor(pathOf(folder) / "i"), task, 1), gano::Error);
        QVERIFY_EXCEPTION_THROWN(gano::findData(optionsFor(pathOf(folder) / "empty"), gano::task("pretraining"), 1), gano::Error);
        QVERIFY_EXCEPTION_THROWN(gano::findData(optionsFor(pathOf(folder) / "missing"), gano::task("pretraining"), 1), gano::Error);
    }

    void aSimulatedCollectionIsReadByTask_data() {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("targets");
        QTest::newRow("denoising") << "denoising" << "noNoise";
        QTest::newRow("background") << "background-removal" << "noBackgroundNoNoise";
        QTest::newRow("super-resolution") << "super-resolution" << "superresolution";
        QTest::newRow("segmentation") << "segmentation" << "circularMask";
    }
    void aSimulatedCollectionIsReadByTask() {
        QFETCH(QString, task);
        QFETCH(QString, targets);
        const auto root = std::filesystem::path(GANOSCOPE_SOURCE_DIR) / "../shared/data/synthetic_stem_NOT_REAL";
        if (!std::filesystem::exists(root)) QSKIP("the simulated STEM images are not on this computer");
        const auto data = gano::findData(optionsFor(root), gano::task(task.toStdString()), 1);
        QCOMPARE(data.samples.size(), std::size_t{60});
        QCOMPARE(data.samples[7].target->file.parent_path().filename().string(), targets.toStdString());
        QCOMPARE(data.samples[7].target->file.filename(), data.samples[7].input.file.filename());
        QVERIFY(data.pairing.inputsAlone.empty() && data.pairing.targetsAlone.empty());
    }

    void cancellingIsNotAnError() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(32, 32, 1));
        write(pathOf(folder) / "b.tif", micrograph(32, 32, 1));
        const auto data = gano::findData(optionsFor(pathOf(folder)), gano::task("pretraining"), 1, [](std::size_t, std::size_t) { return false; });
        QVERIFY(data.cancelled);
        QVERIFY(data.split.train.empty());
    }

    void everyOptionHasAFieldWithItsDefaultInRange() {
        gano::DataOptions options;
        const auto fields = options.fields();
        QCOMPARE(fields.size(), std::size_t{16});
        gano::checkOptions(fields);
        gano::setOptionFromText(fields[3], " _mask, _x,,");
        QCOMPARE(options.suffixList(), (std::vector<std::string>{"_mask", "_x"}));
        QVERIFY(options.classNameList().empty());
        options.classNames = "background, ,hole ";
        QCOMPARE(options.classNameList(), (std::vector<std::string>{"background", "", "hole"}));
    }
};

GANO_PLAIN_TEST(DataSetTest)
#include "tst_data_set.moc"
