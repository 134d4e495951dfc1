// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/base/options.h"
#include "core/data/data_options.h"
#include "core/train/learning_options.h"

namespace gano {

/// Which network is trained and from where it starts.
struct ModelOptions {
    std::string generator = "unet_3_96";
    int baseWidth = 16;
    std::string norm = "batch";
    std::string initialisation = "kaiming";  ///< Learns from the first steps on; the paper preset takes Pix2Pix's.
    std::string from;  ///< A pretrained run folder or model file; empty: from scratch.

    OptionFields fields();
};

/// How it is trained, whatever the task.
struct TrainingOptions {
    int epochs = 60;
    int batchSize = 16;  ///< 0: as many images as the device's memory holds, see core/train/automatic_batch.h.
    int microBatch = 0;  ///< Images at a time on the device; 0: the whole batch.
    int crop = 224;
    double learningRate = 2e-4;
    std::string schedule = "linear";
    double constantPart = 0.5;
    std::string loss;  ///< Empty: the task's own.
    int scale = 1;
    int freezeEpochs = 0;
    double newLayerFactor = 1.0;
    double movingAverage = 0.0;
    int patience = 0;
    int stepsPerEpoch = 0;
    int trainPatches = 0;
    int maxValidationPatches = 0;
    int previewEvery = 1;
    double checkpointMinutes = 5.0;
    std::string keepEpochs;  ///< "5,30,60": these epochs' weights are kept besides the best.
    int seed = 1;
    std::string device = "auto";
    std::string precision = "auto";
    int threads = 0;

    OptionFields fields();
    bool automaticBatch() const { return batchSize == 0; }
    /// `keepEpochs` taken apart. Throws UsageError if it is no list of epochs.
    std::vector<int> keptEpochs() const;
};

/// What only pretraining has.
struct PretrainOptions {
    double lambda = 100.0;
    std::string adversarialLoss = "lsgan";
    std::string discriminatorNorm = "batch";

    OptionFields fields();
    /// False where only the L1 distance to the clean image is learned.
    bool adversarial() const { return adversarialLoss != "none"; }
};

/// Everything that determines a training run. The same plan on the same data gives the same run.
struct TrainPlan {
    std::string task = "pretraining";  ///< A row of core/tasks.
    DataOptions data;
    ModelOptions model;
    TrainingOptions training;
    PretrainOptions pretrain;
    CorruptionOptions corruption;
    AugmentationOptions augmentation;

    /// All options that matter for the task, in the order of a form; they point into this plan.
    OptionFields fields();
};

/// The plan of a task with its defaults (the loss of its table row, fine-tuning without corruption, …).
TrainPlan defaultPlan(const std::string& task);

/// Throws UsageError naming the first option that is out of range, unknown, or does not fit another.
void checkPlan(const TrainPlan& plan);

nlohmann::json planToJson(const TrainPlan& plan);
/// Throws UsageError for wrong types and unknown tasks; unknown keys are an error when `rejectUnknown`.
TrainPlan planFromJson(const nlohmann::json& json, bool rejectUnknown = false);

/// "Segmentation, U-Net 3_96, from scratch"
std::string planTitle(const TrainPlan& plan);

}  // namespace gano
