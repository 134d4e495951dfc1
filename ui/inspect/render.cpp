// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/render.h"

#include <QFontMetricsF>
#include <QPageSize>
#include <QPainter>
#include <QPainterPath>
#include <QPdfWriter>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/files.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/view/colour_map.h"
#include "ui/view/scale_bar.h"

namespace gano::render {
namespace {

constexpr double kCaption = 0.075;  ///< Height of the captions, in parts of a panel's width.
constexpr double kGap = 0.02;
constexpr int kSmallestLetters = 14;  ///< px; smaller ones run into their dark rim.
constexpr double kLargestMetres = 2147483647.0;  ///< Pixels per metre that a PNG can say.

QRgb mixed(QRgb under, const QColor& over, double opacity) {
    const auto mix = [opacity](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * opacity)); };
    return qRgb(mix(qRed(under), over.red()), mix(qGreen(under), over.green()), mix(qBlue(under), over.blue()));
}

/// A label whose right or lower neighbour, or left or upper, is another one.
bool onContour(std::span<const std::uint8_t> labels, int width, int height, int x, int y) {
    const auto at = [&](int column, int row) { return labels[static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column)]; };
    const auto own = at(x, y);
    return (x > 0 && at(x - 1, y) != own) || (x + 1 < width && at(x + 1, y) != own) || (y > 0 && at(x, y - 1) != own) ||
           (y + 1 < height && at(x, y + 1) != own);
}

void drawLabels(QImage& picture, const Image& labels, MarkStyle style, double opacity) {
    const auto values = labels.samples<std::uint8_t>();
    for (int y = 0; y < picture.height(); ++y) {
        auto* row = reinterpret_cast<QRgb*>(picture.scanLine(y));
        const int from = y * labels.height() / picture.height();
        for (int x = 0; x < picture.width(); ++x) {
            const int column = x * labels.width() / picture.width();
            const auto label = values[static_cast<std::size_t>(from) * static_cast<std::size_t>(labels.width()) + static_cast<std::size_t>(column)];
            if (label == 0 || (style == MarkStyle::Contours && !onContour(values, labels.width(), labels.height(), column, from))) continue;
            row[x] = mixed(row[x], overlayColour(label), opacity);
        }
    }
}

}  // namespace

QImage whole(const Image& image, const Contrast& contrast, const Image* labels, MarkStyle style, double opacity) {
    QImage picture(image.width(), image.height(), QImage::Format_RGB32);
    if (picture.isNull()) throw Error("This image is too large for a picture. Export it as TIFF instead.");
    const auto table = colourTable(contrast.map);
    const double range = contrast.high - contrast.low;
    const double gain = range != 0.0 ? 255.0 / range : 0.0;
    for (int y = 0; y < image.height(); ++y) {
        auto* row = reinterpret_cast<QRgb*>(picture.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const double level = (image.at(x, y) - contrast.low) * gain;
            row[x] = table[std::isfinite(level) ? static_cast<std::size_t>(std::clamp(level, 0.0, 255.0) + 0.5) : 0U];
        }
    }
    if (labels && (style == MarkStyle::Contours || style == MarkStyle::Filled)) drawLabels(picture, *labels, style, opacity);
    return picture;
}

void scaleBar(QPainter& painter, const QRectF& area, const std::optional<PixelSize>& size, double scale) {
    const auto bar = scaleBarFor(size, area.width() / 3.0 / scale);
    const double thick = std::max(3.0, area.width() * 0.008), margin = area.width() * 0.03;
    QFont font = painter.font();
    font.setPixelSize(std::max(kSmallestLetters, static_cast<int>(area.width() * 0.04)));
    const QRectF line(area.left() + margin, area.bottom() - margin - thick, bar.imagePx * scale, thick);
    QPainterPath letters;
    letters.addText(QPointF(line.left(), line.top() - thick), font, bar.label);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    // White with a dark rim is seen on any grey.
    painter.setPen(QPen(Qt::black, thick * 0.5, Qt::SolidLine, Qt::SquareCap, Qt::RoundJoin));
    painter.drawRect(line);
    painter.drawPath(letters);
    painter.fillRect(line, Qt::white);
    painter.fillPath(letters, Qt::white);
    painter.restore();
}

