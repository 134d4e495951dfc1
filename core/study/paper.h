// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/study/study.h"
#include "core/study/study_results.h"

namespace gano {

/// What arXiv 2402.18286 (Kazimi, Ruzaeva, Sandfeld, CVPRW 2024) prints, to stand beside what a study gives.

/// The epochs after which its tables score on the test images.
constexpr std::array<int, 3> kPaperEpochs{5, 30, 60};

/// A row of Table 2 (mean Dice on the test images of the 5 nm gold set, here 0 to 1) or of Table 3 (L1 on TEMImageNet, HRNet).
struct PaperRow {
    int table = 2;
    std::string what;  ///< Table 2: the generator, "hrnet" for any HRNet; Table 3: the task.
    int images = 0;    ///< Pretraining images; 0: from scratch ("R").
    std::array<double, 3> values{};  ///< After kPaperEpochs.
};
const std::vector<PaperRow>& paperRows();

/// A validation curve of Figures 4 and 6 to 11, read off the drawing. Figure 4: 100 times the L1 of pretraining; 6 to 9: binary
/// cross entropy; 11: 100 times the L1.
struct PaperCurve {
    int figure = 0;
    std::string what;  ///< As in PaperRow; the generator in Figure 4.
    int images = 0;
    std::vector<double> values;  ///< After 1, 2, … 60 epochs; NaN where it could not be read.
};
const std::vector<PaperCurve>& paperCurves();

/// One row of a table beside what the study gives for it.
struct PaperComparison {
    std::string what, start;
    PaperRow printed;
    std::array<double, 3> measured{};  ///< Mean over seeds and test images; NaN where it is not there (yet).
};
/// The rows that the study's cells stand for, in the order of the paper; empty for other studies.
std::vector<PaperComparison> comparedWithPaper(const StudySummary& summary);

/// For the report: the table and the curves, printed and measured; empty for other studies. `csv` gets the table's numbers.
std::string paperSection(const StudySummary& summary, std::string& csv);

/// True for a study made after the paper.
bool followsPaper(const Study& study);

}  // namespace gano
