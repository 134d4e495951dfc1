// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <filesystem>

#include "tests/ui/frame/photographer.h"

/// Pages that something has to happen on before they are worth a picture.
namespace pictures {

/// A study and a training on the sample images while they run, and when they were stopped.
void trainForAWhile(gano::MainWindow& window, const Photographer& photographer, const std::filesystem::path& samples, const std::filesystem::path& runs);

/// Predicts a folder and takes the inspect page with it: name, images, truth (may be empty), model.
void takeLook(gano::MainWindow& window, const Photographer& photographer, const QStringList& parts);

/// A microscope's own file: its scale, the dialog that sets it, and what the file says.
void takeFile(gano::MainWindow& window, const Photographer& photographer, const QString& place);

/// Choosing a study, its form on the sample images, every study given ("name,folder"), and a folder that is none.
void takeStudies(gano::MainWindow& window, const Photographer& photographer, const QStringList& studies);

}  // namespace pictures
