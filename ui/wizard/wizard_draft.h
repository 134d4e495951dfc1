// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/data_set.h"
#include "core/data/preflight.h"
#include "core/train/estimate.h"
#include "core/train/model_card.h"
#include "core/train/plan.h"
#include "core/train/receptive_field.h"
#include "ui/wizard/training_wizard.h"

namespace gano {

/// What was found under a plan's paths, and what is to be said of it.
struct CheckedData {
    DataSet data;
    PreflightReport report;
};
using CheckedPtr = std::shared_ptr<const CheckedData>;

/// A model that a training can start from.
struct StartModel {
    std::filesystem::path path;
    ModelCard card;
};

/// What the steps of the wizard fill in together.
struct WizardDraft {
    WizardStart start;
    TrainPlan plan = defaultPlan("pretraining");
    std::string preset = "quick-look";
    std::vector<StartModel> models;      ///< Readable ones of start.models.
    CheckedPtr images;                   ///< The images alone.
    CheckedPtr checked;                  ///< With their targets, for the plan's task.
    std::optional<RunEstimate> estimate; ///< Of the plan as it is now.
    std::vector<Finding> remedies;       ///< Applied by pressing a button; a preset does not undo them.
    std::optional<GeneratorSuggestion> network;  ///< Taken by pressing a button; a preset does not undo it either.
    std::string name;                    ///< Of the run's folder.
};

/// True when the plan's task learns from targets.
bool needsTargets(const WizardDraft& draft);
/// The model that the plan starts from, or null: from scratch, or from a file that is not among the models.
const StartModel* chosenModel(const WizardDraft& draft);
/// What the last check of the plan's own data found, or null.
CheckedPtr checkedData(const WizardDraft& draft);
/// Another task: its defaults and the preset, the images stay. Nothing when it is the same.
void setTask(WizardDraft& draft, const std::string& task);
/// The settings of a run that is repeated, as a starting point beside the presets.
inline const std::string kAsBefore = "as-before";
/// Takes over the plan of start.again.
void beginAgain(WizardDraft& draft);
/// A named starting point; what the chosen start (a pretrained model) prescribes stays.
void setPreset(WizardDraft& draft, const std::string& preset);
/// Starts from a model, whose network is taken over with its grey value scaling; null: from scratch.
void setStart(WizardDraft& draft, const StartModel* model);

/// What a button beneath a finding does, as its text; empty when nothing can be done by pressing one.
std::string remedyText(const WizardDraft& draft, const Finding& finding);
void applyRemedy(WizardDraft& draft, const Finding& finding);

/// How many patches the plan will cut from what was found.
struct PatchCounts {
    std::size_t train = 0, validation = 0;
};
PatchCounts patchCounts(const WizardDraft& draft);

/// A name for the run's folder that is free beneath the runs folder.
std::string freeName(const WizardDraft& draft);
/// "batches of 8", also of an automatic batch size where the estimate says what it will be.
std::string batchText(const WizardDraft& draft);
/// The plan in sentences, for the last look before the start.
std::vector<std::string> planSentences(const WizardDraft& draft);

/// What speaks against starting from the chosen model, as a sentence; empty: nothing.
std::string startMismatch(const WizardDraft& draft);

}  // namespace gano
