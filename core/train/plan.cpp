// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/plan.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/error.h"
#include "core/base/names.h"
#include "core/tasks/task.h"
#include "models/catalogue.h"

namespace gano {
namespace {

void append(OptionFields& all, OptionFields more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

template <class Strings>
std::vector<std::string> asVector(const Strings& strings) {
    return {strings.begin(), strings.end()};
}

/// "Segmentation: bce, dice; denoising: l1, l2."; tasks with the same losses share a part.
std::string lossesByTask() {
    std::vector<std::pair<std::string, std::string>> parts;
    for (const auto& row : tasks()) {
        if (row.target == TargetKind::None) continue;
        const auto names = fmt::format("{}", fmt::join(row.losses, ", "));
        const auto known = std::find_if(parts.begin(), parts.end(), [&](const auto& part) { return part.second == names; });
        if (known == parts.end()) parts.emplace_back(row.label, names);
        else known->first += ", " + row.label;
    }
    std::string text;
    for (const auto& [labels, names] : parts) text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", labels, names);
    return text + ". The first is the usual one.";
}

}  // namespace

OptionFields ModelOptions::fields() {
    const std::string group = "Network";
    return {
        {{.key = "generator", .label = "Generator", .help = "The network that turns the input into the output.",
          .choices = asVector(generatorIds()), .group = group}, &generator},
        {{.key = "base-width", .label = "Base width", .help = "Channels of the first level of a U-Net; every level has twice as many as the one before.",
          .minimum = 1, .maximum = 128, .unit = "channels", .advanced = true, .group = group}, &baseWidth},
        {{.key = "norm", .label = "Normalisation layer", .help = "Instance normalisation does not depend on the batch size and is often better on electron micrographs.",
          .choices = asVector(normNames()), .advanced = true, .group = group}, &norm},
        {{.key = "initialisation", .label = "Starting weights", .help = "How the weights are drawn before training.",
          .choices = asVector(initialisationNames()), .advanced = true, .group = group}, &initialisation},
        {{.key = "from", .label = "Start from", .help = "A pretrained run or model file whose weights are taken over; empty for a start from scratch.",
          .group = group}, &from},
    };
}

OptionFields TrainingOptions::fields() {
    const std::string group = "Training";
    return {
        {{.key = "epochs", .label = "Epochs", .help = "How often the training images are seen.", .minimum = 1, .maximum = 100000, .unit = "epochs", .group = group}, &epochs},
        {{.key = "batch-size", .label = "Batch size", .help = "Images per optimiser step. Automatic: as many as the memory of the device holds, measured when the training starts, up to 64 on a GPU and 8 on the processor, which is no faster with more.",
          .minimum = 1, .maximum = 4096, .unit = "images", .group = group, .zero = "auto", .zeroLabel = "Automatic (fills memory)"}, &batchSize},
        {{.key = "micro-batch", .label = "Images at a time", .help = "Images held on the device at a time; gradients are added up to the batch size. 0 means the whole batch.",
          .minimum = 0, .maximum = 4096, .unit = "images", .advanced = true, .group = group}, &microBatch},
        {{.key = "crop", .label = "Crop size", .help = "Side of the square that is cut from a training image at random.", .minimum = 16, .maximum = 4096, .unit = "px", .group = group}, &crop},
        {{.key = "learning-rate", .label = "Learning rate", .help = "Step size of the Adam optimiser.", .minimum = 1e-7, .maximum = 1, .group = group}, &learningRate},
        {{.key = "schedule", .label = "Learning rate over time", .help = "Falls in a straight line or along a cosine after the constant part, or stays.",
          .choices = {"linear", "cosine", "constant"}, .advanced = true, .group = group}, &schedule},
        {{.key = "constant-part", .label = "Constant part", .help = "Part of the epochs before the learning rate begins to fall.", .minimum = 0, .maximum = 1, .advanced = true, .group = group}, &constantPart},
        {{.key = "loss", .label = "Loss", .help = "What is minimised. " + lossesByTask(), .group = group}, &loss},
        {{.key = "scale", .label = "Enlargement", .help = "How many times finer the output grid of super-resolution is.", .minimum = 1, .maximum = 8, .group = group}, &scale},
        {{.key = "freeze-epochs", .label = "Frozen encoder", .help = "Epochs during which the pretrained encoder is not changed.", .minimum = 0, .maximum = 100000, .unit = "epochs", .advanced = true, .group = group}, &freezeEpochs},
        {{.key = "new-layer-factor", .label = "Learning rate of new layers", .help = "Multiplies the learning rate of layers that were not taken from the pretrained model.",
          .minimum = 0, .maximum = 1000, .advanced = true, .group = group}, &newLayerFactor},
        {{.key = "moving-average", .label = "Moving average of weights", .help = "Decay of a running average of the weights that is validated and kept instead of the last weights; 0 switches it off, 0.999 is usual.",
          .minimum = 0, .maximum = 0.99999, .advanced = true, .group = group}, &movingAverage},
        {{.key = "patience", .label = "Patience", .help = "Stops after this many epochs without a better validation score; 0 never stops early.", .minimum = 0, .maximum = 100000, .unit = "epochs", .advanced = true, .group = group}, &patience},
        {{.key = "steps-per-epoch", .label = "Steps per epoch", .help = "Optimiser steps in an epoch; 0 means each training patch once.", .minimum = 0, .maximum = 1e8, .unit = "steps", .advanced = true, .group = group}, &stepsPerEpoch},
        {{.key = "train-patches", .label = "Most training patches", .help = "At most this many patches of the training images, drawn with the seed; those of a smaller number are among those of a larger one. 0 means all.", .minimum = 0, .maximum = 1e8, .unit = "patches", .advanced = true, .group = group}, &trainPatches},
        {{.key = "max-validation-patches", .label = "Validation patches", .help = "At most this many validation patches, evenly chosen; 0 means all.", .minimum = 0, .maximum = 1e8, .unit = "patches", .advanced = true, .group = group}, &maxValidationPatches},
        {{.key = "preview-every", .label = "Preview every", .help = "Epochs between two sample pictures.", .minimum = 1, .maximum = 100000, .unit = "epochs", .advanced = true, .group = group}, &previewEvery},
        {{.key = "checkpoint-minutes", .label = "Save every", .help = "Minutes between two checkpoints within an epoch; there is one after every epoch in any case.", .minimum = 0, .maximum = 1e6, .unit = "min", .advanced = true, .group = group}, &checkpointMinutes},
        {{.key = "keep-epochs", .label = "Keep weights of epochs", .help = "Epochs whose weights are kept besides the best ones, separated by commas, for example 5,30,60.", .advanced = true, .group = group}, &keepEpochs},
        {{.key = "seed", .label = "Seed", .help = "The same seed on the same data gives the same run.", .minimum = 0, .maximum = 2147483647, .group = group}, &seed},
        {{.key = "device", .label = "Device", .help = "auto takes a GPU if there is one; cpu; cuda:0, cuda:1 and so on.", .group = group}, &device},
        {{.key = "precision", .label = "Precision", .help = "bfloat16 computes convolutions with fewer digits where auto finds a device that is faster with it; float32 never does.",
          .choices = {"auto", "float32", "bfloat16"}, .advanced = true, .group = group}, &precision},
        {{.key = "threads", .label = "Processor threads", .help = "Threads for computing on the processor; 0 means one per core.", .minimum = 0, .maximum = 1024, .advanced = true, .group = group}, &threads},
    };
}

std::vector<int> TrainingOptions::keptEpochs() const {
    std::vector<int> list;
    std::stringstream stream(keepEpochs);
    for (std::string part; std::getline(stream, part, ',');) {
        std::erase(part, ' ');
        int epoch = 0;
        const auto [end, status] = std::from_chars(part.data(), part.data() + part.size(), epoch);
        if (status != std::errc{} || end != part.data() + part.size() || epoch < 1)
            throw UsageError(fmt::format("Epochs to keep are whole numbers separated by commas, for example 5,30,60; '{}' is none.", part));
        list.push_back(epoch);
    }
    return list;
}

OptionFields PretrainOptions::fields() {
    const std::string group = "Pretraining";
    return {
        {{.key = "lambda", .label = "Weight of the L1 loss", .help = "How much closeness to the clean image counts against fooling the discriminator; without a discriminator it changes nothing.",
          .minimum = 0, .maximum = 1e6, .group = group}, &lambda},
        {{.key = "adversarial-loss", .label = "Adversarial loss", .help = "Least squares (lsgan, as in the paper), vanilla cross entropy, or none: the L1 loss alone, without a discriminator. A small network then makes several times as many steps in the same time.",
          .choices = {"lsgan", "vanilla", "none"}, .advanced = true, .group = group}, &adversarialLoss},
        {{.key = "discriminator-norm", .label = "Discriminator normalisation", .help = "Normalisation layer inside the discriminator, where there is one.",
          .choices = asVector(normNames()), .advanced = true, .group = group}, &discriminatorNorm},
    };
}

OptionFields TrainPlan::fields() {
    OptionFields all = data.fields();
    append(all, model.fields());
    append(all, training.fields());
    const Task& row = gano::task(task);
    for (auto& field : all) {
        if (field.spec.key == "loss") {
            field.spec.choices = row.losses;
            if (training.loss.empty() && !row.losses.empty()) training.loss = row.losses.front();
        }
        if (field.spec.key == "scale" && !row.scales.empty()) field.spec.maximum = *std::max_element(row.scales.begin(), row.scales.end());
    }
    // Only label images have classes.
    if (row.target != TargetKind::Labels) std::erase_if(all, [](const OptionField& field) { return field.spec.key == "class-names"; });
    if (task == "pretraining") {
        // Its loss follows from its own options, on one grid.
        std::erase_if(all, [](const OptionField& field) { return field.spec.key == "loss" || field.spec.key == "scale" || field.spec.key == "targets" || field.spec.key == "suffixes"; });
        append(all, pretrain.fields());
        append(all, corruption.fields());
    }
    append(all, augmentation.fields());
    return all;
}

TrainPlan defaultPlan(const std::string& taskId) {
    TrainPlan plan;
    plan.task = task(taskId).id;
    // Nothing is scored on test images after pretraining: they would only be missing.
    if (plan.task == "pretraining") plan.data.testPart = 0.0;
    if (plan.task == "segmentation") {
        plan.augmentation.brightness = {-0.1, 0.1};
        plan.augmentation.contrast = {0.8, 1.25};
        plan.augmentation.extraNoise = {0.0, 0.05};
        plan.augmentation.scaling = {0.8, 1.25};
    }
    return plan;
}

void checkPlan(const TrainPlan& plan) {
    TrainPlan copy = plan;
    checkOptions(copy.fields());
    const Task& row = task(plan.task);
    if (!plan.training.loss.empty() &&
        std::find(row.losses.begin(), row.losses.end(), plan.training.loss) == row.losses.end())
        throw unknownName("loss for " + row.label, plan.training.loss, row.losses);
    if (std::find(row.scales.begin(), row.scales.end(), plan.training.scale) == row.scales.end())
        throw UsageError(fmt::format("{} cannot enlarge {} times; choose {}.", row.label, plan.training.scale, fmt::join(row.scales, ", ")));
    if (!(plan.data.validationPart + plan.data.testPart < 1.0))
        throw UsageError("The validation part and the test part together must stay below 1, so that something is left to train on.");
    if (plan.data.images.empty()) throw UsageError("No images were named; choose the folder that holds them.");
    if (plan.training.microBatch > 0 && plan.training.automaticBatch())
        throw UsageError("An automatic batch size is as many images as fit at a time: leave Images at a time at 0, or give the batch size as a number.");
    if (plan.training.microBatch > plan.training.batchSize)
        throw UsageError("Images at a time cannot exceed the batch size.");
    if (plan.training.freezeEpochs > 0 && plan.model.from.empty())
        throw UsageError("The encoder can only be frozen when the start is a pretrained model; without one its weights are random.");
    plan.training.keptEpochs();
    if (plan.augmentation.scaling.low <= 0) throw UsageError("Scale factors must be above 0.");
}

nlohmann::json planToJson(const TrainPlan& plan) {
    TrainPlan copy = plan;
    auto json = optionsToJson(copy.fields());
    json["task"] = plan.task;
    return json;
}

TrainPlan planFromJson(const nlohmann::json& json, bool rejectUnknown) {
    if (!json.is_object()) throw UsageError("A plan must be a JSON object of options.");
    TrainPlan plan = defaultPlan(json.value("task", std::string("pretraining")));
    auto options = json;
    options.erase("task");
    // Runs of the first versions say "" for the task's usual loss.
    if (options.contains("loss") && options["loss"] == "") options.erase("loss");
    optionsFromJson(plan.fields(), options, rejectUnknown);
    return plan;
}

std::string planTitle(const TrainPlan& plan) {
    std::string generator = plan.model.generator;
    for (const auto& row : generatorRows())
        if (row.id == plan.model.generator) generator = row.label;
    if (plan.task == "pretraining") return fmt::format("{}, {}", task(plan.task).label, generator);
    const auto start = plan.model.from.empty() ? std::string("from scratch") : "from " + nameOfModel(plan.model.from).string();
    return fmt::format("{}, {}, {}", task(plan.task).label, generator, start);
}

}  // namespace gano
