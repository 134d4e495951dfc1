// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gano {

/// Writes report.html of a run: one page with everything inside, curves as drawings and the latest pictures among it.
/// Throws Error if the folder holds no run or the page cannot be written.
void writeReport(const std::filesystem::path& runFolder);

/// A line through values over epochs, one colour and one kind of line per series, as an SVG drawing; with `low` and `high`
/// a band around it. Values that are not numbers leave a gap.
struct CurveSeries {
    std::string name;
    std::vector<int> epochs;
    std::vector<double> values;
    std::vector<double> low = {}, high = {};  ///< Empty, or as many as `values`.
};
std::string curvesSvg(const std::string& title, const std::vector<CurveSeries>& series);

/// Text for HTML: &, <, > and quotes replaced.
std::string htmlText(const std::string& text);

/// A picture file as an <img> with its bytes inside; empty if it cannot be read.
std::string embeddedPicture(const std::filesystem::path& png, const std::string& description);

/// The page around `body`, light and dark after the reader's system.
std::string htmlPage(const std::string& title, const std::string& body);

}  // namespace gano
