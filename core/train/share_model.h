// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/train/model_card.h"

namespace gano {

/// Writes the generator of a run or model file with another card to `file`, atomically. `halfPrecision` stores its weights in
/// 16 bits, half as large: 11 significant bits from 6e-5 to 65504, fewer below; the network computes with 32 bits all the same. What
/// does not fit, the statistics of normalisation layers and whole numbers stay as they are. Throws Error, also when `file` exists.
void shareModel(const std::filesystem::path& runOrFile, const std::filesystem::path& file, const ModelCard& card, bool halfPrecision);

}  // namespace gano
