// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/run_control.h"
#include "core/study/study.h"

namespace gano {

/// What a ready-made study leaves open; its fields are the form of a page and the flags of the command line. Lists are texts
/// with commas between their entries.
struct StudyChoices {
    std::string pretrained;        ///< Runs or model files.
    std::string unlabelled;        ///< Folder for pretraining within the study.
    std::string otherImages;       ///< Another labelled set to learn from first.
    std::string otherTargets;
    std::string testImages;
    std::string testTargets;
    std::string labels;            ///< "1,2,4,all"; empty: chosen from the data.
    std::string labelUnit = "images";
    std::string pretrainingImages; ///< "100,200,400"; empty: a quarter, a half and all.
    std::string values;            ///< Of the option that is varied; empty: the study's own.
    std::string vary;              ///< "learning-rate=0.0001,0.001; crop=96,128"
    int seeds = 3;
    int steps = 1000;
    int checks = 20;
    int pretrainingSteps = 2000;
    double targetScore = 0.0;

    OptionFields fields();
};

/// One study as a person chooses it.
struct ReadyStudy {
    std::string id;        ///< "does-pretraining-help"
    std::string title;     ///< "Does pretraining help?"
    std::string sentence;  ///< What is compared, for someone who has not heard of it.
    std::string needs;     ///< What one must have for it besides labelled images, in a sentence.
    std::string preset;    ///< Of the training options with which it is meant to be run; empty: any.
    std::vector<std::string> choices;   ///< Keys of the fields of StudyChoices that matter, in the order of a form.
    std::vector<std::string> required;  ///< Of these at least one must be filled in; empty: none.
    std::function<void(Study&, const StudyChoices&)> complete;  ///< Sets starts and axes; the rest is set before.
};

const std::vector<ReadyStudy>& readyStudies();
/// Throws UsageError with the nearest known id.
const ReadyStudy& readyStudy(const std::string& id);

/// A complete, checked study. `base` names the labelled images, the task and how to train; a start from a pretrained model
/// in it is taken as one more pretrained model. Looks into the folders (not at pixels) to count the images where the label
/// counts are not given. Throws UsageError naming what is missing.
Study makeStudy(const std::string& id, const TrainPlan& base, const StudyChoices& choices);

/// "a, b ,c" taken apart at its commas, blanks removed, empty entries left out.
std::vector<std::string> listOf(const std::string& text);

}  // namespace gano
