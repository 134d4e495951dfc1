// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/study/study_results.h"

namespace gano {

/// Score against the counted axis, logarithmic, one line per start with its 95 % intervals; empty where nothing is counted.
std::string countPlot(const Study& study, const StudyResults& results);

/// The scores of all arms with their 95 % intervals, one row each.
std::string scorePlot(const StudyResults& results);

/// Validation curves with the spread over seeds, one drawing for each context.
std::string curvePlots(const StudyResults& results);

}  // namespace gano
