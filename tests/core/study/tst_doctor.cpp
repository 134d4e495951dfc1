// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/study/doctor.h"
#include "tests/support/test_program.h"

using namespace gano;
namespace fs = std::filesystem;

/// The rules on trainings that really happened: tests/core/study/runs holds what they left behind, without weights.
class DoctorTest : public QObject {
    Q_OBJECT

    static fs::path runs() { return fs::path(GANOSCOPE_SOURCE_DIR) / "tests" / "core" / "study" / "runs"; }
    static Patient recorded(const std::string& name) { return readPatient(runs() / name); }
    static const std::vector<std::string>& good() {
        static const std::vector<std::string> names{"good-segmentation", "good-finetuned", "good-pretraining", "good-pretraining-longer", "good-denoising"};
        return names;
    }
    static const Diagnosis* find(const std::vector<Diagnosis>& found, const std::string& id) {
        const auto place = std::ranges::find(found, id, [](const Diagnosis& one) { return one.finding.id; });
        return place == found.end() ? nullptr : &*place;
    }
    static std::string idsOf(const std::vector<Diagnosis>& found) {
        std::string ids;
        for (const auto& one : found) ids += one.finding.id + ": " + one.finding.sentence + "\n";
        return ids;
    }
    /// A training that is well, of which one thing is changed.
    template <class Change>
    static Patient changed(Change change) {
        auto patient = recorded("good-segmentation");
        change(patient);
        return patient;
    }

private Q_SLOTS:
    void trainingsThatAreWellAreCalledHealthy_data() {
        QTest::addColumn<QString>("name");
        for (const auto& name : good()) QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void trainingsThatAreWellAreCalledHealthy() {
        QFETCH(QString, name);
        const auto patient = recorded(name.toStdString());
        const auto found = examine(patient);
        for (const auto& one : found) QVERIFY2(one.finding.severity == Finding::Severity::Information, idsOf(found).c_str());
        QVERIFY2(verdict(patient, found).starts_with("Healthy"), verdict(patient, found).c_str());
    }

    void trainingsThatAreWellNeverTriggerAtAnyEpoch() {
        // Live, the doctor looks after each epoch.
        for (const auto& name : good()) {
            const auto whole = recorded(name);
            for (std::size_t epochs = 1; epochs < whole.metrics.epochs.size(); ++epochs) {
                auto patient = whole;
                patient.status.state = "running";
                patient.running = true;
                patient.metrics.epochs.resize(epochs);
                patient.metrics.rows.resize(epochs);
                const auto found = examine(patient);
                QVERIFY2(worst(found) == Finding::Severity::Information, (name + ", epoch " + std::to_string(epochs) + "\n" + idsOf(found)).c_str());
            }
        }
    }

    void recordedTrainingsTriggerTheirRule_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("rule");
        const std::vector<std::pair<const char*, const char*>> table = {
            {"not-a-number", "not-a-number"},
            {"rate-too-high", "learning-rate-too-high"},
            {"rate-of-one", "learning-rate-too-high"},
            {"pretraining-rate-too-high", "learning-rate-too-high"},
            {"discriminator-wins", "generator-ignores-input"},
            {"no-progress", "no-progress"},
            {"hard-axons", "no-progress"},
            {"hard-precipitates", "no-progress"},
            {"discriminator-wins", "discriminator-wins"},
            {"overfitting", "overfitting"},
            {"bad-start", "pretrained-worse"},
            {"validation-jumps", "validation-spread"},
            {"overfitting", "receptive-field"},
            {"hard-superalloys", "receptive-field"},
            {"overfitting", "validation-small"},
        };
        for (const auto& [name, rule] : table) QTest::addRow("%s: %s", name, rule) << QString::fromLatin1(name) << QString::fromLatin1(rule);
    }
    void recordedTrainingsTriggerTheirRule() {
        QFETCH(QString, name);
        QFETCH(QString, rule);
        const auto patient = recorded(name.toStdString());
        const auto found = examine(patient);
        const auto* one = find(found, rule.toStdString());
        QVERIFY2(one != nullptr, idsOf(found).c_str());
        // Words with numbers, a cause and something to do.
        QVERIFY2(one->finding.sentence.find_first_of("0123456789") != std::string::npos || rule == QStringLiteral("validation-small"), one->finding.sentence.c_str());
        QVERIFY(!one->cause.empty());
        QVERIFY(!one->finding.advice.empty());
        for (const auto& remedy : one->remedies) {
            QVERIFY(!remedy.label.empty());
            // Every change is one that a plan takes.
            if (remedy.kind == Remedy::Kind::TrainAgain) checkPlan(remedied(patient.plan, remedy));
        }
    }

