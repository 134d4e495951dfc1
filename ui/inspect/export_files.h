// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/run_events.h"
#include "core/image/image.h"

namespace gano {

/// Writing what is looked at to files of the user's choice. All block; all throw Error.
namespace exporting {

/// `folder`/`name`.`ending`, or with " 2", " 3" … before the ending: nothing is ever overwritten.
std::filesystem::path freeName(const std::filesystem::path& folder, const std::string& name, const std::string& ending);

/// Comma separated, "." as the decimal sign, one row per image, a last row "mean"; a score that has a unit says it in the header.
struct ScoreRow {
    std::string image, part;
    MetricList scores;
};
std::string scoresAsCsv(const std::vector<ScoreRow>& rows);

}  // namespace exporting
}  // namespace gano
