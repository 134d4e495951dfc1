// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/formats/tiff_writer.h"
#include "core/study/study.h"
#include "core/study/study_results.h"
#include "core/train/plan.h"

/// Made studies, score tables of known truth and small folders for the tests of core/study.
namespace study_test {

inline std::filesystem::path pathOf(const QTemporaryDir& folder) { return folder.path().toStdString(); }

/// Bright disks on a dark, noisy ground, and their masks; as many sizes and places as images.
inline void writeDisks(const std::filesystem::path& images, const std::filesystem::path& masks, int count, int side, std::uint64_t seed = 5) {
    std::filesystem::create_directories(images);
    if (!masks.empty()) std::filesystem::create_directories(masks);
    for (int n = 0; n < count; ++n) {
        gano::Rng rng(gano::seedFor(seed, 0, static_cast<std::uint64_t>(n)));
        gano::Image image(side, side, gano::SampleType::U8), mask(side, side, gano::SampleType::U8);
        const double cx = rng.uniform(0.3, 0.7) * side, cy = rng.uniform(0.3, 0.7) * side, radius = rng.uniform(0.15, 0.25) * side;
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const bool inside = std::hypot(x - cx, y - cy) < radius;
                const auto i = static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x);
                image.samples<std::uint8_t>()[i] = static_cast<std::uint8_t>(std::clamp((inside ? 170.0 : 70.0) + 20.0 * rng.normal(), 0.0, 255.0));
                mask.samples<std::uint8_t>()[i] = inside ? 255 : 0;
            }
        const auto name = "disk_" + std::to_string(n) + ".tif";
        gano::writeTiff(images / name, image);
        if (!masks.empty()) gano::writeTiff(masks / name, mask);
    }
}

inline gano::TrainPlan smallPlan(const std::filesystem::path& root) {
    auto plan = gano::defaultPlan("segmentation");
    plan.data.images = (root / "images").string();
    plan.data.targets = (root / "masks").string();
    plan.data.patchSize = 48;
    plan.data.validationPart = 0.3;
    plan.model.generator = "unet_2_44";
    plan.model.baseWidth = 4;
    plan.training.crop = 32;
    plan.training.batchSize = 2;
    plan.training.learningRate = 0.003;
    plan.training.device = "cpu";
    plan.training.threads = 1;
    return plan;
}

/// From scratch against a start that is made within the study, which needs no file of a model.
inline gano::Study startStudy(int seeds, const std::vector<std::string>& labels = {}) {
    gano::Study study;
    study.title = "Does pretraining help?";
    study.base = gano::defaultPlan("segmentation");
    study.base.data.images = "images";
    study.pretraining = gano::defaultPlan("pretraining");
    study.pretraining->data.images = "unlabelled";
    study.starts = {{}, {.kind = gano::StudyStart::Kind::Pretraining, .name = "pretrained", .model = {}, .images = 0, .settings = {}}};
    study.seeds.clear();
    for (int s = 1; s <= seeds; ++s) study.seeds.push_back(s);
    study.steps = 1000;
    study.checks = 10;
    study.testImages = "test";
    if (!labels.empty()) {
        study.axes.push_back({"train-images", labels});
        study.along = "train-images";
    }
    return study;
}

/// The truth from which scores are drawn: a mean for each cell, and how much images, seeds and the rest vary.
struct Truth {
    std::function<double(const gano::StudyCell&)> mean;
    int images = 20;
    double imageSpread = 0.08;  ///< Some images are harder, for all trainings alike.
    double seedSpread = 0.01;   ///< Of each training.
    double rest = 0.02;         ///< Of each image in each training.
};

inline std::vector<gano::CellScores> drawScores(const gano::Study& study, const Truth& truth, std::uint64_t seed) {
    std::vector<gano::CellScores> scores;
    std::uint64_t number = 0;
    for (const auto& cell : gano::cellsOf(study)) {
        if (cell.preparation) continue;
        gano::Rng own(gano::seedFor(seed, 1, ++number));
        gano::CellScores drawn;
        drawn.cell = cell.name;
        const double mean = truth.mean(cell) + truth.seedSpread * own.normal();
        gano::ModelScores model;
        for (int i = 0; i < truth.images; ++i) {
            gano::Rng shared(gano::seedFor(seed, 2, static_cast<std::uint64_t>(i)));
            const double score = mean + truth.imageSpread * shared.normal() + truth.rest * own.normal();
            model.images.push_back({"image_" + std::to_string(i) + ".tif", {{"dice", score}, {"iou", score / 2}}});
        }
        drawn.models.push_back(model);
        for (int epoch = 1; epoch <= cell.plan.training.epochs; ++epoch) drawn.validation.push_back(mean * (1.0 - std::exp(-0.5 * epoch)));
        drawn.seconds.assign(drawn.validation.size(), 6.0);
        const auto labels = cell.values.empty() ? std::string("all") : cell.values.front().second;
        drawn.trainImages = labels == "all" ? 40 : std::stoi(labels);
        scores.push_back(drawn);
    }
    return scores;
}

inline double startMean(const gano::StudyCell& cell, double scratch, double pretrained) { return cell.start == "scratch" ? scratch : pretrained; }

}  // namespace study_test
