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
    constexpr double margin = 12.0, thick = 4.0, gap = 4.0, pad = 6.0;
    const QFontMetricsF metrics(painter.font());
    const auto unknown = bar.calibrated ? QString() : QCoreApplication::translate("ScaleBar", "uncalibrated");
    const double labelWidth = metrics.horizontalAdvance(bar.label), unknownWidth = unknown.isEmpty() ? 0.0 : metrics.horizontalAdvance(unknown) + 2 * gap;
    const double width = std::max(bar.imagePx * scale, labelWidth + unknownWidth), height = metrics.height() + gap + thick;
    const QRectF box(area.left() + margin, area.bottom() - margin - height - 2 * pad, width + 2 * pad, height + 2 * pad);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    // Words over an image of any brightness need a ground of their own.
    painter.setBrush(onDark ? QColor(0, 0, 0, 150) : QColor(255, 255, 255, 170));
    painter.drawRoundedRect(box, 4, 4);
    const QColor ink = onDark ? Qt::white : Qt::black;
    const double left = box.left() + pad, base = box.top() + pad + metrics.ascent();
    painter.fillRect(QRectF(left, box.bottom() - pad - thick, bar.imagePx * scale, thick), ink);
    painter.setPen(ink);
    painter.drawText(QPointF(left, base), bar.label);
    painter.setPen(onDark ? QColor(0xF0, 0xB6, 0x4A) : QColor(0x84, 0x53, 0x00));
    painter.drawText(QPointF(left + labelWidth + 2 * gap, base), unknown);
    painter.restore();
}

}  // namespace gano
