// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>

#include "core/study/study_results.h"

namespace gano {

/// All that a study's folder says at one moment.
struct StudyReading {
    StudySummary summary;
    StudyResults results;
    bool hasReport = false;

    std::size_t done() const { return summary.count(CellState::Done); }
    std::size_t failed() const { return summary.count(CellState::Failed); }
    bool isFinished() const { return done() == summary.cells.size(); }
    const CellStatus* running() const;  ///< Null if none.
};

/// Blocks for some small files per training. Throws Error when the folder holds no study.
StudyReading readStudyFolder(const std::filesystem::path& folder);
/// A study of which nothing is on the disk yet: every training waits.
StudyReading waitingStudy(const std::filesystem::path& folder, const Study& study);

/// Work is counted in steps, or in epochs where a study has no budget in steps.
double workOf(const CellStatus& status);
double workDone(const CellStatus& status);

/// "Waiting", "Epoch 4/20", "Failed", "Stopped 4/20", "0.812".
QString stateText(const CellStatus& status);
/// The training's title without its seed: "From scratch, 4 labels".
QString rowText(const StudyCell& cell);

}  // namespace gano
