// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <optional>
#include <vector>

#include "core/study/doctor.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"

namespace gano {

/// The epoch whose weights a run keeps as its best.
struct BestEpoch {
    int epoch = 0;
    std::string metric;  ///< "val_dice"
    double value = 0.0;
};

/// A sample picture of one epoch.
struct EpochPicture {
    int epoch = 0;
    std::filesystem::path file;
    bool operator==(const EpochPicture&) const = default;
};

/// All that a run's folder says at one moment.
struct RunReading {
    enum class Stands { Running, Interrupted, Stopped, Failed, Done };

    RunSummary run;
    MetricsTable metrics;
    std::vector<EpochPicture> pictures;  ///< By epoch.
    std::optional<BestEpoch> best;
    Patient patient;               ///< The same folder, as the training doctor sees it …
    std::vector<Diagnosis> found;  ///< … and what it finds.
    QDateTime saved;  ///< When the newest checkpoint was written; invalid without one.
    Stands stands = Stands::Done;
    bool hasReport = false;
    bool hasModel = false;  ///< There is something to inspect.

    int epochsDone() const { return metrics.epochs.empty() ? 0 : metrics.epochs.back(); }
};

/// Blocks for some small files. Throws Error when the folder holds no run.
RunReading readRunFolder(const std::filesystem::path& folder);

/// "Dice 0.912", "validation loss 0.0437": a column of metrics.csv in words.
QString columnText(const std::string& column, double value);
/// "Dice", "Validation L1", "Training loss".
QString columnName(const std::string& column);

}  // namespace gano
