// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/export_files.h"

#include <algorithm>
#include <fmt/format.h>

#include "ui/inspect/scoring.h"

namespace fs = std::filesystem;

namespace gano::exporting {
namespace {

std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\n") == std::string::npos) return cell;
    std::string safe = "\"";
    for (const char c : cell) safe += c == '"' ? std::string("\"\"") : std::string(1, c);
    return safe + "\"";
}

}  // namespace

fs::path freeName(const fs::path& folder, const std::string& name, const std::string& ending) {
    auto file = folder / (name + ending);
    for (int number = 2; fs::exists(file); ++number) file = folder / fmt::format("{} {}{}", name, number, ending);
    return file;
}

std::string scoresAsCsv(const std::vector<ScoreRow>& rows) {
    std::vector<std::string> columns;
    std::vector<MetricList> all;
    for (const auto& row : rows) {
        all.push_back(row.scores);
        for (const auto& [name, value] : row.scores)
            if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
    }
    std::string csv = "image,part";
    for (const auto& column : columns) csv += "," + column + (column == "psnr" ? " (dB)" : "");
    const auto add = [&](const std::string& image, const std::string& part, const MetricList& scores) {
        csv += "\n" + quoted(image) + "," + part;
        for (const auto& column : columns) {
            const auto found = std::find_if(scores.begin(), scores.end(), [&](const auto& score) { return score.first == column; });
            csv += "," + (found == scores.end() ? std::string() : fmt::format("{:.6g}", found->second));
        }
    };
    for (const auto& row : rows) add(row.image, row.part, row.scores);
    if (!rows.empty()) add("mean", "", meanScores(all));
    return csv + "\n";
}

}  // namespace gano::exporting
