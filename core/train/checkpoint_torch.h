// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/optim/adam.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/train/model_card.h"
#include "core/train/run_folder.h"
#include "models/network.h"
#include "models/weights_file.h"

namespace gano {

/// The place in a run. All randomness has an address made of seed, epoch and sample, so that no random state is needed.
struct TrainingState {
    int epoch = 1;      ///< The epoch being trained, 1-based.
    long step = 0;      ///< Optimiser steps done in it.
    long steps = 0;     ///< Optimiser steps done in the whole run.
    int microBatch = 0;
    double bestScore = std::numeric_limits<double>::quiet_NaN();
    int bestEpoch = 0;
    std::string dataFingerprint;
};

/// What is trained. The discriminator and its optimiser are empty outside adversarial pretraining, `average` unless it is wanted.
struct TrainedParts {
    std::shared_ptr<ImageNetwork> generator;
    std::shared_ptr<ImageNetwork> average;
    std::shared_ptr<PatchGan> discriminator;
    std::unique_ptr<torch::optim::Adam> generatorOptimiser;
    std::unique_ptr<torch::optim::Adam> discriminatorOptimiser;
    at::Tensor lossSums;  ///< Sums of the losses over the steps of this epoch, float64.
};

/// Writes "last-EPOCH-STEP.safetensors" and removes all but the newest two. Throws Error if a weight is not a number:
/// such a state must not replace a good one. Returns the file.
std::filesystem::path saveCheckpoint(const RunFolder& folder, const TrainedParts& parts, const TrainingState& state,
                                     const ModelCard& card);

/// Restores everything a checkpoint holds. Throws Error if it does not fit.
TrainingState loadCheckpoint(const std::filesystem::path& file, TrainedParts& parts);

/// Writes a model file: the weights for prediction and the card, nothing else.
void saveModel(const std::filesystem::path& file, const ImageNetwork& network, const ModelCard& card);

struct LoadedModel {
    std::shared_ptr<ImageNetwork> network;  ///< In evaluation mode, on the CPU.
    ModelCard card;
};
/// Builds the network of a model file or checkpoint and loads its weights. Throws Error naming the file.
LoadedModel loadModel(const std::filesystem::path& file);

/// What a fine-tuning start took from a pretrained model.
struct TransferReport {
    std::vector<std::string> taken;    ///< Tensors of the new network with pretrained values.
    std::vector<std::string> skipped;  ///< Tensors of the pretrained model that found no place.
    std::vector<std::string> fresh;    ///< Tensors of the new network that start anew.
    std::string text() const;          ///< "Taken over 118 of 120 tensors; new: head.weight, head.bias."
};
TransferReport transferWeights(ImageNetwork& network, const std::filesystem::path& modelFile);

}  // namespace gano
