// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QImage>
#include <QPainter>
#include <memory>

#include "ui/view/image_source.h"
#include "ui/view/image_view.h"

namespace gano {

/// Draws the visible tiles of a source in their colours and remembers the coloured tiles.
class TilePainter {
public:
    TilePainter();

    /// `world` takes pixels of level 0 to painter units, `zoom` is device pixels per pixel of level 0. Where a tile is missing
    /// the coarser picture is shown, and the tile asked for.
    void paint(QPainter& painter, ImageSource& source, const Contrast& contrast, const QRectF& visible, const QTransform& world, double zoom);
    /// Labels over it: contours or filled, class 0 not drawn.
    void paintLabels(QPainter& painter, ImageSource& labels, ImageView::Overlay kind, double opacity, const QRectF& visible, const QTransform& world, double zoom);
    void clear() { tiles_.clear(); }

private:
    struct Look {
        bool labels = false;
        Contrast contrast;
        ImageView::Overlay kind = ImageView::Overlay::None;
    };
    void paintLevel(QPainter& painter, ImageSource& source, int level, const Look& look, const QRectF& visible, const QTransform& world, bool smooth);
    QImage* coloured(const TilePtr& values, int width, const Look& look);

    struct Coloured {
        TilePtr values;  ///< Kept, so that no other tile gets its address, by which this one is found.
        QImage picture;
    };
    QCache<QByteArray, Coloured> tiles_;  ///< Cost in KB.
};

}  // namespace gano
