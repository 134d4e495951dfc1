// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace gano {

/// A width x height plane (row-major) on a grid of newWidth x newHeight over the same field of view.
/// An axis that shrinks is averaged over the area of each new pixel (no aliasing, the mean is kept); an axis that grows is
/// interpolated linearly between pixel centres, edges repeated. Throws UsageError if a side is not positive or the count of
/// values is not width*height.
std::vector<float> resample(std::span<const float> plane, int width, int height, int newWidth, int newHeight);

/// The same grid change for label values: each new pixel takes the old one that its centre lies in.
std::vector<float> resampleNearest(std::span<const float> plane, int width, int height, int newWidth, int newHeight);

}  // namespace gano
