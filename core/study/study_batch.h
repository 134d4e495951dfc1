// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/base/run_control.h"
#include "core/study/study.h"

namespace gano {

/// True while a batch size of the study's plans is automatic.
bool hasAutomaticBatch(const Study& study);

/// Puts numbers in place of automatic batch sizes: for the trainings that are compared the largest that all of them can have
/// here, the same for all, and for each kind of preparation its own. Answers what was found in a sentence, empty where nothing was automatic,
/// and nothing when stopped. `device` and `threads` replace those of the plans unless empty or 0.
std::optional<std::string> settleBatches(Study& study, RunControl& control, const std::string& device = {}, int threads = 0);

}  // namespace gano
