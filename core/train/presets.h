// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/train/plan.h"

namespace gano {

/// One value a preset sets, and why.
struct PresetChoice {
    std::string key;    ///< Of the option.
    std::string value;  ///< As text.
    std::string why;
    bool unspecified = false;  ///< The paper does not state it; this is this program's choice.
};

struct Preset {
    std::string id;        ///< "quick-look", "as-in-the-paper", "best-quality"
    std::string label;
    std::string sentence;  ///< What it is for.
};

const std::vector<Preset>& presets();

/// What a preset sets for a task. Throws UsageError for unknown names.
std::vector<PresetChoice> presetChoices(const std::string& preset, const std::string& task);

/// Sets the preset's values in `plan` and the defaults elsewhere; the data, the start, seed, device, threads and scale stay.
void applyPreset(TrainPlan& plan, const std::string& preset);

}  // namespace gano
