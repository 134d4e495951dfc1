// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// Where patches of `patch` px begin so that they cover `length` px with the least overlap, evenly spread. One at 0 when
/// the length is not larger than the patch. Internal to core/data.
std::vector<int> tileStarts(int length, int patch);

/// The index inside 0 … n-1 that index i, before or behind the edge, is the mirror image of; the edge itself is repeated.
int reflected(int i, int n);

/// The type that holds every value of both.
SampleType commonType(SampleType a, SampleType b);

/// Cuts the square of `size` px at (x, y) of an image of imageWidth x imageHeight, continued by reflection, and writes it
/// to `out` as samples of `type`. `band` holds the image's rows from `bandTop` on, all that the square touches.
void cutPatch(const Image& band, int bandTop, int imageWidth, int imageHeight, int x, int y, int size, SampleType type,
              std::span<std::byte> out);

}  // namespace gano
