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
#include "tests/support/small_training.h"

/// Made studies, score tables of known truth and small folders for the tests of core/study.
namespace study_test {

inline bool holds(const std::string& text, const char* words) { return text.find(words) != std::string::npos; }

inline std::filesystem::path pathOf(const QTemporaryDir& folder) { return folder.path().toStdString(); }

using gano::test::smallPlan;
using gano::test::writeDisks;

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
