// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/data/preflight.h"
#include "core/train/data_profile.h"
#include "core/train/metrics_file.h"
#include "core/train/plan.h"
#include "core/train/run_folder.h"

namespace gano {

/// A finished run that differs from the patient in nothing but its start.
struct Twin {
    std::filesystem::path folder;
    double best = 0.0;    ///< Its best score, of the task's first metric.
    double spread = 0.0;  ///< How much that score varies from epoch to epoch, see roughness().
};

/// All that the training doctor looks at: what a run's folder says, without weights and images.
struct Patient {
    std::filesystem::path folder;
    TrainPlan plan;
    RunStatus status;
    bool running = false;
    MetricsTable metrics;
    std::optional<PreflightReport> data;
    std::optional<DataProfile> profile;
    std::optional<Twin> scratch;  ///< The best such run beside this one; only for a run that starts from a model.

    bool isPretraining() const { return plan.task == "pretraining"; }
    int epochs() const { return static_cast<int>(metrics.epochs.size()); }
    /// The validation score by epoch that decides which is the best; empty without validation.
    std::vector<double> scores() const;
    bool higherIsBetter() const;
    /// Its best value; nothing while there is none.
    std::optional<double> bestScore() const;
    int bestEpoch() const;  ///< 0: none.
};

/// Reads some small files and looks for twins among the runs beside it. Throws Error when the folder holds no run.
Patient readPatient(const std::filesystem::path& run);

/// What a button beneath a finding does.
struct Remedy {
    enum class Kind {
        TrainAgain,  ///< A new run with the plan of this one and `changes`.
        Stop,        ///< Stops the running training; its best epoch is kept.
        LookAtData,  ///< Shows the images with their labels.
        OpenRun,     ///< Shows the run in `place`.
    };
    Kind kind = Kind::TrainAgain;
    std::string label;                                         ///< "Train again with a learning rate of 0.0002"
    std::vector<std::pair<std::string, std::string>> changes;  ///< Keys of options with their texts.
    std::filesystem::path place;
    bool operator==(const Remedy&) const = default;
};

/// One thing that the doctor found: what was seen (the sentence of the finding, with its numbers), what it comes from,
/// what to do (its advice), and buttons that do it.
struct Diagnosis {
    Finding finding;
    std::string cause;
    std::vector<Remedy> remedies;
    bool comparesImages = false;  ///< The profiles of the patient belong to it and are worth a look.
};

/// One row of the table of rules. `look` answers nothing where all is well or too little is known.
struct DoctorRule {
    const char* id;
    const char* name;  ///< "Overfitting", for lists.
    std::optional<Diagnosis> (*look)(const Patient&);
};
/// Every rule, in the order of how much it explains: a network that got numbers no more need not be told of its spread.
const std::vector<DoctorRule>& doctorRules();

/// What the rules find, problems first, in the order of the table otherwise.
std::vector<Diagnosis> examine(const Patient& patient);

/// The state of a training in a sentence: its worst finding, or that it is healthy, or that it is too early to tell.
std::string verdict(const Patient& patient, const std::vector<Diagnosis>& found);
/// The worst that was found.
Finding::Severity worst(const std::vector<Diagnosis>& found);

/// The plan with a remedy's changes. Throws UsageError for an option that does not exist.
TrainPlan remedied(const TrainPlan& plan, const Remedy& remedy);

/// Several lines of plain text for a terminal.
std::string doctorText(const Patient& patient, const std::vector<Diagnosis>& found);
nlohmann::json doctorToJson(const Patient& patient, const std::vector<Diagnosis>& found);

}  // namespace gano
