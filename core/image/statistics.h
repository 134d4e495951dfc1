// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// What the grey values of an image are like. Pixels that are not finite numbers (NaN, infinite) are left out.
struct ImageStatistics {
    double minimum = 0.0;
    double maximum = 0.0;
    double mean = 0.0;
    double deviation = 0.0;      ///< Standard deviation over all pixels (not the sample estimate).
    double saturatedLow = 0.0;   ///< Fraction of pixels at the low end of the bit depth's full range; 0 for float samples.
    double saturatedHigh = 0.0;  ///< Fraction of pixels at its high end; 0 for float samples.
    double notFinite = 0.0;      ///< Fraction of pixels that are NaN or infinite.
};

/// One pass over all pixels. All zero for an image without a single finite pixel.
ImageStatistics statistics(const Image& image);

/// The grey value below which `fraction` (0 … 1) of the finite pixels lie, for example 0.5 for the median.
/// Exact for 8- and 16-bit images; of others with more than a million pixels a fixed sample of a million is used.
/// Throws UsageError when the fraction is outside 0 … 1. 0 for an image without a finite pixel.
double percentile(const Image& image, double fraction);
/// Several at once, for the cost of one.
std::vector<double> percentiles(const Image& image, std::span<const double> fractions);

}  // namespace gano
