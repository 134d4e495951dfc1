// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// A picture for the eye: width*height grey bytes, row-major. The given percentiles (in percent, 0 … 100) become black and
/// white, values beyond them are clipped, pixels that are not numbers are black. A constant image becomes mid-grey.
std::vector<std::uint8_t> toDisplay8(const Image& image, double lowPercent = 0.1, double highPercent = 99.9);

}  // namespace gano
