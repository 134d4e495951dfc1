// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/image/pixel_size.h"

struct tiff;  // libtiff's TIFF

namespace gano {

/// The value after "key=" on a line of its own in an ImageJ description; empty if there is none.
std::string descriptionValue(std::string_view description, std::string_view key);

/// The pixel size of the current directory, or nothing. In this order, the first that is present decides:
/// Gatan's tags (scale and unit), ImageJ (unit in the description, pixels per unit in the resolution tags), OME-XML, FEI,
/// Zeiss and JEOL metadata, and last the resolution tags alone, if they are in inch or cm and so fine that they cannot
/// be the resolution of a screen, printer or scanner (72, 96, 300, … dpi).
std::optional<PixelSize> tiffPixelSize(tiff* file, int width);

/// True for a size so small that it can be meant as a pixel size: below 5 µm, which is above 5,080 dpi.
bool isMicroscopic(const std::optional<PixelSize>& size);

}  // namespace gano
