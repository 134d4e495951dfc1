// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_events.h"
#include "core/data/image_profile.h"
#include "core/image/pixel_size.h"
#include "models/catalogue.h"

namespace gano {

/// What starting from a model gave on other images than its own, measured by a study (core/study).
struct MeasuredTransfer {
    std::string data;     ///< What was learned: "superalloys".
    std::string task;     ///< A row of core/tasks.
    std::string context;  ///< "4 labelled patches"; may be empty.
    std::string metric;   ///< "dice"; of the two scores, on test images, the mean over the seeds.
    double pretrained = 0.0, scratch = 0.0;
    int seeds = 0, images = 0;  ///< Of the test.
    int steps = 0;              ///< Optimiser steps of each training, the same for both starts; 0 where the study says epochs.
    std::string verdict;  ///< "helps", "no difference", "harms", or "undecided": too few seeds or test images to tell.

    bool operator==(const MeasuredTransfer&) const = default;
};

/// "superalloys, 4 labelled patches: Dice 0.783, from scratch 0.714 (helps)"
std::string transferText(const MeasuredTransfer& measured);

/// What a model file says of itself: how to rebuild the network, how to prepare an image for it, and where it is from.
/// Stored as JSON under the key "ganoscope" in the safetensors metadata.
struct ModelCard {
    GeneratorSpec generator;
    std::string task = "pretraining";
    int scale = 1;
    std::string normalisation = "full-range";
    std::vector<double> labelValues;  ///< Segmentation: the values of the training labels, class 0 first.
    std::vector<std::string> labelNames;  ///< What they stand for; empty or fewer where nobody said.
    int cropSize = 0;                 ///< Side of the training crops, px.
    int trainingImages = 0;
    std::string dataName;                  ///< Last part of the image folder's path.
    std::string dataFingerprint;           ///< Of the patch store.
    std::optional<PixelSize> pixelSize;    ///< Of the training images, when they agree within 1 %.
    std::optional<ImageProfile> profile;   ///< Of the training patches; older models have none.
    std::string startedFrom;               ///< "scratch" or the fingerprint and name of the model taken over.
    int epoch = 0;
    MetricList scores;  ///< On validation.
    std::vector<MeasuredTransfer> transfer;  ///< Of models that were written to be shared.
    std::string remark;  ///< Of whoever shared it: licences, what it is meant for.
    int seed = 0;
    std::string created;
    std::string version;
};

nlohmann::json cardToJson(const ModelCard& card);
/// Throws Error naming what is missing.
ModelCard cardFromJson(const nlohmann::json& json);

/// Reads the card of a model file or checkpoint without its weights. Throws Error for files of other programs.
ModelCard readModelCard(const std::filesystem::path& file);

}  // namespace gano
