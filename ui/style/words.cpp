// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace gano {

namespace {

QString say(const char* sentence) { return QCoreApplication::translate("words", sentence); }

}  // namespace

QString durationText(double seconds) {
    if (!std::isfinite(seconds)) return say("unknown");
    const auto whole = static_cast<qint64>(std::llround(std::max(seconds, 0.0)));
    if (whole < 60) return say("%1 s").arg(whole);
    const auto minutes = (whole + 30) / 60;
    if (minutes < 60) return say("%1 min").arg(minutes);
    if (minutes < 48 * 60) {
        const auto rest = minutes % 60;
        return rest == 0 ? say("%1 h").arg(minutes / 60) : say("%1 h %2 min").arg(minutes / 60).arg(rest);
    }
    return say("%1 days").arg((minutes + 12 * 60) / (24 * 60));
}

QString bytesText(double bytes) {
    static constexpr std::array kUnits{"bytes", "KB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < kUnits.size()) {
        bytes /= 1024.0;
        ++unit;
    }
    const int digits = unit >= 2 && bytes < 9.95 ? 1 : 0;
    return QStringLiteral("%1 %2").arg(QString::number(bytes, 'f', digits), QLatin1String(kUnits[unit]));
}

QString agoText(double seconds) {
    if (!std::isfinite(seconds)) return say("at an unknown time");
    if (seconds < 1.5) return say("just now");
    if (seconds < 60) return say("%1 s ago").arg(std::lround(seconds));
    if (seconds < 3600) return say("%1 min ago").arg(std::lround(std::floor(seconds / 60)));
    const auto now = QDateTime::currentDateTime();
    const auto then = now.addSecs(-static_cast<qint64>(seconds));
    const auto clock = then.toString(QStringLiteral("HH:mm"));
    const auto days = then.date().daysTo(now.date());
    if (days == 0) return say("today %1").arg(clock);
    if (days == 1) return say("yesterday %1").arg(clock);
    if (days < 7) return QLocale().toString(then, QStringLiteral("dddd")) + QLatin1Char(' ') + clock;
    const auto pattern = then.date().year() == now.date().year() ? QStringLiteral("d MMMM") : QStringLiteral("d MMMM yyyy");
    return QLocale().toString(then.date(), pattern);
}

QString numberText(double value) {
    if (std::isnan(value)) return say("unknown");
    if (std::isinf(value)) return value > 0 ? say("infinite") : say("minus infinite");
    const double size = std::abs(value);
    if (size == 0.0) return QStringLiteral("0");
    if (size < 1e-3 || size >= 1e6) return QString::number(value, 'e', 2);
    // Rounding may carry into one more digit before the point (9.996 -> 10.0).
    int before = static_cast<int>(std::floor(std::log10(size))) + 1;
    if (std::abs(std::round(size * std::pow(10.0, 3 - before))) >= 1000.0) ++before;
    return QString::number(value, 'f', std::clamp(3 - before, 0, 5));
}

}  // namespace gano
