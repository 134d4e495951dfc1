// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/study/study_results.h"

namespace gano {

/// A table as texts, for a page. Internal to core/study.
struct TableText {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

/// One row per arm, numbers rounded for reading: the scores with their comparison, and how fast they were reached.
TableText scoreTable(const StudyResults& results);
TableText speedTable(const StudyResults& results);

/// Every score of every cell and test image: "cell,start,…,seed,epoch,image,dice,iou".
std::string allScoresCsv(const StudySummary& summary);

}  // namespace gano
