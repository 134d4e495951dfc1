// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/formats/metadata.h"
#include "core/image/pixel_size.h"

struct tiff;  // libtiff's TIFF

namespace gano {

/// The binary blocks that two makers of cameras put into TIFF files; layouts as tifffile and RosettaSciIO read them.

/// TVIPS (EM-MENU 4 and TemView): sizes in nm, in the second version of its header.
std::optional<PixelSize> tvipsPixelSize(tiff* file);
Metadata tvipsMetadata(tiff* file);  ///< Without children where there is no such block.

/// Olympus Soft Imaging Solutions (analySIS, iTEM, Radius).
std::optional<PixelSize> sisPixelSize(tiff* file);
Metadata sisMetadata(tiff* file);

/// Everything that the current directory of a TIFF says: its plain tags, its description (ImageJ, OME-XML, JEOL XML, else the
/// text), and the makers' own texts and blocks, each as a group named after its maker.
Metadata tiffMetadata(tiff* file);

/// Rows at the bottom of the image that are a bar with the conditions, as FEI writes it ("DatabarHeight"); 0 if not said.
int tiffDataBarRows(tiff* file, int height);

}  // namespace gano
