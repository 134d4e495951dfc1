// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/dm_tags.h"
#include "core/formats/metadata.h"

namespace gano {

/// The tags of one entry of "ImageList", without the samples: "ImageTags" first and without that name around them (it is
/// where instruments write), then "ImageData" with sizes and calibrations.
Metadata dmMetadata(const DmTag& imageEntry);

}  // namespace gano
