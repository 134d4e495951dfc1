// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace gano {

/// Scanning microscopes burn a bar with voltage, magnification and a scale bar into the bottom of the picture. It is kept in
/// view, and left out of training, tiles and statistics: a network would learn the letters.

/// Rows at the bottom of the image that are such a bar, 0 without one. What the metadata say (ImageInfo::dataBarRows) counts;
/// else the bottom quarter of a TIFF, PNG, JPEG or BMP image of 8 or 16 bits is read and looked at.
/// Throws Error as readRegion() does.
int dataBarRows(const ImageRef& ref, const ImageInfo& info);

/// The same from the picture alone: a band over the full width with one background grey value, letters in few others, a
/// sharp upper edge, and a textured picture above it. Images of labels, and black rims without letters, are none.
/// `bottom` is the lower part of an image of `height` rows, at least a quarter of it.
int dataBarRows(const Image& bottom, int height);

/// True where a picture of this format and depth may hold a bar that only the picture shows.
bool mayHaveDataBar(const ImageInfo& info);

/// The info of the part above the bar; dataBarRows is then 0.
ImageInfo withoutDataBar(ImageInfo info, int rows);

}  // namespace gano
