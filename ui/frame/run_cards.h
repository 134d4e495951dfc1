// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ui/frame/library.h"

namespace gano {

/// The card of a run or a study. Nothing when the folder holds none, or one that cannot be read. Blocks for the reading of three small files.
std::optional<RunCard> readRunCard(const std::filesystem::path& run);

/// Reads the cards of `remembered` runs and of every run beneath `runsFolder` (two levels deep), newest first.
std::vector<RunCard> readRunCards(const std::vector<std::filesystem::path>& remembered, const std::filesystem::path& runsFolder);

/// "Dice 0.912", "L1 0.0213", "PSNR 31.2 dB", "Pooled IoU 0.841".
QString scoreText(const std::string& metric, double value);

/// "Resume at epoch 23 of 60", "Go on with the study" for those that did not reach their end; empty for the others.
QString resumeText(const RunCard& card);

}  // namespace gano
