// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "core/base/error.h"
#include "core/study/ready_made.h"
#include "tests/core/study/study_test.h"
#include "tests/support/test_program.h"

using namespace study_test;

namespace {

std::vector<std::string> valuesOf(const gano::Study& study, const std::string& key) {
    for (const auto& axis : study.axes)
        if (axis.key == key) return axis.values;
    return {};
}

}  // namespace

class TestReadyMade : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    gano::TrainPlan plan_;
    gano::StudyChoices choices_;

private Q_SLOTS:
    void initTestCase() {
        const auto root = pathOf(folder_);
        writeDisks(root / "images", root / "masks", 12, 32);
        writeDisks(root / "test", root / "truth", 3, 32, 6);
        writeDisks(root / "unlabelled", {}, 20, 32, 7);
        writeDisks(root / "other" / "images", root / "other" / "masks", 4, 32, 8);
        plan_ = smallPlan(root);
        choices_.testImages = (root / "test").string();
        choices_.testTargets = (root / "truth").string();
        choices_.unlabelled = (root / "unlabelled").string();
        choices_.otherImages = (root / "other" / "images").string();
        choices_.otherTargets = (root / "other" / "masks").string();
        choices_.vary = "learning-rate=0.001,0.0001; crop=24,32";
        choices_.pretrained = std::string(GANOSCOPE_SOURCE_DIR) + "/models/zoo/unet-2-44-em.safetensors";
    }

    void everyStudySaysWhatItIsAndHasKnownOptions() {
        std::set<std::string> ids, keys;
        gano::StudyChoices choices;
        for (const auto& field : choices.fields()) keys.insert(field.spec.key);
        auto plan = gano::defaultPlan("segmentation");
        for (const auto& field : plan.fields()) QVERIFY2(!keys.contains(field.spec.key), field.spec.key.c_str());  // Both are flags of one command.
        for (const auto& row : gano::readyStudies()) {
            QVERIFY(ids.insert(row.id).second);
            QVERIFY(row.title.ends_with("?") || row.title.starts_with("As in the paper"));
            for (const auto* sentence : {&row.sentence, &row.needs}) QVERIFY(sentence->ends_with("."));
            for (const auto& key : row.choices) QVERIFY2(keys.contains(key), key.c_str());
            for (const auto& key : row.required) QVERIFY(std::ranges::find(row.choices, key) != row.choices.end());
        }
    }

    void everyStudyCanBeMade() {
        for (const auto& row : gano::readyStudies()) {
            auto plan = plan_;
            if (row.id == "paper-restoration") plan.task = "denoising", plan.training.loss.clear();
            const auto study = gano::makeStudy(row.id, plan, choices_);
            QCOMPARE(study.readyMade, row.id);
            const auto cells = gano::cellsOf(study);
            QVERIFY2(cells.size() >= 2, row.id.c_str());
            std::set<std::string> names;
            for (const auto& cell : cells) QVERIFY2(names.insert(cell.name).second, cell.name.c_str());
        }
    }

    void aStudyWithoutWhatItNeedsIsRefused() {
        for (const auto& row : gano::readyStudies()) {
            if (row.required.empty()) continue;
            gano::StudyChoices few;
            few.testImages = choices_.testImages;
            few.testTargets = choices_.testTargets;
            try {
                gano::makeStudy(row.id, plan_, few);
                QFAIL(row.id.c_str());
            } catch (const gano::UsageError& error) {
                QVERIFY2(holds(error.what(), row.title.c_str()) && holds(error.what(), "Fill in"), error.what());
            }
        }
        QVERIFY_EXCEPTION_THROWN(gano::makeStudy("does-pretraining-hel", plan_, choices_), gano::UsageError);
        QVERIFY_EXCEPTION_THROWN(gano::makeStudy("how-many-labels", gano::defaultPlan("pretraining"), choices_), gano::UsageError);
    }

    void scratchHasTheNetworkOfTheModelItIsComparedWith() {
        auto choices = choices_;
        choices.pretrained += "," + std::string(GANOSCOPE_SOURCE_DIR) + "/models/zoo/hrnet-small-em.safetensors";
        choices.unlabelled.clear();
        choices.otherImages.clear();
        const auto study = gano::makeStudy("does-pretraining-help", plan_, choices);
        QCOMPARE(study.starts.size(), std::size_t{4});
        const auto cells = gano::cellsOf(study);
        const auto generatorOf = [&](const std::string& start) {
            for (const auto& cell : cells)
                if (cell.start == start) return cell.plan.model.generator;
            return std::string();
        };
        QCOMPARE(generatorOf("scratch"), generatorOf("unet-2-44-em"));
        QVERIFY(generatorOf("hrnet-small-em").starts_with("hrnet"));
        QCOMPARE(generatorOf(study.starts[2].name), generatorOf("hrnet-small-em"));
        QVERIFY(study.starts[2].kind == gano::StudyStart::Kind::Scratch);
    }

    void aModelThatThePlanStartsFromIsCompared() {
        auto plan = plan_;
        plan.model.from = choices_.pretrained;
        gano::StudyChoices choices;
        choices.testImages = choices_.testImages;
        choices.testTargets = choices_.testTargets;
        const auto study = gano::makeStudy("does-pretraining-help", plan, choices);
        QCOMPARE(study.starts.size(), std::size_t{2});
        QCOMPARE(study.starts[1].name, std::string("unet-2-44-em"));
        QVERIFY(gano::cellsOf(study)[0].plan.model.from.empty());
    }

    void threeStartsStandBesideEachOther() {
        auto choices = choices_;
        choices.pretrained.clear();
        const auto study = gano::makeStudy("does-pretraining-help", plan_, choices);
        std::vector<std::string> names;
        for (const auto& start : study.starts) names.push_back(start.name);
        const std::vector<std::string> expected{"scratch", "pretrained", "trained on other first"};
        QCOMPARE(names, expected);
    }

    void labelCountsDoubleUpToWhatThereIs() {
        // 12 images, 4 of them for validation.
        auto choices = choices_;
        choices.pretrained.clear();
        const auto study = gano::makeStudy("how-many-labels", plan_, choices);
        const std::vector<std::string> expected{"all", "1", "2", "4"};
        QCOMPARE(valuesOf(study, "train-images"), expected);
        choices.labels = "2, 5,100, all";
        const std::vector<std::string> given{"all", "2", "5"};
        QCOMPARE(valuesOf(gano::makeStudy("how-many-labels", plan_, choices), "train-images"), given);
        choices.labels = "two";
        QVERIFY_EXCEPTION_THROWN(gano::makeStudy("how-many-labels", plan_, choices), gano::UsageError);
        choices.labels = "1,3";
        choices.labelUnit = "patches";
        const std::vector<std::string> patches{"all", "1", "3"};
        QVERIFY(!valuesOf(gano::makeStudy("how-many-labels", plan_, choices), "train-patches").empty());
    }

    void pretrainingCountsAreAQuarterHalfAndAll() {
        const auto study = gano::makeStudy("how-much-unlabelled-data", plan_, choices_);
        std::vector<int> counts;
        for (const auto& start : study.starts)
            if (start.kind == gano::StudyStart::Kind::Pretraining) counts.push_back(start.images);
        const std::vector<int> expected{4, 8, 17};  // 3 of 20 validate.
        QCOMPARE(counts, expected);
        QVERIFY(study.starts.front().kind == gano::StudyStart::Kind::Scratch);
    }

    void theFirstValueIsThePlansOwn() {
        auto plan = plan_;
        plan.model.generator = "unet_3_176";
        QCOMPARE(valuesOf(gano::makeStudy("which-receptive-field", plan, choices_), "generator").front(), std::string("unet_3_176"));
        auto choices = choices_;
        choices.pretrained.clear();
        QCOMPARE(valuesOf(gano::makeStudy("which-learning-rate", plan, choices), "learning-rate").front(), std::string("0.003"));
    }

    void optionsOfThePretrainingAreVariedInThePretraining() {
        auto choices = choices_;
        choices.pretrained.clear();
        choices.vary = "pretraining:noise=0..0.1,0..0.3; crop=24,32";
        choices.seeds = 2;
        const auto cells = gano::cellsOf(gano::makeStudy("any-option", plan_, choices));
        int preparations = 0;
        for (const auto& cell : cells) {
            if (!cell.preparation) {
                const bool strong = cell.values.front().second == "0..0.3";
                QVERIFY2(cell.startsFrom.find(strong ? "0..0.3" : "0..0.1") != std::string::npos, cell.startsFrom.c_str());
                continue;
            }
            ++preparations;
            QCOMPARE(cell.plan.corruption.gaussianNoise.high, cell.name.find("0.3") != std::string::npos ? 0.3 : 0.1);
        }
        QCOMPARE(preparations, 2);
        QCOMPARE(cells.size(), std::size_t{2 + 2 * 4});
        choices.pretrained = choices_.pretrained;
        QVERIFY_EXCEPTION_THROWN(gano::makeStudy("any-option", plan_, choices), gano::UsageError);
    }

    void listsAreTakenApart() {
        const std::vector<std::string> expected{"a", "b c", "d"};
        QCOMPARE(gano::listOf(" a,b c ,, d "), expected);
        QVERIFY(gano::listOf("").empty());
    }
};

GANO_PLAIN_TEST(TestReadyMade)
#include "tst_ready_made.moc"