QImage withScaleBar(const PaneRecipe& recipe) {
    const auto image = recipe.image();
    const auto labels = recipe.labels ? recipe.labels() : Image();
    auto picture = whole(image, recipe.contrast, labels.empty() ? nullptr : &labels, recipe.style, recipe.opacity);
    QPainter painter(&picture);
    scaleBar(painter, picture.rect(), image.pixelSize, 1.0);
    painter.end();
    picture.setText(QStringLiteral("Pixel size"), text(pixelSizeText(image.pixelSize)));
    if (image.pixelSize && 1e9 / image.pixelSize->xNm < kLargestMetres && 1e9 / image.pixelSize->yNm < kLargestMetres) {
        picture.setDotsPerMeterX(static_cast<int>(std::lround(1e9 / image.pixelSize->xNm)));
        picture.setDotsPerMeterY(static_cast<int>(std::lround(1e9 / image.pixelSize->yNm)));
    }
    return picture;
}

Figure::Figure(const std::vector<PaneRecipe>& recipes, const QRectF& part) {
    for (const auto& recipe : recipes) {
        const auto image = recipe.image();
        const auto labels = recipe.labels ? recipe.labels() : Image();
        const auto picture = whole(image, recipe.contrast, labels.empty() ? nullptr : &labels, recipe.style, recipe.opacity);
        const QRectF cut(part.left() * picture.width(), part.top() * picture.height(), part.width() * picture.width(), part.height() * picture.height());
        const auto inside = cut.toAlignedRect().intersected(picture.rect());
        panels_.push_back({recipe.caption, inside.isEmpty() ? picture : picture.copy(inside), image.pixelSize});
    }
    if (panels_.empty()) throw Error("There is nothing in the panes to make a figure of.");
}

QSizeF Figure::size(double side) const {
    double height = 0;
    for (const auto& panel : panels_) height = std::max(height, side * panel.image.height() / panel.image.width());
    const auto count = static_cast<double>(panels_.size());
    return {side * (count + kGap * (count - 1)), height + side * kCaption};
}

void Figure::paint(QPainter& painter, double side) const {
    QFont font = painter.font();
    font.setPixelSize(std::max(8, static_cast<int>(side * kCaption * 0.6)));
    painter.setFont(font);
    painter.setPen(Qt::black);
    double left = 0;
    bool first = true;
    for (const auto& panel : panels_) {
        const double scale = side / panel.image.width();
        const QRectF area(left, side * kCaption, side, panel.image.height() * scale);
        painter.drawText(QRectF(left, 0, side, side * kCaption), Qt::AlignLeft | Qt::AlignVCenter, panel.caption);
        // Pixels stay squares when there are few, and are averaged when there are many.
        painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 1.0);
        painter.drawImage(area, scale < 1.0 ? panel.image.scaled(area.size().toSize(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation) : panel.image);
        if (first) scaleBar(painter, area, panel.pixelSize, scale);
        first = false;
        left += side * (1.0 + kGap);
    }
}

QImage Figure::picture(double side) const {
    QImage picture(size(side).toSize(), QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    paint(painter, side);
    return picture;
}

void Figure::writePdf(const QString& file) const {
    constexpr int kDotsPerInch = 600;
    constexpr double kWidthMm = 180.0;  // Two columns of a journal.
    const auto unit = size(1.0);
    // A caption and the bar have the same shape at every size, so the page may take the figure's own.
    writeAtomically(toPath(file), [&](const std::filesystem::path& temporary) {
        QPdfWriter writer(text(temporary));
        writer.setResolution(kDotsPerInch);
        writer.setPageSize(QPageSize(QSizeF(kWidthMm, kWidthMm * unit.height() / unit.width()), QPageSize::Millimeter));
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        QPainter painter;
        if (!painter.begin(&writer)) throw Error("The figure could not be written there.");
        paint(painter, writer.width() / unit.width());
    });
}

}  // namespace gano::render
