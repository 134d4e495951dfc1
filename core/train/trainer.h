// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/run_control.h"
#include "core/base/run_events.h"
#include "core/train/plan.h"
#include "core/train/processes.h"

namespace gano {

/// Trains from the beginning in `runFolder`, which must not hold a run yet. Blocks until the end; stopping keeps the work.
/// Failures become an Outcome, never an exception; exactly one RunFinished is sent, as the last event.
///
/// With several `processes`, each calls this with the same plan and folder, which all of them must see: they share each
/// batch, the first alone writes the folder, and all end when one stops or fails.
Outcome train(const TrainPlan& plan, const std::filesystem::path& runFolder, RunControl& control, RunObserver& observer, const Processes& processes = {});

/// Goes on where the run in `runFolder` stopped, was killed or failed. On the CPU the numbers are those of a run that was
/// never interrupted. `device` replaces the run's own unless empty, `threads` unless 0. A finished run is left as it is.
Outcome resumeRun(const std::filesystem::path& runFolder, RunControl& control, RunObserver& observer,
                  const std::string& device = {}, int threads = 0, const Processes& processes = {});

}  // namespace gano
