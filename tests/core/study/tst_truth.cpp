// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/format_table.h"
#include "core/study/ready_made.h"
#include "core/study/study_runner.h"
#include "tests/core/study/study_test.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;
using gano::Verdict;
using namespace study_test;

/// Real trainings, tiny, of which one knows how they must come out. Minutes: only with GANOSCOPE_SLOW_TESTS in the environment.
class TestTruth : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return pathOf(folder_) / name; }

    /// From scratch against a start that learned another labelled set for `before` steps; both then learn `steps` steps.
    gano::StudyResults verdictOn(const std::string& name, const std::string& otherMasks, int before, double rateBefore, int steps) const {
        gano::StudyChoices choices;
        choices.otherImages = at("other").string();
        choices.otherTargets = at(otherMasks).string();
        choices.testImages = at("test").string();
        choices.testTargets = at("truth").string();
        choices.steps = steps;
        choices.checks = 2;
        choices.pretrainingSteps = before;
        auto study = gano::makeStudy("does-pretraining-help", smallPlan(pathOf(folder_)), choices);
        study.labelled->training.learningRate = rateBefore;
        gano::createStudy(at(name), study);
        gano::RunControl control;
        gano::SilentObserver observer;
        const auto outcome = gano::runStudy(at(name), control, observer);
        if (outcome.result != gano::RunOutcome::Done) qWarning("%s", outcome.message.c_str());
        const auto results = gano::readStudyResults(at(name));
        qInfo("%s", results.sentence.c_str());
        return results;
    }

private Q_SLOTS:
    void initTestCase() {
        if (qEnvironmentVariableIsEmpty("GANOSCOPE_SLOW_TESTS")) QSKIP("Trains for minutes; set GANOSCOPE_SLOW_TESTS to run it.");
        writeDisks(at("images"), at("masks"), 10, 48);
        writeDisks(at("test"), at("truth"), 12, 48, 6);
        writeDisks(at("other"), at("other-masks"), 12, 48, 7);
        // The same images with the labels of what is not a disk.
        fs::create_directories(at("wrong-masks"));
        for (const auto& entry : fs::directory_iterator(at("other-masks"))) {
            gano::Image mask(48, 48, gano::SampleType::U8);
            const auto right = gano::readImage({entry.path(), 0, {}});
            for (std::size_t i = 0; i < mask.pixels(); ++i) mask.samples<std::uint8_t>()[i] = static_cast<std::uint8_t>(255 - right.samples<std::uint8_t>()[i]);
            gano::writeTiff(at("wrong-masks") / entry.path().filename(), mask);
        }
    }

    void learningTheSameThingBeforeHelps() {
        const auto results = verdictOn("helps", "other-masks", 200, 0.003, 40);
        QVERIFY2(results.verdict == Verdict::Helps, results.sentence.c_str());
        QVERIFY(results.sentence.starts_with("Learning from the other labels first helps"));
    }

    void learningTheOppositeBeforeHarms() {
        const auto results = verdictOn("harms", "wrong-masks", 200, 0.003, 40);
        QVERIFY2(results.verdict == Verdict::Harms, results.sentence.c_str());
    }

    void learningNothingBeforeMakesNoDifference() {
        const auto results = verdictOn("nothing", "other-masks", 2, 1e-7, 100);
        QVERIFY2(results.verdict == Verdict::NoDifference, results.sentence.c_str());
    }
};

GANO_EVENT_TEST(TestTruth)
#include "tst_truth.moc"
