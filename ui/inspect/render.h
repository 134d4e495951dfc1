// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QRectF>
#include <QString>
#include <functional>
#include <optional>
#include <vector>

#include "core/image/image.h"
#include "ui/inspect/display_settings.h"

class QPainter;

namespace gano {

/// One picture of a figure, to be made away from the interface thread.
struct PaneRecipe {
    QString caption;
    std::function<Image()> image;   ///< Blocks; throws Error.
    std::function<Image()> labels;  ///< Classes to draw over it; may be empty.
    Contrast contrast;
    MarkStyle style = MarkStyle::Hidden;
    double opacity = 1.0;
};

/// Pictures as they are displayed, 8 bit per colour; for exports, not for the screen.
namespace render {

/// Every pixel of the image in its colours, with the labels over it.
QImage whole(const Image& image, const Contrast& contrast, const Image* labels, MarkStyle style, double opacity);

/// A 1-2-5 bar at the bottom left, not longer than a third of the area; "px" where the pixel size is unknown.
/// `scale`: device units per image pixel.
void scaleBar(QPainter& painter, const QRectF& area, const std::optional<PixelSize>& size, double scale);

/// The whole image at one device pixel per image pixel with a scale bar, the pixel size in its text and resolution.
QImage withScaleBar(const PaneRecipe& recipe);

/// All recipes side by side, each cut to `part` (0 … 1 of width and height) and `side` units wide, with captions above and a
/// scale bar in the first.
class Figure {
public:
    /// Blocks; throws Error.
    Figure(const std::vector<PaneRecipe>& recipes, const QRectF& part);
    QSizeF size(double side) const;
    void paint(QPainter& painter, double side) const;
    QImage picture(double side) const;
    void writePdf(const QString& file) const;  ///< Throws Error.

private:
    struct Panel {
        QString caption;
        QImage image;
        std::optional<PixelSize> pixelSize;
    };
    std::vector<Panel> panels_;
};

}  // namespace render
}  // namespace gano