    void aCauseTakesTheBlameForItsConsequences() {
        // A rate that is too high also makes scores jump, and nothing learned: that is one finding, not three.
        const auto found = examine(recorded("rate-too-high"));
        QVERIFY2(find(found, "validation-spread") == nullptr && find(found, "no-progress") == nullptr, idsOf(found).c_str());
        const auto pretraining = examine(recorded("pretraining-rate-too-high"));
        QVERIFY2(find(pretraining, "generator-ignores-input") == nullptr, idsOf(pretraining).c_str());
    }

    void whyTheInputIsIgnoredDependsOnTheOptions() {
        auto patient = recorded("discriminator-wins");
        QVERIFY(find(examine(patient), "generator-ignores-input")->remedies.front().changes.front().first == "lambda");
        patient.plan.corruption.gaussianNoise = {1.0, 2.0};
        const auto drowned = examine(patient);
        QVERIFY(find(drowned, "generator-ignores-input")->remedies.front().changes.front().first == "noise");
        QVERIFY(remedied(patient.plan, find(drowned, "generator-ignores-input")->remedies.front()).corruption.gaussianNoise.high == 0.2);
        // A training that has only begun is no nearer to the target than grey either.
        patient.metrics.epochs.resize(4);
        patient.metrics.rows.resize(4);
        QVERIFY(find(examine(patient), "generator-ignores-input") == nullptr);
    }

    void remediesChangeWhatTheySay() {
        const auto patient = recorded("rate-too-high");
        const auto found = examine(patient);
        const auto& remedy = find(found, "learning-rate-too-high")->remedies.front();
        QCOMPARE(remedied(patient.plan, remedy).training.learningRate, 0.001);
        auto same = remedied(patient.plan, remedy);
        same.training.learningRate = patient.plan.training.learningRate;
        QVERIFY(planToJson(same) == planToJson(patient.plan));
        Remedy wrong;
        wrong.changes = {{"no-such-option", "1"}};
        QVERIFY_EXCEPTION_THROWN(remedied(patient.plan, wrong), UsageError);
    }

    void dataFindingsBecomeFindingsOfTheRun_data() {
        QTest::addColumn<QString>("id");
        for (const char* id : {"labels-shifted", "labels-inverted", "empty-masks", "near-duplicates"}) QTest::newRow(id) << QString::fromLatin1(id);
    }
    void dataFindingsBecomeFindingsOfTheRun() {
        QFETCH(QString, id);
        const auto patient = changed([&](Patient& one) { one.data->findings.push_back({Finding::Severity::Warning, id.toStdString(), "3 of 20 images.", "Look.", {"a.tif"}}); });
        const auto found = examine(patient);
        QVERIFY(find(found, id.toStdString()) != nullptr);
        QVERIFY(!find(found, id.toStdString())->cause.empty());
        QVERIFY(find(found, id.toStdString())->remedies.front().kind == Remedy::Kind::LookAtData);
        QCOMPARE(verdict(patient, found), std::string("3 of 20 images."));
    }

    void withoutValidationImagesTheRunIsNotCalledHealthy() {
        const auto none = changed([](Patient& one) { one.data->validation = 0; });
        QVERIFY(find(examine(none), "validation-small")->finding.severity == Finding::Severity::Warning);
        const auto two = changed([](Patient& one) { one.data->validation = 2; });
        QVERIFY(find(examine(two), "validation-small")->finding.severity == Finding::Severity::Information);
        QVERIFY(verdict(two, examine(two)).starts_with("Healthy"));
    }

