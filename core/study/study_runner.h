// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/run_control.h"
#include "core/base/run_events.h"
#include "core/study/study.h"

namespace gano {

/// Trains and scores every cell of the study in `folder` that is not done yet, one after another, then writes its tables
/// and its report. Blocks until the end; stopping keeps the work, and calling it again goes on where it was, also after a
/// kill: finished cells stay as they are, an interrupted one resumes.
///
/// Each cell begins with PartStarted, then come its own events (but its RunFinished), then PartFinished. A cell that fails
/// does not end the study: the others are trained, and the outcome names how many failed. A warning that several cells have
/// in common is told once. Exactly one RunFinished is sent, as the last event.
/// `device` and `threads` replace those of the plans unless empty or 0.
Outcome runStudy(const std::filesystem::path& folder, RunControl& control, RunObserver& observer,
                 const std::string& device = {}, int threads = 0);

/// How long a study will take here.
struct StudyEstimate {
    std::size_t trainings = 0;  ///< That are still to be done, preparations included.
    double steps = 0.0;         ///< Optimiser steps of all of them.
    double seconds = 0.0;       ///< With validation and scoring.
    std::string device;
    bool cancelled = false;  ///< The numbers are not known.
};

/// Measures each different network and crop once (see estimateRun(), a few seconds each) and adds up. Scoring is reckoned
/// like validation of the test images. Throws Error for a study that checkStudy() refuses or data that cannot be found.
StudyEstimate estimateStudy(const Study& study, RunControl& control);
/// Of what is left to do in a study's folder.
StudyEstimate estimateRest(const StudySummary& summary, RunControl& control);

}  // namespace gano
