// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ready_made.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sstream>

#include "core/base/error.h"
#include "core/study/paper.h"
#include "core/study/study_parts.h"
#include "core/tasks/task.h"
#include "core/train/presets.h"

namespace gano {
namespace {

const std::vector<std::string> kCommon = {"test-images", "test-targets", "seeds", "steps", "checks", "target-score"};

std::vector<std::string> with(std::vector<std::string> own) {
    own.insert(own.end(), kCommon.begin(), kCommon.end());
    return own;
}

void doesPretrainingHelp(Study& study, const StudyChoices& choices) {
    addModels(study, choices);
    if (!choices.unlabelled.empty()) addPretraining(study, choices, {0});
    if (!choices.otherImages.empty()) addLabelled(study, choices);
    if (!choices.labels.empty()) {
        study.axes.push_back(labelAxis(study, choices, false));
        study.along = study.axes.back().key;
    }
}

void howManyLabels(Study& study, const StudyChoices& choices) {
    addModels(study, choices);
    study.axes.push_back(labelAxis(study, choices, true));
    study.compare = study.along = study.axes.back().key;
}

void whichReceptiveField(Study& study, const StudyChoices& choices) {
    if (!choices.unlabelled.empty()) {
        study.starts.clear();
        addPretraining(study, choices, {0});
    }
    auto values = listOf(choices.values);
    if (values.empty()) {
        values = {"unet_2_44", "unet_3_96", "unet_3_176", "unet_4_200", "unet_4_424"};
        putFirst(values, study.base.model.generator);
    }
    study.axes.push_back({"generator", values});
    study.compare = "generator";
}

void howMuchUnlabelledData(Study& study, const StudyChoices& choices) {
    addPretraining(study, choices, pretrainingCounts(study, choices));
    study.along = "start";
}

void whichLearningRate(Study& study, const StudyChoices& choices) {
    startFromModels(study, choices);
    auto values = listOf(choices.values);
    if (values.empty())
        for (const double factor : {1.0, 0.1, 0.3, 3.0, 10.0}) values.push_back(fmt::format("{:.3g}", std::min(1.0, study.base.training.learningRate * factor)));
    study.axes.push_back({"learning-rate", values});
    study.compare = "learning-rate";
}

void frozenOrFineTuned(Study& study, const StudyChoices& choices) {
    startFromModels(study, choices);
    const int epochs = study.steps > 0 && study.checks > 0 ? std::min(study.checks, study.steps) : study.base.training.epochs;
    auto values = listOf(choices.values);
    if (values.empty()) values = epochs > 1 ? std::vector<std::string>{"0", std::to_string(epochs / 2), std::to_string(epochs)} : std::vector<std::string>{"0", "1"};
    study.axes.push_back({"freeze-epochs", values});
    study.compare = "freeze-epochs";
}

void anyOption(Study& study, const StudyChoices& choices) {
    startFromModels(study, choices);
    if (!choices.unlabelled.empty()) {
        if (choices.pretrained.empty()) study.starts.clear();
        addPretraining(study, choices, {0});
    }
    std::stringstream stream(choices.vary);
    for (std::string part; std::getline(stream, part, ';');) {
        const auto equals = part.find('=');
        const auto key = equals == std::string::npos ? std::vector<std::string>{} : listOf(part.substr(0, equals));
        if (key.size() != 1) throw UsageError(fmt::format("'{}' does not say what is varied; write for example learning-rate=0.0002,0.001.", part));
        study.axes.push_back({key.front(), listOf(part.substr(equals + 1))});
    }
    study.compare = study.axes.front().key;
}

/// Its budget is in epochs, and it repeats nothing unless asked to.
std::vector<std::string> paperChoices() { return {"unlabelled", "pretraining-images", "values", "test-images", "test-targets", "seeds"}; }

void asInThePaper(Study& study, const StudyChoices& choices) {
    study.steps = study.checks = study.preparationSteps = study.preparationChecks = 0;
    study.base.data.suffixes += ",_maps";
    addPretraining(study, choices, choices.pretrainingImages.empty() ? std::vector<int>{50000, 100000, 200000} : pretrainingCounts(study, choices));
    auto& pretraining = *study.pretraining;
    const auto data = pretraining.data;
    if (study.base.training.epochs == 60) applyPreset(pretraining, "as-in-the-paper");
    pretraining.data.recursive = data.recursive;
    // One folder for each data set that the patches were taken from; 5000 patches of 500,000 validate.
    pretraining.data.groupByFolder = data.recursive;
    pretraining.data.validationPart = 0.05;
    pretraining.training.maxValidationPatches = 5000;
    pretraining.training.epochs = study.base.training.epochs;
    for (const int epoch : kPaperEpochs)
        if (epoch <= study.base.training.epochs) study.keptEpochs.push_back(epoch);
}

void paperSegmentation(Study& study, const StudyChoices& choices) {
    if (task(study.base.task).target != TargetKind::Labels) throw UsageError("This study is of segmentation; choose that task.");
    if (choices.testImages.empty()) study.base.data.validationPart = study.base.data.testPart = 0.2;
    asInThePaper(study, choices);
    auto networks = listOf(choices.values);
    if (networks.empty()) networks = {"hrnet_w48", "unet_4_424", "unet_4_200", "unet_3_176", "unet_2_44", "unet_2_84", "unet_2_116"};
    study.axes.push_back({"generator", networks});
}

void paperRestoration(Study& study, const StudyChoices& choices) {
    if (task(study.base.task).target != TargetKind::Image) throw UsageError("This study is of denoising, background removal and super-resolution; choose one of these tasks.");
    if (choices.testImages.empty()) {
        study.base.data.validationPart = 0.1275;
        study.base.data.testPart = 0.15;
    }
    // Where the targets lie follows from the task.
    study.base.data.targets.clear();
    asInThePaper(study, choices);
    auto values = listOf(choices.values);
    if (values.empty()) values = {"super-resolution", "background-removal", "denoising"};
    study.axes.push_back({"task", values});
}

}  // namespace

std::vector<std::string> listOf(const std::string& text) {
    std::vector<std::string> list;
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) {
        const auto first = part.find_first_not_of(" \t");
        if (first != std::string::npos) list.push_back(part.substr(first, part.find_last_not_of(" \t") - first + 1));
    }
    return list;
}

