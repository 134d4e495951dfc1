// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <string>

namespace gano {

/// Between the core's texts and Qt's. Text in the core is UTF-8.
inline QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
inline QString text(const std::filesystem::path& path) { return QString::fromStdU16String(path.u16string()); }
inline std::filesystem::path toPath(const QString& path) { return std::filesystem::path(path.toStdU16String()); }

/// "8 s", "4 min", "2 h 10 min", "3 days".
QString durationText(double seconds);
/// "512 KB", "3.1 GB".
QString bytesText(double bytes);
/// "12 s ago", "5 min ago", "yesterday 14:05", from seconds since then.
QString agoText(double seconds);
/// Three significant digits, for scores and losses: "0.912", "1.20e-05".
QString numberText(double value);

}  // namespace gano
