// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/metrics_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <sstream>

#include "core/base/error.h"
#include "core/base/files.h"

namespace gano {
namespace {

std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> parts;
    std::stringstream stream(line);
    for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
    return parts;
}

/// Independent of the locale, unlike strtod.
double number(const std::string& text) {
    double value = std::numeric_limits<double>::quiet_NaN();
    if (text == "nan" || text.empty()) return value;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || end != text.data() + text.size()) throw Error("'" + text + "' is not a number");
    return value;
}

void write(const std::filesystem::path& file, const MetricsTable& table) {
    std::string text = "epoch";
    for (const auto& name : table.columns) text += "," + name;
    text += "\n";
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        text += std::to_string(table.epochs[i]);
        for (const double value : table.rows[i]) text += std::isnan(value) ? std::string(",nan") : fmt::format(",{}", value);
        text += "\n";
    }
    writeTextAtomically(file, text);
}

}  // namespace

std::vector<double> MetricsTable::column(const std::string& name) const {
    const auto at = std::find(columns.begin(), columns.end(), name);
    if (at == columns.end()) return {};
    std::vector<double> values;
    for (const auto& row : rows) values.push_back(row[static_cast<std::size_t>(at - columns.begin())]);
    return values;
}

MetricsTable readMetrics(const std::filesystem::path& file) {
    MetricsTable table;
    if (!std::filesystem::exists(file)) return table;
    std::istringstream stream(readText(file));
    std::string line;
    if (!std::getline(stream, line)) return table;
    table.columns = cells(line);
    if (table.columns.empty() || table.columns.front() != "epoch")
        throw Error(fmt::format("{} is not a metrics table (its first column is not \"epoch\").", file.string()));
    table.columns.erase(table.columns.begin());
    while (std::getline(stream, line)) {
        const auto parts = cells(line);
        const bool cutShort = parts.size() != table.columns.size() + 1;
        if (cutShort && stream.peek() == std::istringstream::traits_type::eof()) break;
        try {
            if (cutShort) throw Error("a line has the wrong number of values");
            std::vector<double> row;
            for (std::size_t i = 1; i < parts.size(); ++i) row.push_back(number(parts[i]));
            table.epochs.push_back(static_cast<int>(number(parts[0])));
            table.rows.push_back(std::move(row));
        } catch (const Error& damage) {
            throw Error(fmt::format("{} is damaged: {}.", file.string(), damage.what()));
        }
    }
    return table;
}

void keepEpochs(const std::filesystem::path& file, int epoch) {
    auto table = readMetrics(file);
    if (table.columns.empty()) return;
    std::size_t kept = 0;
    while (kept < table.epochs.size() && table.epochs[kept] <= epoch) ++kept;
    if (kept == table.epochs.size()) return;
    table.epochs.resize(kept);
    table.rows.resize(kept);
    write(file, table);
}

void writeEpoch(const std::filesystem::path& file, int epoch, const MetricList& metrics) {
    keepEpochs(file, epoch - 1);
    auto table = readMetrics(file);
    if (table.columns.empty())
        for (const auto& entry : metrics) table.columns.push_back(entry.first);
    std::vector<double> row(table.columns.size(), std::numeric_limits<double>::quiet_NaN());
    for (const auto& [name, value] : metrics) {
        const auto at = std::find(table.columns.begin(), table.columns.end(), name);
        if (at != table.columns.end()) row[static_cast<std::size_t>(at - table.columns.begin())] = value;
    }
    table.epochs.push_back(epoch);
    table.rows.push_back(std::move(row));
    write(file, table);
}

}  // namespace gano
