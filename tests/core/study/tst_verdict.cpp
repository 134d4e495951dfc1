// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_test.h"
#include "tests/support/test_program.h"

using gano::Verdict;
using namespace study_test;

namespace {

gano::StudyResults resultsWith(double scratch, double pretrained, int seeds, int images, std::uint64_t seed) {
    const auto study = startStudy(seeds);
    const Truth truth{.mean = [=](const auto& cell) { return startMean(cell, scratch, pretrained); }, .images = images};
    return gano::resultsOf(study, drawScores(study, truth, seed));
}

/// How often each verdict is given in 200 draws from the same truth.
struct Counts {
    int helps = 0, none = 0, harms = 0;
};
Counts verdicts(double scratch, double pretrained, int seeds, int images) {
    Counts counts;
    for (std::uint64_t draw = 1; draw <= 200; ++draw) {
        const auto verdict = resultsWith(scratch, pretrained, seeds, images, draw).verdict;
        ++(verdict == Verdict::Helps ? counts.helps : verdict == Verdict::Harms ? counts.harms : counts.none);
    }
    return counts;
}

bool starts(const std::string& sentence, const char* words) { return sentence.starts_with(words); }
}  // namespace

/// Tables of scores drawn from a known truth: the verdict has to be the truth.
class TestVerdict : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aClearGainIsCalledHelp() {
        const auto counts = verdicts(0.60, 0.75, 3, 20);
        QVERIFY2(counts.helps >= 190 && counts.harms == 0, qPrintable(QString::number(counts.helps)));
        const auto one = resultsWith(0.60, 0.75, 3, 20, 7);
        QVERIFY2(starts(one.sentence, "Pretraining helps: Dice 0.7"), one.sentence.c_str());
        QVERIFY(holds(one.sentence, "20 test images") && holds(one.sentence, "3 seeds") && holds(one.sentence, "95 % interval"));
    }

    void aClearLossIsCalledHarm() {
        const auto counts = verdicts(0.75, 0.60, 3, 20);
        QVERIFY2(counts.harms >= 190 && counts.helps == 0, qPrintable(QString::number(counts.harms)));
        QVERIFY(starts(resultsWith(0.75, 0.60, 3, 20, 7).sentence, "Pretraining harms: "));
    }

    void anUnfinishedStudyComparesTheSeedsThatBothHave() {
        const auto study = startStudy(3);
        auto scores = drawScores(study, {.mean = [](const gano::StudyCell& cell) { return cell.start == "scratch" ? 0.3 + 0.2 * cell.seed : 0.6; }}, 7);
        std::erase_if(scores, [](const gano::CellScores& cell) { return cell.cell.starts_with("pretrained") && cell.cell.ends_with("seed-3"); });
        const auto results = gano::resultsOf(study, scores);
        QCOMPARE(results.comparisons.size(), std::size_t{1});
        const auto& compared = results.comparisons.front();
        QCOMPARE(compared.difference.seeds, std::size_t{2});
        QVERIFY(std::abs(compared.armScore - compared.baselineScore - compared.difference.mean) < 1e-12);
        QVERIFY2(std::abs(compared.baselineScore - 0.6) < 0.05, compared.sentence.c_str());
        QVERIFY(std::abs(results.arms.front().score.mean - 0.7) < 0.05);
    }

    void equalTruthsAreSeldomCalledDifferent() {
        for (const auto& [seeds, images] : {std::pair(3, 20), std::pair(3, 7), std::pair(2, 40), std::pair(5, 12), std::pair(3, 60)}) {
            const auto counts = verdicts(0.70, 0.70, seeds, images);
            QVERIFY2(counts.helps + counts.harms <= 17,  // 5 of 100, and what chance adds to it in 200 draws.
                     qPrintable(QStringLiteral("%1 of 200 with %2 seeds").arg(counts.helps + counts.harms).arg(seeds)));
        }
        QVERIFY(starts(resultsWith(0.70, 0.70, 3, 20, 7).sentence, "No difference: "));
    }

    void theDirectionOfTheMetricIsKnown() {
        // For denoising, a smaller L1 distance is better.
        auto study = startStudy(3);
        study.base = gano::defaultPlan("denoising");
        study.base.data.images = "images";
        const Truth truth{.mean = [](const auto& cell) { return startMean(cell, 0.6, 0.4); }};
        auto scores = drawScores(study, truth, 3);
        for (auto& cell : scores)
            for (auto& image : cell.models.front().images) image.scores = {{"l1", image.scores.front().second}};
        const auto results = gano::resultsOf(study, scores);
        QCOMPARE(results.metric, std::string("l1"));
        QVERIFY(results.verdict == Verdict::Helps);
        QVERIFY(results.comparisons.front().difference.mean > 0.15);
    }

    void tooFewTestImagesAreSaid() {
        const auto results = resultsWith(0.3, 0.9, 3, 5, 1);
        QVERIFY(results.verdict == Verdict::NoDifference);
        QVERIFY(results.comparisons.front().tooFewImages);
        QVERIFY(std::ranges::any_of(results.cautions, [](const auto& c) { return holds(c, "fewer than 6 test images"); }));
        QVERIFY(!resultsWith(0.3, 0.9, 3, 6, 1).comparisons.front().tooFewImages);
        QVERIFY(resultsWith(0.3, 0.9, 3, 6, 1).verdict == Verdict::Helps);
    }

    void oneSeedIsSaid() {
        const auto results = resultsWith(0.5, 0.8, 1, 20, 1);
        QVERIFY(std::ranges::any_of(results.cautions, [](const auto& c) { return holds(c, "With one seed"); }));
        QVERIFY(results.verdict == Verdict::NoDifference);
        QVERIFY2(starts(results.sentence, "No difference that can be told from luck with one seed: Dice"), results.sentence.c_str());
        const auto three = resultsWith(0.5, 0.8, 3, 20, 1);
        QVERIFY(std::ranges::none_of(three.cautions, [](const auto& c) { return holds(c, "With one seed"); }));
    }

    void helpAtFewLabelsAndNoneAtManyIsToldApart() {
        const auto study = startStudy(3, {"1", "8", "all"});
        const Truth truth{.mean = [](const gano::StudyCell& cell) {
            const auto& labels = cell.values.front().second;
            return labels == "all" ? 0.85 : startMean(cell, labels == "1" ? 0.40 : 0.65, labels == "1" ? 0.65 : 0.80);
        }};
        const auto results = gano::resultsOf(study, drawScores(study, truth, 11));
        QCOMPARE(results.comparisons.size(), std::size_t{3});
        QVERIFY(results.comparisons[0].verdict == Verdict::Helps);
        QVERIFY(results.comparisons[1].verdict == Verdict::Helps);
        QVERIFY(results.comparisons[2].verdict == Verdict::NoDifference);
        QVERIFY2(starts(results.sentence, "Pretraining helps with 1 label and 8 labels; no difference could be shown with all labels. 1 label: Dice"), results.sentence.c_str());
    }

    void labelsSavedAreReadOffTheOtherCurve() {
        const auto study = startStudy(3, {"1", "2", "4", "8", "all"});
        // From scratch 0.1 more for each doubling, pretrained the same but two doublings ahead.
        const Truth truth{.mean = [](const gano::StudyCell& cell) {
            const auto& labels = cell.values.front().second;
            return 0.4 + 0.1 * std::log2(labels == "all" ? 40.0 : std::stod(labels)) + startMean(cell, 0.0, 0.2);
        }, .images = 20, .imageSpread = 0.0, .seedSpread = 0.0, .rest = 0.0};
        const auto results = gano::resultsOf(study, drawScores(study, truth, 1));
        QCOMPARE(results.labelEfficiency.size(), std::size_t{5});
        for (std::size_t i = 0; i < 3; ++i) QVERIFY(std::abs(results.labelEfficiency[i].factor() - 4.0) < 1e-6);
        QVERIFY(!results.labelEfficiency[2].atLeast);
        QVERIFY(results.labelEfficiency[4].atLeast);
        QCOMPARE(results.labelEfficiency[4].equivalent, 40.0);
        QVERIFY2(results.sentence.ends_with("2 labels with it do as well as 8 without."), results.sentence.c_str());
    }

    void stepsAndMinutesToTheTargetAreCounted() {
        const auto study = startStudy(3);
        const Truth truth{.mean = [](const auto& cell) { return startMean(cell, 0.6, 0.8); }, .seedSpread = 0.0};
        const auto results = gano::resultsOf(study, drawScores(study, truth, 1));
        const auto& scratch = results.arms[0];
        const auto& pretrained = results.arms[1];
        // The target is scratch's own best, at its tenth and last check; 0.8 (1 - exp(-n/2)) is there at the third.
        QCOMPARE(scratch.epochsToTarget, 10.0);
        QCOMPARE(pretrained.epochsToTarget, 3.0);
        QCOMPARE(pretrained.stepsToTarget, 300.0);
        QVERIFY(std::abs(pretrained.minutesToTarget - 0.3) < 1e-9);
        QVERIFY(std::abs(scratch.minutes - 1.0) < 1e-9);
        auto wanted = study;
        wanted.targetScore = 0.7;
        const auto unreachable = gano::resultsOf(wanted, drawScores(study, truth, 1));
        QVERIFY(std::isnan(unreachable.arms[0].epochsToTarget));
        QCOMPARE(unreachable.arms[1].epochsToTarget, 5.0);
    }

    void curvesSpanTheSeeds() {
        const auto study = startStudy(3);
        auto scores = drawScores(study, {.mean = [](const auto&) { return 0.5; }}, 1);
        int n = 0;
        for (auto& cell : scores) cell.validation = {0.1 * ++n, 0.5};
        const auto results = gano::resultsOf(study, scores);
        // Cells come seed by seed: scratch has 0.1, 0.3, 0.5.
        QVERIFY(std::abs(results.arms[0].curve.mean[0] - 0.3) < 1e-12);
        QVERIFY(std::abs(results.arms[0].curve.low[0] - 0.1) < 1e-12);
        QVERIFY(std::abs(results.arms[0].curve.high[0] - 0.5) < 1e-12);
        QCOMPARE(results.arms[0].curve.steps[1], 200.0);
    }

    void howManyLabelsAreEnoughIsAnswered() {
        auto study = startStudy(3, {"all", "1", "4", "16"});
        study.starts.resize(1);
        study.compare = "train-images";
        const Truth truth{.mean = [](const gano::StudyCell& cell) {
            const auto& labels = cell.values.front().second;
            return labels == "1" ? 0.4 : labels == "4" ? 0.7 : 0.85;
        }};
        const auto results = gano::resultsOf(study, drawScores(study, truth, 5));
        QVERIFY2(starts(results.sentence, "16 labels are enough, as far as can be told: Dice 0.8"), results.sentence.c_str());
        QVERIFY(holds(results.sentence, "with 40 labels"));
    }

    void theBestOfAnOptionIsNamedAndComparedWithTheFirst() {
        auto study = startStudy(3);
        study.starts.resize(1);
        study.axes = {{"learning-rate", {"0.0002", "0.00002", "0.002"}}};
        study.compare = "learning-rate";
        const Truth truth{.mean = [](const gano::StudyCell& cell) {
            const auto& rate = cell.values.front().second;
            return rate == "0.002" ? 0.8 : rate == "0.0002" ? 0.7 : 0.4;
        }};
        const auto results = gano::resultsOf(study, drawScores(study, truth, 5));
        QVERIFY2(starts(results.sentence, "Best: learning rate 0.002, Dice 0."), results.sentence.c_str());
        QVERIFY2(holds(results.sentence, "better than learning rate 0.0002 (p"), results.sentence.c_str());
        QVERIFY2(holds(results.sentence, "Worse than learning rate 0.0002: learning rate 0.00002."), results.sentence.c_str());
    }

    void anUnfinishedStudySaysSo() {
        const auto study = startStudy(3);
        const Truth truth{.mean = [](const auto& cell) { return startMean(cell, 0.5, 0.8); }};
        auto scores = drawScores(study, truth, 1);
        QCOMPARE(gano::resultsOf(study, {}).sentence, std::string("No training is finished yet."));
        scores.resize(1);
        QVERIFY(holds(gano::resultsOf(study, scores).sentence, "nothing to compare yet"));
        scores = drawScores(study, truth, 1);
        scores.resize(4);
        const auto results = gano::resultsOf(study, scores);
        QVERIFY(holds(results.cautions.front(), "4 of 6 trainings are done"));
        QCOMPARE(results.comparisons.front().difference.seeds, std::size_t{2});
    }
};

GANO_PLAIN_TEST(TestVerdict)
#include "tst_verdict.moc"
