// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/train/plan.h"

namespace gano {

/// Options by key, as text: {"generator", "unet_3_96"}.
using StudyValues = std::vector<std::pair<std::string, std::string>>;

/// Where the weights come from with which a training of a study begins.
struct StudyStart {
    enum class Kind {
        Scratch,
        Model,        ///< A pretrained run or model file.
        Pretraining,  ///< Pretrained within the study, on unlabelled images.
        Labelled,     ///< Trained within the study on another labelled set.
    };
    Kind kind = Kind::Scratch;
    std::string name = "scratch";  ///< As in tables and names of folders; unique within a study.
    std::string model;             ///< Kind::Model: the run folder or model file.
    int images = 0;                ///< Pretraining, Labelled: on how many training images; 0 means all.
    /// What this start fixes. A model fixes its network and intensity scaling; the start from scratch it is compared with has the same.
    StudyValues settings;
};

/// An option that is varied: a plan's key, or "task", with the values it takes.
struct StudyAxis {
    std::string key;
    std::vector<std::string> values;
};

/// A matrix of trainings set side by side: everything needed to run them. Stored as study.json.
///
/// All trainings have the same budget in optimiser steps. For one seed, all starts have the same split, the same training
/// images and the same order of data; a smaller number of labels is part of a larger one.
struct Study {
    std::string readyMade;  ///< The row of readyStudies() it was made from; empty if none.
    std::string title;
    std::string question;
    TrainPlan base;                       ///< What all trainings share.
    std::optional<TrainPlan> pretraining; ///< For starts of the kind Pretraining.
    std::optional<TrainPlan> labelled;    ///< For starts of the kind Labelled: the other labelled set.
    std::vector<StudyStart> starts{StudyStart{}};
    std::vector<StudyAxis> axes;  ///< Besides the starts; the first varies slowest.
    std::vector<int> seeds{1, 2, 3};
    int steps = 0;   ///< Optimiser steps of each training; 0: the epochs of the base plan.
    int checks = 0;  ///< How often it is scored on validation images in between: its epochs; 0: as the base plan has it.
    int preparationSteps = 0;  ///< The same for pretraining and training on another set.
    int preparationChecks = 0;
    /// Images that no training sees. Empty: the test part of the base plan's own images, which differs by seed.
    std::string testImages, testTargets;
    /// Compared with the first of its values: "start" or the key of an axis.
    std::string compare = "start";
    /// The axis that counts something (labels, images) and is the horizontal one of a drawing; empty: none.
    std::string along;
    /// The score to be reached, for "epochs saved"; 0: the best that the first of the compared values reaches.
    double targetScore = 0.0;
    bool foundBatch = false;  ///< Where a batch size was automatic: it was found for all trainings together, and stands in the plans.
    std::vector<int> keptEpochs;  ///< Epochs that are scored on the test images besides the best one.
    std::string created, version;
};

/// One training of a study.
struct StudyCell {
    std::string name;   ///< Of its folder: "scratch_4-labels_seed-2".
    std::string title;  ///< "From scratch, 4 labels, seed 2"
    bool preparation = false;  ///< Makes the start of other cells; is not scored on test images.
    std::string startsFrom;    ///< The preparation whose model it starts from; empty: none.
    int seed = 1;
    std::string start;   ///< Name of its start.
    StudyValues values;  ///< Of the axes, in their order.
    TrainPlan plan;      ///< Complete, but for the model of a preparation that has not been trained yet.
};

/// Every training, in the order in which they are run: seed by seed, preparations before what needs them.
std::vector<StudyCell> cellsOf(const Study& study);

/// Throws UsageError for what cannot be run: no test images and no test part, an unknown option, two starts of one name,
/// a network varied that a model fixes, test images among the training images.
void checkStudy(const Study& study);

nlohmann::json studyToJson(const Study& study);
/// Throws UsageError for what is no study.
Study studyFromJson(const nlohmann::json& json);

/// Where things stand in a study's folder. Paths inside are relative to it, so that it can be moved.
struct StudyFolder {
    std::filesystem::path root;

    std::filesystem::path study() const { return root / "study.json"; }
    std::filesystem::path cells() const { return root / "cells"; }
    std::filesystem::path cell(const std::string& name) const { return cells() / name; }
    std::filesystem::path scores(const std::string& cell) const { return cells() / cell / "scores.json"; }
    std::filesystem::path times(const std::string& cell) const { return cells() / cell / "times.csv"; }  ///< Seconds of each epoch.
    std::filesystem::path pictures(const std::string& cell) const { return cells() / cell / "test"; }
    /// Why a cell could not be trained or scored; gone when it is tried again.
    std::filesystem::path problem(const std::string& cell) const { return cells() / cell / "problem.txt"; }
    std::filesystem::path allScores() const { return root / "scores.csv"; }
    std::filesystem::path report() const { return root / "report.html"; }
    std::filesystem::path tableCsv() const { return root / "table.csv"; }
    std::filesystem::path tableLatex() const { return root / "table.tex"; }
    /// Held by the process that runs the study.
    std::filesystem::path lock() const { return root / "lock"; }
};

/// True for a folder with a study.json.
bool isStudy(const std::filesystem::path& root);

/// Checks the study and writes study.json into the folder, which is made; nothing is trained yet. Throws UsageError when the
/// folder holds a study already.
void createStudy(const std::filesystem::path& root, const Study& study);

enum class CellState { Waiting, Running, Interrupted, Done, Failed };

/// How one training of a study stands.
struct CellStatus {
    StudyCell cell;
    CellState state = CellState::Waiting;
    std::string message;  ///< Of a failed one: why.
    int epoch = 0;        ///< Finished.
    int epochs = 0;
    std::optional<double> score;  ///< On the test images, by the task's first metric; of a preparation on validation.
};

/// Everything the folder says of a study, while it runs and afterwards. Cheap enough to be asked once a second.
struct StudySummary {
    StudyFolder folder;
    Study study;
    std::vector<CellStatus> cells;  ///< In the order of cellsOf().
    bool running = false;           ///< A process, this one included, is at work on it.
    std::size_t count(CellState state) const;
};

/// Throws Error when the folder holds no study, or one that cannot be read.
StudySummary readStudy(const std::filesystem::path& root);

}  // namespace gano
