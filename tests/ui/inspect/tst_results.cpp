// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/train/run_folder.h"
#include "tests/support/made_hdf5.h"
#include "tests/support/test_program.h"
#include "tests/ui/inspect/inspect_samples.h"
#include "ui/inspect/image_set.h"
#include "ui/inspect/outputs.h"

namespace fs = std::filesystem;

class TestResults : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> folder_;
    fs::path at(const std::string& name) const { return fs::path(folder_->path().toStdString()) / name; }
    static bool always(std::size_t, std::size_t) { return true; }

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        fs::create_directories(at("data/images"));
    }

    void outputsAreFoundByTheNamesThatPredictionGives() {
        samples::writeLabels(at("out"), "grid7", samples::halves(16, 8, 8));
        gano::writeTiff(at("out/grid7_uncertainty.tif"), samples::ramp(16, 8));
        const gano::ResultFolder results(at("out"));
        const auto files = results.find({at("data/images/grid7.tif"), 0, {}});
        QVERIFY(files.labels == at("out/grid7_labels.tif"));
        QCOMPARE(files.probabilities.size(), std::size_t{1});
        QVERIFY(files.uncertainty == at("out/grid7_uncertainty.tif"));
        QVERIFY(results.find({at("data/images/grid8.tif"), 0, {}}).empty());
        QCOMPARE(gano::readRecipe(files.recipe).card.labelValues, (std::vector<double>{0, 255}));
    }

    void framesAndImagesOfEqualNamesHaveTheirOwnOutputs() {
        samples::writeLabels(at("out"), "stack_0003", samples::halves(16, 8, 8));
        samples::writeLabels(at("out/png"), "grid", samples::halves(16, 8, 4));
        const gano::ResultFolder results(at("out"));
        QVERIFY(!results.find({at("stack.tif"), 3, {}}).empty());
        QVERIFY(results.find({at("stack.tif"), 2, {}}).empty());
        QVERIFY(!results.find({at("grid.png"), 0, {}}, {{}, true, true}).empty());
        QVERIFY(results.find({at("grid.tif"), 0, {}}, {{}, true, true}).empty());
    }

    void theCommandLinesSecondOfANameIsToldByItsRecipe() {
        samples::writeLabels(at("out"), "grid", samples::halves(16, 8, 8));  // Its recipe names grid.tif.
        samples::writeLabels(at("out"), "grid_2", samples::halves(16, 8, 4));
        auto recipe = nlohmann::json::parse(gano::readText(at("out/grid_2_recipe.json")));
        recipe["image"]["file"] = "grid.png";
        gano::writeTextAtomically(at("out/grid_2_recipe.json"), recipe.dump());
        const gano::ResultFolder results(at("out"));
        QVERIFY(results.find({at("grid.png"), 0, {}}, {{}, true, true}).labels == at("out/grid_2_labels.tif"));
        QVERIFY(results.find({at("grid.tif"), 0, {}}, {{}, true, true}).labels == at("out/grid_labels.tif"));
    }

    void everyDataSetOfAFileInAFolderHasItsRow() {
        if (!writeMadeHdf5(at("data/images/b.emd"), {{"HAADF"}, {"BF", 3}})) QSKIP("Built without HDF5.");
        writeMadeHdf5(at("data/images/c.h5"), {{"raw/frames", 2}});
        gano::writeTiff(at("data/images/a.tif"), samples::ramp(16, 8));
        std::ofstream(at("data/images/d.h5")) << "no HDF5";
        const auto set = gano::findImages(at("data/images"), {}, always);
        QStringList rows;
        for (const auto& entry : set.entries) {
            rows << QString::fromStdString(entry.image.file.filename().string() + ":" + entry.image.part) + (entry.onlyPart ? QStringLiteral("!") : QString());
            QVERIFY(!entry.ownFrame && entry.image.frame == 0);  // the frames are chosen beside the picture
        }
        QCOMPARE(rows, QStringList({QStringLiteral("a.tif:!"), QStringLiteral("b.emd:BF"), QStringLiteral("b.emd:HAADF"), QStringLiteral("c.h5:raw/frames!"), QStringLiteral("d.h5:!")}));
        samples::writeLabels(at("out"), "b_HAADF", samples::halves(8, 8, 4));
        const gano::ResultFolder results(at("out"));
        QVERIFY(results.find(set.entries[1].image, set.entries[1].place).empty());
        QVERIFY(!results.find(set.entries[2].image, set.entries[2].place).empty());
    }

    void filesWithoutARecipeAreNoOutputs() {
        gano::makeFolder(at("out"));
        gano::writeTiff(at("out/grid7_labels.tif"), samples::halves(16, 8, 8));
        QVERIFY(gano::ResultFolder(at("out")).empty());
    }

    void predictionsAreKeptBesideTheRunAndEachFolderOfImagesHasItsOwn() {
        const gano::RunFolder run{at("run")};
        gano::createRun(run, gano::defaultPlan("segmentation"), "cpu");
        const auto first = gano::predictionsFolder(run.root, at("data/images"), true);
        QVERIFY(first == run.root / "predictions" / "images");
        QVERIFY(gano::predictionsFolder(run.root, at("data/images"), false) == first);
        fs::create_directories(at("other/images"));
        const auto second = gano::predictionsFolder(run.root, at("other/images"), true);
        QVERIFY(second != first);
        QVERIFY(gano::predictionsFolder(run.root, at("other/images"), false) == second);
        QVERIFY(fs::is_empty(at("data/images")));
    }

    void imagesAreListedByNameWithTheirTruthAndWithoutOutputs() {
        for (const char* name : {"b10", "b2", "b1"}) gano::writeTiff(at("data/images") / (std::string(name) + ".tif"), samples::ramp(16, 8));
        samples::writeLabels(at("data/images"), "b2", samples::halves(16, 8, 8));
        fs::create_directories(at("data/masks"));
        gano::writeTiff(at("data/masks/b2_mask.tif"), samples::halves(16, 8, 8));
        const auto set = gano::findImages(at("data/images"), at("data/masks"), always);
        QCOMPARE(set.entries.size(), std::size_t{3});
        QVERIFY(set.entries[1].image.file.filename() == "b2.tif");
        QVERIFY(set.entries[1].truth.has_value());
        QVERIFY(!set.entries[0].truth.has_value());
        QVERIFY(set.labels);
    }

    void maskFilesBesideTheirImagesAreTruthAndNotImages() {
        gano::writeTiff(at("data/images/a.tif"), samples::ramp(16, 8));
        gano::writeTiff(at("data/images/a_mask.tif"), samples::halves(16, 8, 8));
        const auto set = gano::findImages(at("data/images"), {}, always);
        QCOMPARE(set.entries.size(), std::size_t{1});
        QVERIFY(set.entries[0].truth.has_value());
    }

    void imagesOfEqualNamesAreToldApart() {
        for (const char* file : {"data/images/one/a.tif", "data/images/one/b.tif", "data/images/two/a.tif", "data/images/two/c.tif", "data/images/two/c_2.tif"}) {
            fs::create_directories(at(file).parent_path());
            gano::writeTiff(at(file), samples::ramp(16, 8));
        }
        fs::copy_file(at("data/images/two/c.tif"), at("data/images/two/c.tiff"));
        const auto set = gano::findImages(at("data/images"), {}, always);
        QCOMPARE(set.entries.size(), std::size_t{6});
        for (const auto& entry : set.entries) {
            const auto file = entry.image.file.lexically_relative(at("data/images")).generic_string();
            QCOMPARE(entry.place.below.generic_string(), file.substr(0, 3));
            QCOMPARE(entry.place.repeated, file == "one/a.tif" || file == "two/a.tif" || file == "two/c.tif" || file == "two/c.tiff");
            QCOMPARE(entry.place.twin, file == "two/c.tif" || file == "two/c.tiff");
        }
    }

    void imagesOfARunComeTestFirst() {
        auto plan = gano::defaultPlan("segmentation");
        plan.data.images = (samples::precipitates() / "images").string();
        plan.data.targets = (samples::precipitates() / "masks").string();
        const gano::RunFolder run{at("run")};
        gano::createRun(run, plan, "cpu");
        gano::writeTextAtomically(run.split(), R"({"train": [0,1,2,3], "validation": [4], "test": [5]})");
        const auto set = gano::imagesOfRun(run.root, {}, {}, always);
        QCOMPARE(set.entries.size(), std::size_t{6});
        QCOMPARE(set.entries[0].part, std::string("test"));
        QCOMPARE(set.entries[1].part, std::string("validation"));
        QVERIFY(set.entries[0].truth.has_value());
        QVERIFY(set.labels);
    }

    void aRunWhoseImagesHaveMovedSaysSoAndFindsThemElsewhere() {
        auto plan = gano::defaultPlan("segmentation");
        plan.data.images = at("gone").string();
        plan.data.targets = at("gone-too").string();
        const gano::RunFolder run{at("run")};
        gano::createRun(run, plan, "cpu");
        QVERIFY_EXCEPTION_THROWN(gano::imagesOfRun(run.root, {}, {}, always), gano::MissingImages);
        const auto set = gano::imagesOfRun(run.root, samples::precipitates() / "images", {}, always);
        QCOMPARE(set.entries.size(), std::size_t{6});
        QVERIFY(!set.missingTargets.empty());
    }
};

GANO_EVENT_TEST(TestResults)
#include "tst_results.moc"
