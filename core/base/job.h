// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/base/run_events.h"

namespace gano {

/// Runs the body of a job and turns whatever it throws into a failed outcome with its sentence.
Outcome outcomeOf(const std::function<Outcome()>& work);

/// The same, and tells the end exactly once.
Outcome toldOutcome(RunObserver& observer, const std::function<Outcome()>& work);

}  // namespace gano
