// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/scale_bar.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace gano {
namespace {

/// The largest of 1, 2, 5 × 10ⁿ up to `most`.
double roundLength(double most) {
    const double power = std::pow(10.0, std::floor(std::log10(most) + 1e-9));
    for (const double step : {5.0, 2.0})
        if (step * power <= most * (1.0 + 1e-9)) return step * power;
    return power;
}

QString lengthLabel(double nm) {
    const auto text = [](double value, const char* unit) { return QStringLiteral("%1 %2").arg(value, 0, 'g', 6).arg(QString::fromUtf8(unit)); };
    if (nm < 0.9999) return text(nm * 1e3, "pm");
    if (nm < 999.9) return text(nm, "nm");
    if (nm < 999.9e3) return text(nm / 1e3, "µm");
    return text(nm / 1e6, "mm");
}

}  // namespace

ScaleBar scaleBarFor(const std::optional<PixelSize>& size, double mostImagePx) {
    ScaleBar bar;
    if (!(mostImagePx > 0.0)) return bar;
    if (size) {
        const double nm = roundLength(mostImagePx * size->xNm);
        bar.imagePx = nm / size->xNm;
        bar.label = lengthLabel(nm);
        bar.calibrated = true;
    } else {
        bar.imagePx = std::max(1.0, roundLength(mostImagePx));
        bar.label = QStringLiteral("%1 px").arg(bar.imagePx);
    }
    return bar;
}

void paintScaleBar(QPainter& painter, const QRectF& area, const ScaleBar& bar, double scale, bool onDark) {
    if (bar.imagePx <= 0.0) return;
    constexpr double margin = 12.0, thick = 4.0, gap = 4.0;
    const QColor ink = onDark ? Qt::white : Qt::black, rim = onDark ? QColor(0, 0, 0, 160) : QColor(255, 255, 255, 160);
    const QRectF line(area.left() + margin, area.bottom() - margin - thick, bar.imagePx * scale, thick);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(line.adjusted(-1, -1, 1, 1), rim);
    painter.fillRect(line, ink);
    const auto word = [&](const QPointF& at, const QString& text, const QColor& colour) {
        painter.setPen(rim);
        for (const auto& shift : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) painter.drawText(at + shift, text);
        painter.setPen(colour);
        painter.drawText(at, text);
    };
    const QPointF base(line.left(), line.top() - gap);
    word(base, bar.label, ink);
    if (!bar.calibrated) {
        const double step = QFontMetricsF(painter.font()).horizontalAdvance(bar.label) + 2 * gap;
        word(base + QPointF(step, 0), QCoreApplication::translate("ScaleBar", "uncalibrated"), QColor(0xE6, 0x9F, 0x00));
    }
    painter.restore();
}

}  // namespace gano
