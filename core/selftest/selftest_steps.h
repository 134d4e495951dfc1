// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of the self-test. Each returns what it found, and throws Error where something does not work.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/run_control.h"

namespace gano {

/// "Debian GNU/Linux 12 (bookworm), x86_64, 2 cores, 7.8 GB of memory"
std::string describeSystem();
/// "1.2 GB free in …"; throws when less is free than a training needs at the least.
std::string describeDisk(const std::filesystem::path& folder);

/// Reads every file of the folder of pictures, checks samples and pixel size, writes them in every format that is
/// exported and reads that back.
std::string tryFormats(const std::filesystem::path& pictures, const std::filesystem::path& scratch);

/// Made micrographs: bright particles on a noisy ground, with masks, for the steps below.
void makeMicrographs(const std::filesystem::path& scratch);
std::string tryPretraining(const std::filesystem::path& scratch, RunControl& control);
/// Continues from the pretrained run.
std::string tryFineTuning(const std::filesystem::path& scratch, RunControl& control);
std::string tryPrediction(const std::filesystem::path& scratch, RunControl& control);
/// Reads the cards of the shipped models, and that their weights are whole.
std::string tryShippedModels();

}  // namespace gano