OptionFields StudyChoices::fields() {
    const std::string group = "Study";
    return {
        {{.key = "pretrained", .label = "Pretrained models", .help = "Runs or model files to start from, separated by commas.", .group = group}, &pretrained},
        {{.key = "unlabelled", .label = "Unlabelled images", .help = "Folder of images to pretrain on within the study.", .group = group}, &unlabelled},
        {{.key = "other-images", .label = "Other labelled images", .help = "Another labelled set that is learned from first, as a start to compare with.", .group = group}, &otherImages},
        {{.key = "other-targets", .label = "Their labels", .help = "Labels of the other set; empty when they lie with the images.", .group = group}, &otherTargets},
        {{.key = "test-images", .label = "Test images", .help = "Images that no training sees and all are scored on; empty: a part of the labelled images.", .group = group}, &testImages},
        {{.key = "test-targets", .label = "Their labels", .help = "Labels or target images of the test images.", .group = group}, &testTargets},
        {{.key = "labels", .label = "Numbers of labels", .help = "How many labelled images to learn from, separated by commas, for example 1,2,4,8,all.", .group = group}, &labels},
        {{.key = "label-unit", .label = "What is counted", .help = "Whole labelled images, or patches of them.", .choices = {"images", "patches"}, .group = group}, &labelUnit},
        {{.key = "pretraining-images", .label = "Numbers of pretraining images", .help = "How many unlabelled images to pretrain on, separated by commas; empty: a quarter, half and all of them.", .group = group}, &pretrainingImages},
        {{.key = "values", .label = "Values to compare", .help = "Values of what is varied, separated by commas, the one to compare with first; empty: chosen by the program.", .group = group}, &values},
        {{.key = "vary", .label = "Options to vary", .help = "Options and their values, the first of which the others are compared with, for example learning-rate=0.0002,0.001; crop=96,128; options of the pretraining after pretraining:, for example pretraining:noise=0..0.1,0..0.3.", .group = group}, &vary},
        {{.key = "seeds", .label = "Seeds", .help = "How often each training is repeated with other starting weights and another draw of the images.", .minimum = 1, .maximum = 100, .group = group}, &seeds},
        {{.key = "steps", .label = "Steps", .help = "Optimiser steps of every training, the same for all; 0 means the epochs of the training options.", .minimum = 0, .maximum = 1e8, .unit = "steps", .group = group}, &steps},
        {{.key = "checks", .label = "Checks", .help = "How often a training is scored on the validation images on the way.", .minimum = 1, .maximum = 100000, .group = group}, &checks},
        {{.key = "pretraining-steps", .label = "Pretraining steps", .help = "Optimiser steps of every pretraining within the study, and of learning from another labelled set; 0 means the epochs of the options.", .minimum = 0, .maximum = 1e8, .unit = "steps", .group = group}, &pretrainingSteps},
        {{.key = "target-score", .label = "Score to reach", .help = "For the time saved: how soon a training reaches this validation score; 0 means the best score of what is compared with.", .minimum = 0, .maximum = 1e6, .advanced = true, .group = group}, &targetScore},
    };
}

