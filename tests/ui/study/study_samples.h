// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <cmath>
#include <functional>

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/formats/tiff_writer.h"
#include "core/study/study_results.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "tests/support/small_training.h"
#include "ui/style/words.h"

namespace gano::test {

/// Settings of their own, so that tests meet neither the user's choices nor each other's.
inline void forgetSettings(const QTemporaryDir& folder) {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("Ganoscope tests"));
    QCoreApplication::setApplicationName(QStringLiteral("Ganoscope"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    QSettings().clear();
}

/// From scratch against a start pretrained within the study, for each number of labels.
inline Study madeStudy(int seeds, const std::vector<std::string>& labels = {}) {
    Study study;
    study.readyMade = "does-pretraining-help";
    study.title = "Does pretraining help?";
    study.question = "Trains from scratch and from pretrained weights, and compares both.";
    study.base = defaultPlan("segmentation");
    study.base.data.images = "images";
    study.pretraining = defaultPlan("pretraining");
    study.pretraining->data.images = "unlabelled";
    study.starts = {{}, {.kind = StudyStart::Kind::Pretraining, .name = "pretrained", .model = {}, .images = 0, .settings = {}}};
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

/// Input, prediction and truth of one test image, 64 px each, as the scoring writes them.
inline void writePicture(const std::filesystem::path& file, int shade, bool good) {
    QImage picture(3 * 64 + 2 * 4, 64, QImage::Format_Grayscale8);
    picture.fill(255);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x) {
            const bool inside = std::hypot(x - 32, y - 32) < 18, guess = std::hypot(x - (good ? 32 : 38), y - (good ? 33 : 27)) < (good ? 18 : 22);
            picture.scanLine(y)[x] = static_cast<uchar>((inside ? 180 : 70) + (x * 7 + y * 13 + shade) % 23);
            picture.scanLine(y)[68 + x] = guess ? 255 : 0;
            picture.scanLine(y)[136 + x] = inside ? 255 : 0;
        }
    std::filesystem::create_directories(file.parent_path());
    picture.save(text(file));
}

/// Trained to `epoch` of its epochs, with a curve that rises to `dice`.
inline void makeRun(const StudyFolder& folder, const StudyCell& cell, int epoch, double dice, const std::string& state) {
    const RunFolder run{folder.cell(cell.name)};
    std::filesystem::create_directories(folder.cells());
    createRun(run, cell.plan, "cpu");
    for (int i = 1; i <= epoch; ++i) {
        const double value = dice * (1.0 - std::exp(-0.5 * i)) + 0.004 * ((i * 7 + cell.seed * 3) % 5);
        writeEpoch(run.metrics(), i, {{"train_loss", 1.0 / i}, {"val_loss", 1.2 / i}, {cell.preparation ? "val_l1" : "val_dice", value}});
        writeEpoch(folder.times(cell.name), i, {{"seconds", 6.0}});
    }
    writeStatus(run, {state, {}, epoch, {{cell.preparation ? "val_l1" : "val_dice", dice}}});
}

/// The trained and scored cell: `images` test images whose scores lie around `dice`, the same ones hard for all.
inline void finishCell(const StudyFolder& folder, const StudyCell& cell, double dice, int images = 12) {
    makeRun(folder, cell, cell.plan.training.epochs, dice, "done");
    if (cell.preparation) return;
    ModelScores scores;
    double sum = 0.0;
    for (int i = 0; i < images; ++i) {
        const double value = dice + 0.04 * std::sin(2.1 * i) + 0.008 * std::sin(5.0 * i + cell.seed);
        scores.images.push_back({"image_" + std::to_string(i) + ".tif", {{"dice", value}, {"iou", value / (2.0 - value)}}});
        sum += value;
    }
    scores.means = {{"dice", sum / images}};
    writeScores(folder.scores(cell.name), {scores});
    if (cell.seed == 1)
        for (int i = 0; i < 2; ++i) writePicture(folder.pictures(cell.name) / ("image_" + std::to_string(i) + ".png"), 3 * i, dice > 0.7);
}

/// A study in a folder of which the first `done` trainings are done; their scores from `dice`.
inline StudyFolder makeStudyFolder(const std::filesystem::path& root, Study study, std::size_t done, const std::function<double(const StudyCell&)>& dice) {
    std::filesystem::create_directories(root.parent_path());
    for (auto* place : {&study.base.data.images, &study.testImages, &study.pretraining->data.images}) *place = (root.parent_path() / *place).string();
    createStudy(root, study);
    const StudyFolder folder{root};
    const auto cells = cellsOf(readStudy(root).study);
    for (std::size_t i = 0; i < std::min(done, cells.size()); ++i) finishCell(folder, cells[i], dice(cells[i]));
    return folder;
}

}  // namespace gano::test
