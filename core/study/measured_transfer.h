// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/train/model_card.h"

namespace gano {

/// What a finished study says of starting from a model, one entry for each number of labels, the smallest first; for the
/// model's card. What was learned is called as the study's folder. `model` is the run folder or file that the study started
/// from, or a copy of it: known by its card. Throws Error when trainings are missing or when the study did not compare this
/// model with a start from scratch.
std::vector<MeasuredTransfer> measuredTransfer(const std::filesystem::path& study, const std::filesystem::path& model);

}  // namespace gano