const std::vector<ReadyStudy>& readyStudies() {
    static const std::vector<ReadyStudy> rows = {
        {"does-pretraining-help", "Does pretraining help?",
         "Trains from scratch and from pretrained weights, with the same images, steps and seeds, and compares both on images that none has seen.",
         "A pretrained model, or unlabelled images to pretrain on, or another labelled set.",
         "", with({"pretrained", "unlabelled", "pretraining-steps", "other-images", "other-targets", "labels", "label-unit"}), {"pretrained", "unlabelled", "other-images"}, doesPretrainingHelp},
        {"how-many-labels", "How many labels do I need?",
         "Trains on 1, 2, 4, 8 … labelled images, each set part of the next, and tells with how many the score is as good as with all; with a pretrained model, for both starts.",
         "Nothing more; a pretrained model shows how many labels it saves.", "", with({"labels", "label-unit", "pretrained"}), {}, howManyLabels},
        {"which-receptive-field", "Which receptive field?",
         "Trains networks that see little and much around each pixel. Large structures want a large receptive field.",
         "Nothing more; with unlabelled images every network is pretrained on them first.", "", with({"values", "unlabelled", "pretraining-steps"}), {}, whichReceptiveField},
        {"how-much-unlabelled-data", "How much unlabelled data?",
         "Pretrains on a growing number of unlabelled images, fine-tunes from each, and tells whether more of them would help.",
         "A folder of unlabelled images.", "", with({"unlabelled", "pretraining-images", "pretraining-steps"}), {"unlabelled"}, howMuchUnlabelledData},
        {"which-learning-rate", "How sensitive to the learning rate?",
         "Trains with a tenth, a third, three and ten times the learning rate.", "Nothing more.", "", with({"values", "pretrained"}), {}, whichLearningRate},
        {"frozen-or-fine-tuned", "Frozen or fine-tuned layers?",
         "Fine-tunes all layers of a pretrained model, or keeps its encoder as it is for half or all of the training.",
         "A pretrained model.", "", with({"pretrained", "values"}), {"pretrained"}, frozenOrFineTuned},
        {"any-option", "What if I change an option?",
         "Trains with every combination of the values that you give for one or several options.",
         "Nothing more; with unlabelled images, options of the pretraining can be varied too.", "", with({"vary", "pretrained", "unlabelled", "pretraining-steps"}), {"vary"}, anyOption},
        {"paper-segmentation", "As in the paper: segmentation of gold nanoparticles",
         "Table 2 and Figures 4 and 6 to 9 of arXiv 2402.18286 beside your own numbers: HRNet and U-Nets from scratch and pretrained on 50,000, 100,000 and 200,000 images, scored after 5, 30 and 60 epochs.",
         "CEM500K as the unlabelled images, and one of the published gold sets (HDF5) as the labelled ones. Days on a GPU.", "as-in-the-paper", paperChoices(), {"unlabelled"}, paperSegmentation},
        {"paper-restoration", "As in the paper: restoration of atomic images",
         "Table 3 and Figures 4 and 11 of arXiv 2402.18286 beside your own numbers: denoising, noise and background removal, and super-resolution by HRNet, from scratch and pretrained.",
         "CEM500K as the unlabelled images, and the folder of TEMImageNet as the images. Days on a GPU.", "as-in-the-paper", paperChoices(), {"unlabelled"}, paperRestoration},
    };
    return rows;
}

const ReadyStudy& readyStudy(const std::string& id) {
    std::vector<std::string> known;
    for (const auto& row : readyStudies()) {
        if (row.id == id) return row;
        known.push_back(row.id);
    }
    throw unknownName("study", id, known);
}

Study makeStudy(const std::string& id, const TrainPlan& base, const StudyChoices& wanted) {
    const auto& row = readyStudy(id);
    auto choices = wanted;
    if (!base.model.from.empty()) choices.pretrained = choices.pretrained.empty() ? base.model.from : base.model.from + "," + choices.pretrained;
    checkOptions(choices.fields());
    std::vector<std::string> missing;
    bool given = row.required.empty();
    for (const auto& field : choices.fields()) {
        if (std::ranges::find(row.required, field.spec.key) == row.required.end()) continue;
        given = given || !optionText(field).empty();
        missing.push_back(field.spec.label);
    }
    if (!given) throw UsageError(fmt::format("\"{}\" needs more than labelled images: {} Fill in: {}.", row.title, row.needs, fmt::join(missing, ", or ")));
    if (task(base.task).target == TargetKind::None) throw UsageError("A study compares trainings with targets; choose segmentation, denoising or another task with targets.");
    if (base.data.images.empty()) throw UsageError("No images were named; choose the folder of the labelled images.");
    Study study;
    study.readyMade = row.id;
    study.title = row.title;
    study.question = row.sentence;
    study.base = base;
    study.base.model.from.clear();
    study.steps = choices.steps;
    study.checks = choices.steps > 0 ? choices.checks : 0;
    study.preparationSteps = choices.pretrainingSteps;
    study.preparationChecks = choices.pretrainingSteps > 0 ? choices.checks : 0;
    study.testImages = choices.testImages;
    study.testTargets = choices.testTargets;
    study.targetScore = choices.targetScore;
    study.seeds.clear();
    for (int i = 0; i < choices.seeds; ++i) study.seeds.push_back(base.training.seed + i);
    row.complete(study, choices);
    checkStudy(study);
    return study;
}

}  // namespace gano
