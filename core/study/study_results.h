// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/study/scores.h"
#include "core/study/statistics.h"
#include "core/study/study.h"

namespace gano {

/// A validation curve of one arm of a study: the mean over its seeds, and the lowest and highest of them. Values are NaN
/// where no seed has one. Parallel lists.
struct StudyCurve {
    std::vector<int> epochs;   ///< 1-based.
    std::vector<double> steps; ///< Optimiser steps at the end of each.
    std::vector<double> mean, low, high;
};

/// All trainings that differ by nothing but their seed.
struct StudyArm {
    std::string name;     ///< Value of what is compared: "scratch", "0.0002".
    std::string context;  ///< Of the other axes: "4 labels"; empty if there are none.
    double along = 0.0;   ///< Of the counted axis, as it came out: 4, or for "all" the number there were; 0 if there is none.
    std::vector<std::string> cells;  ///< Names of its trainings, by seed.
    ScoreGrid grid;       ///< Test score of each seed and image.
    MeanInterval score;   ///< On test images.
    StudyCurve curve;     ///< Of the task's first metric on validation images.
    double bestValidation = 0.0;   ///< Mean over the seeds of each one's best; NaN if there is none.
    double epochsToTarget = 0.0;   ///< Mean over the seeds until the target score is reached; NaN if one of them never does.
    double stepsToTarget = 0.0;    ///< The same, in optimiser steps.
    double minutesToTarget = 0.0;  ///< The same, of training and validation on the device it ran on.
    double minutes = 0.0;          ///< Of a whole training, mean over the seeds.
};

enum class Verdict { Helps, NoDifference, Harms };

/// One arm against the one it is compared with, in the same context.
struct StudyComparison {
    std::string arm, baseline, context;
    double armScore = 0.0, baselineScore = 0.0;  ///< Means over the seeds and images that both have; NaN where there is none.
    MeanInterval difference;  ///< Of the test scores, with the sign turned so that above 0 is better.
    SignedRank test;          ///< Over test images, each with its mean over the seeds.
    double adjustedP = 1.0;   ///< Holm's, over all comparisons of the study.
    Verdict verdict = Verdict::NoDifference;
    bool oneSeed = false;  ///< Then the difference may be the luck of two trainings, and neither helps nor harms is said.
    bool tooFewImages = false;  ///< Fewer than 6: no difference, however large, could have been shown.
    std::string sentence;     ///< "4 labels: pretrained 0.81, scratch 0.62, 0.19 better (0.12 to 0.26; p = 0.004): helps."
};

/// With how many labels the baseline scores like another arm with fewer.
struct LabelEfficiency {
    std::string arm, baseline;
    double labels = 0.0;      ///< Of the arm.
    double equivalent = 0.0;  ///< Of the baseline, interpolated on a logarithmic scale between the counts that were tried.
    bool atLeast = false;     ///< The baseline never gets there: `equivalent` is the most it was given.
    bool atMost = false;      ///< It is there with the fewest it was given already.
    double factor() const { return labels > 0 ? equivalent / labels : 0.0; }
};

/// Pictures of one test image, by one seed.
struct StudyPictures {
    std::string image;
    struct Entry {
        std::string arm, context;
        std::filesystem::path picture;  ///< Input, prediction and truth side by side.
    };
    std::vector<Entry> entries;
};

/// What a study found, as far as its trainings are done.
struct StudyResults {
    std::string metric;           ///< The task's first, which all scores are of: "dice".
    bool higherIsBetter = true;
    std::size_t done = 0, trainings = 0;  ///< Without preparations.
    std::size_t testImages = 0;
    double targetScore = 0.0;     ///< NaN: each seed's own, the best of the baseline.
    std::vector<StudyArm> arms;   ///< In the order of the study; those without a finished training are left out.
    std::vector<StudyComparison> comparisons;
    std::vector<LabelEfficiency> labelEfficiency;
    std::vector<StudyPictures> pictures;
    Verdict verdict = Verdict::NoDifference;
    std::string sentence;              ///< The verdict in one sentence, with its numbers.
    std::vector<std::string> cautions; ///< What a careful reader should know: few images, one seed, unfinished trainings.
};

/// Reads and compares whatever is there. Throws Error when the folder holds no study.
StudyResults readStudyResults(const std::filesystem::path& root);

/// The same from scores alone, without folders: `scores` of the cells, `curves` by cell name where known.
StudyResults resultsOf(const Study& study, const std::vector<CellScores>& scores);

/// Writes report.html (one page with everything inside), table.csv, table.tex and scores.csv. Throws Error.
void writeStudyReport(const std::filesystem::path& root);

/// The arms as a table: one row each, the same columns in all three forms.
std::string studyTableCsv(const StudyResults& results);
std::string studyTableLatex(const Study& study, const StudyResults& results);

}  // namespace gano
