// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/run_events.h"

namespace gano {

/// metrics.csv: one line per epoch, "epoch" first, then the columns in the order of the first line. Numbers are written
/// with the fewest digits that read back to the same double, so that two equal runs have equal files.
struct MetricsTable {
    std::vector<std::string> columns;  ///< Without "epoch".
    std::vector<int> epochs;
    std::vector<std::vector<double>> rows;  ///< NaN where a value is missing.

    /// The values of a column over the epochs; empty when there is no such column.
    std::vector<double> column(const std::string& name) const;
};

/// An absent file is an empty table. A last line that a crash cut short is left out. Throws Error for other damage.
MetricsTable readMetrics(const std::filesystem::path& file);

/// Appends an epoch and writes the file anew (atomically); epochs at or after `epoch` are dropped first, which is what
/// going on from a checkpoint needs.
void writeEpoch(const std::filesystem::path& file, int epoch, const MetricList& metrics);
/// Drops the epochs after `epoch`.
void keepEpochs(const std::filesystem::path& file, int epoch);

}  // namespace gano
