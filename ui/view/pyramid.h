// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <span>
#include <vector>

#include "core/image/image.h"
#include "ui/view/tile_cache.h"

namespace gano::pyramid {

inline constexpr int kTile = 256;                                ///< px
inline constexpr std::size_t kBandBytes = std::size_t{8} << 20;  ///< Rows are read in bands of about this size.
inline constexpr int kOverviewSide = 2048;                       ///< Levels up to this size are kept as long as their source.

/// How many levels an image has: the last one fits into one tile.
int levels(int width, int height);
/// Level 0 is the image, each further level has half the sides, rounded up.
QSize levelSize(int width, int height, int level);
/// The finest level whose sides are at most `side`.
int levelWithin(int width, int height, int side);

/// A plane of values, row-major; NaN where there is no number.
struct Plane {
    int width = 0, height = 0;
    std::vector<float> values;
    float at(int x, int y) const { return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)]; }
};

/// The image on a grid `factor` times coarser: means over factor x factor pixels (less at the right and bottom edges), of
/// those that are numbers; of labels the pixel in the middle, so that no value appears which is not there.
Plane reduced(const Image& image, int factor, bool labels);
Plane halved(const Plane& plane, bool labels);
/// The part of a plane that a tile covers.
TilePtr cutTile(const Plane& plane, int column, int row);

}  // namespace gano::pyramid
