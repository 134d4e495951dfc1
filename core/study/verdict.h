// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/study/study_results.h"
#include "core/tasks/task.h"

namespace gano {

/// The trainings behind an arm of the results, in the same order. Internal to core/study.
struct ArmPlace {
    std::vector<const StudyCell*> cells;
};

/// How an arm is called: the value of what is compared, in words.
std::string armWords(const Study& study, const StudyCell& cell);

/// True if `baseline` differs from `cell` by having the value it is compared with (and perhaps by its seed).
bool isBaselineOf(const Study& study, const StudyCell& baseline, const StudyCell& cell);

/// Fills in the comparisons and the label efficiency.
///
/// An arm helps or harms where both tests say so: the 95 % interval of the difference over seeds and images leaves out zero,
/// and Wilcoxon's signed rank test over test images has an adjusted p below 0.05; and there are two seeds at least. The first knows the luck of the seeds, the
/// second asks nothing of the distribution of the scores.
void compareArms(const Study& study, const std::vector<ArmPlace>& places, StudyResults& results);

/// Fills in the verdict, its sentence and the cautions.
void judge(const Study& study, StudyResults& results);

/// "0.812"; three digits that matter, and more for small scores.
std::string scoreText(double score);
std::string verdictWord(Verdict verdict);     ///< "helps", "harms", "no difference"
std::string signedText(double value);        ///< "+0.123", "−0.045"
std::string betterText(double difference);   ///< "0.123 better", "equal"
std::string pText(double p);                 ///< "0.031", "below 0.001"

}  // namespace gano
