// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/export_files.h"

#include <algorithm>
#include <fmt/format.h>

#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "ui/inspect/scoring.h"

namespace fs = std::filesystem;

namespace gano::exporting {
namespace {

constexpr std::size_t kStripBytes = 32U << 20U;

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

void copyAsTiff(const ImageRef& from, const fs::path& to) {
    const auto info = readInfo(from);
    TiffLayout layout;
    layout.width = info.width;
    layout.height = info.height;
    layout.type = info.type;
    layout.pixelSize = info.pixelSize;
    TiffWriter writer(to, layout);
    const auto rowBytes = static_cast<std::size_t>(info.width) * bytesPerSample(info.type);
    const int rows = static_cast<int>(std::clamp<std::size_t>(kStripBytes / rowBytes, 1, static_cast<std::size_t>(info.height)));
    for (int y = 0; y < info.height; y += rows) {
        const auto strip = readRegion(from, {0, y, info.width, std::min(rows, info.height - y)});
        writer.writeRows(y, strip.bytes());
    }
    writer.finish();
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
    for (const auto& column : columns) csv += "," + column;
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
