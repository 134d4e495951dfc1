// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/tile_painter.h"

#include <QDataStream>
#include <QIODevice>
#include <algorithm>
#include <cmath>
#include <memory>

#include "ui/view/colour_map.h"
#include "ui/view/pyramid.h"

namespace gano {
namespace {

constexpr int kCacheKb = 192 * 1024;

int sideOf(int level0, int level) { return (level0 + (1 << level) - 1) >> level; }

}  // namespace

TilePainter::TilePainter() : tiles_(kCacheKb) {}

QImage* TilePainter::coloured(const TilePtr& values, int width, const Look& look) {
    QByteArray key;
    QDataStream stream(&key, QIODevice::WriteOnly);
    stream << quintptr(values.get()) << look.labels << look.contrast.low << look.contrast.high << int(look.contrast.map) << int(look.kind);
    if (auto* known = tiles_.object(key)) return &known->picture;
    const int height = static_cast<int>(values->size()) / std::max(1, width);
    auto made = std::make_unique<Coloured>(Coloured{values, QImage(width, height, look.labels ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32)});
    const auto at = [&](int x, int y) { return (*values)[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)]; };
    const ColourScale colourOf(look.contrast);
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(made->picture.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const float value = at(x, y);
            if (!look.labels) {
                line[x] = colourOf(value);
                continue;
            }
            const int label = std::isfinite(value) ? static_cast<int>(value) : 0;
            const bool edge = (x > 0 && at(x - 1, y) != value) || (x + 1 < width && at(x + 1, y) != value) || (y > 0 && at(x, y - 1) != value) ||
                              (y + 1 < height && at(x, y + 1) != value);
            line[x] = label != 0 && (look.kind == ImageView::Overlay::Filled || edge) ? overlayColour(label).rgba() : 0;
        }
    }
    const auto cost = made->picture.sizeInBytes() / 1024 * 2 + 1;
    tiles_.insert(key, made.release(), cost);
    auto* kept = tiles_.object(key);
    return kept != nullptr ? &kept->picture : nullptr;
}

void TilePainter::paintLevel(QPainter& painter, ImageSource& source, int level, const Look& look, const QRectF& visible, const QTransform& world, bool smooth) {
    const auto info = source.info();
    const double factor = 1 << level;
    const int columns = (sideOf(info->width, level) + ImageSource::kTile - 1) / ImageSource::kTile, rows = (sideOf(info->height, level) + ImageSource::kTile - 1) / ImageSource::kTile;
    const int left = std::clamp(static_cast<int>(visible.left() / factor / ImageSource::kTile), 0, columns - 1), right = std::clamp(static_cast<int>(visible.right() / factor / ImageSource::kTile), 0, columns - 1);
    const int top = std::clamp(static_cast<int>(visible.top() / factor / ImageSource::kTile), 0, rows - 1), bottom = std::clamp(static_cast<int>(visible.bottom() / factor / ImageSource::kTile), 0, rows - 1);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
    std::vector<TileIndex> missing;
    for (int row = top; row <= bottom; ++row)
        for (int column = left; column <= right; ++column) {
            const auto values = source.peek(level, column, row);
            if (!values) {
                missing.push_back({level, column, row});
                continue;
            }
            const auto* picture = coloured(values, std::min(ImageSource::kTile, sideOf(info->width, level) - column * ImageSource::kTile), look);
            if (picture == nullptr) continue;
            const QRectF place(column * ImageSource::kTile * factor, row * ImageSource::kTile * factor, picture->width() * factor, picture->height() * factor);
            painter.drawImage(world.mapRect(place), *picture);
        }
    source.want(this, std::move(missing));
}

void TilePainter::paint(QPainter& painter, ImageSource& source, const Contrast& contrast, const QRectF& visible, const QTransform& world, double zoom) {
    if (!source.info()) return;
    const Look look{false, contrast, {}};
    const int level = std::clamp(static_cast<int>(std::floor(std::log2(1.0 / std::max(zoom, 1e-9)) + 0.01)), 0, source.levels() - 1);
    const bool smooth = zoom < 1.0;
    const int overview = pyramid::levelWithin(source.info()->width, source.info()->height, pyramid::kOverviewSide);
    if (level < overview) paintLevel(painter, source, overview, look, visible, world, true);
    paintLevel(painter, source, level, look, visible, world, smooth);
}

void TilePainter::paintLabels(QPainter& painter, ImageSource& labels, ImageView::Overlay kind, double opacity, const QRectF& visible, const QTransform& world, double zoom) {
    if (!labels.info() || kind == ImageView::Overlay::None) return;
    // Contours are a pixel of their level wide: of the coarser level, or they would vanish when shrunk.
    const double finer = zoom / painter.device()->devicePixelRatio();
    const int level = std::clamp(static_cast<int>(std::ceil(std::log2(1.0 / std::max(finer, 1e-9)) + 0.2)), 0, labels.levels() - 1);
    painter.setOpacity(opacity);
    paintLevel(painter, labels, level, {true, {}, kind}, visible, world, false);
    painter.setOpacity(1.0);
}

}  // namespace gano
