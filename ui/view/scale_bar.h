// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>
#include <optional>

#include "core/image/pixel_size.h"

class QPainter;

namespace gano {

/// A bar of a length that people can read off: 1, 2 or 5 times a power of ten.
struct ScaleBar {
    double imagePx = 0.0;  ///< Its length in pixels of the image.
    QString label;         ///< "20 nm", "500 px"
    bool calibrated = false;
};

/// The longest such bar that covers at most `mostImagePx` pixels of the image; in pixels where the size of one is unknown.
ScaleBar scaleBarFor(const std::optional<PixelSize>& size, double mostImagePx);

/// Draws it at the bottom left of `area`; amber says "uncalibrated". `scale`: painter units per image pixel.
void paintScaleBar(QPainter& painter, const QRectF& area, const ScaleBar& bar, double scale, bool onDark);

}  // namespace gano
