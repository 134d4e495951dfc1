// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"
#include "core/image/normalise.h"

namespace gano {

/// Images up to this size are decoded whole; of larger ones a part is read at a time.
inline constexpr double kWholeImageBytes = 128e6;

/// The scaling of a file's image that may be larger than memory, the same wherever it is asked for: in training, preview and
/// prediction. Known from the bit depth alone for full range of 8- and 16-bit images; else from all pixels of an image of up
/// to kWholeImageBytes, and from sixteen evenly spaced bands of rows of a larger one. Only the first info.height rows count (see withoutDataBar()). Throws Error as readImage() does.
Scaling scalingOf(const ImageRef& ref, const ImageInfo& info, Normalisation normalisation);

}  // namespace gano