    void anotherPixelSizeIsTold() {
        const auto at = [](double nm) { return changed([nm](Patient& one) {
            one.plan.model.from = "pretrained";
            one.profile->pixelSize = PixelSize{nm, nm};
            one.profile->pretrainedPixelSize = PixelSize{1.0, 1.0};
        }); };
        QVERIFY(find(examine(at(1.1)), "pixel-size") == nullptr);
        const auto found = examine(at(2.0));
        QVERIFY(find(found, "pixel-size") != nullptr);
        QCOMPARE(remedied(at(2.0).plan, find(found, "pixel-size")->remedies.front()).model.from, std::string());
    }

    void aBadStartIsComparedWithTheSameRunFromScratch() {
        const auto patient = recorded("bad-start");
        QVERIFY(patient.scratch.has_value());
        QCOMPARE(patient.scratch->folder.filename(), fs::path("good-segmentation"));
        const auto found = examine(patient);
        const auto* worse = find(found, "pretrained-worse");
        QVERIFY(worse->comparesImages);
        QVERIFY2(worse->cause.find("another kind") != std::string::npos, worse->cause.c_str());
        QVERIFY(worse->remedies.front().kind == Remedy::Kind::OpenRun);
        // What differs in more than the start is no twin.
        QVERIFY(!recorded("good-segmentation").scratch.has_value());
        QVERIFY(recorded("good-finetuned").scratch.has_value());
    }

    void aReceptiveFieldThatSufficesIsNoFinding() {
        auto patient = recorded("overfitting");
        patient.data->objects->medianPx = 30.0;
        QVERIFY(find(examine(patient), "receptive-field") == nullptr);
        patient = recorded("overfitting");
        const auto found = examine(patient);
        const auto wanted = remedied(patient.plan, find(found, "receptive-field")->remedies.front());
        QVERIFY2(wanted.model.generator != patient.plan.model.generator, wanted.model.generator.c_str());
    }

    void threeEpochsAreTooFewForAVerdict() {
        auto patient = recorded("good-segmentation");
        patient.metrics.epochs.resize(2);
        patient.metrics.rows.resize(2);
        patient.running = true;
        QVERIFY2(verdict(patient, examine(patient)).starts_with("Too early"), verdict(patient, examine(patient)).c_str());
    }

    void runsWithoutAnyOfTheNewerFilesAreReadToo() {
        QTemporaryDir home;
        const fs::path folder = fs::path(home.path().toStdString()) / "old";
        fs::create_directories(folder);
        for (const char* file : {"run.json", "metrics.csv"}) fs::copy(runs() / "good-segmentation" / file, folder / file);
        const auto patient = readPatient(folder);
        QVERIFY(!patient.data && !patient.profile);
        QVERIFY(examine(patient).empty());
        QVERIFY_EXCEPTION_THROWN(readPatient(fs::path(home.path().toStdString()) / "nothing"), Error);
    }

    void textAndJsonSayTheSame() {
        const auto patient = recorded("rate-too-high");
        const auto found = examine(patient);
        const auto json = doctorToJson(patient, found);
        QCOMPARE(json["findings"].size(), found.size());
        QCOMPARE(json["findings"][0]["id"].get<std::string>(), std::string("learning-rate-too-high"));
        QCOMPARE(json["healthy"].get<bool>(), false);
        const auto text = doctorText(patient, found);
        QVERIFY2(text.find(found.front().finding.sentence) != std::string::npos, text.c_str());
        QVERIFY2(text.find("--learning-rate 0.001") != std::string::npos, text.c_str());
    }

    void idsOfRulesAreUniqueAndNamed() {
        std::set<std::string> ids;
        for (const auto& rule : doctorRules()) {
            QVERIFY(ids.insert(rule.id).second);
            QVERIFY(rule.look != nullptr && std::string(rule.name).size() > 3);
        }
    }
};

GANO_EVENT_TEST(DoctorTest)
#include "tst_doctor.moc"
