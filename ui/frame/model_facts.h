// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

namespace gano {

/// What the models page shows of one model, as words.
struct ModelFacts {
    QString heading;  ///< "Segmentation, U-Net 3_96"
    std::vector<std::pair<QString, QString>> rows;  ///< "Pixel size" -> "0.0199 nm"; a value may be a table, as rich text.
    QString failure;  ///< Set when the file cannot be read; nothing else then.
    bool canStartTraining = false;  ///< Pretrained models and any other can; false only when unreadable.
    bool predicts = false;          ///< Has a task of its own, not only pretraining.
};

/// Reads the card of a model file or a run and builds the network to count its parameters. Blocks, up to a second.
ModelFacts readModelFacts(const std::filesystem::path& model);

/// A name for people: the run's folder, or the file without its ending.
QString modelName(const std::filesystem::path& model);

}  // namespace gano
