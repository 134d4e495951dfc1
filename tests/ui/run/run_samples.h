// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <fmt/format.h>
#include <fstream>

#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "ui/style/words.h"

namespace gano::test {

/// Ten planned epochs of a segmentation; nothing trained yet.
inline RunFolder newRun(const std::filesystem::path& root, const std::string& task = "segmentation") {
    auto plan = defaultPlan(task);
    plan.data.images = "images";
    plan.data.targets = task == "pretraining" ? "" : "masks";
    plan.training.epochs = 10;
    std::filesystem::create_directories(root.parent_path());
    const RunFolder run{root};
    createRun(run, plan, "cpu");
    return run;
}

/// Metrics, a sample picture (one grey value per epoch, three columns of 32 px) of an epoch.
inline void addEpoch(const RunFolder& run, int epoch, double dice) {
    writeEpoch(run.metrics(), epoch, {{"train_loss", 1.0 / epoch}, {"val_loss", 1.5 / epoch}, {"val_dice", dice}, {"learning_rate", 0.001}});
    QImage picture(3 * 32 + 2 * 4, 32, QImage::Format_Grayscale8);
    picture.fill(epoch * 20);
    picture.save(text(run.previews() / fmt::format("epoch_{:05}.png", epoch)));
}

/// Three epochs, the second the best.
inline RunFolder finishedRun(const std::filesystem::path& root, const std::string& state = "done") {
    const auto run = newRun(root);
    addEpoch(run, 1, 0.5);
    addEpoch(run, 2, 0.9);
    addEpoch(run, 3, 0.8);
    writeStatus(run, {state, "Trained for 3 epochs; the best was epoch 2.", 3, {}});
    return run;
}

}  // namespace gano::test
