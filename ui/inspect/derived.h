// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/image/image.h"
#include "core/image/normalise.h"

namespace gano {

/// An image is too large for what is to be made of it in memory.
class TooLarge : public Error {
public:
    using Error::Error;
};

/// Images made from others, to look at. All of them block; all throw Error, also for images of more than kLargest pixels.
namespace derived {

inline constexpr double kLargest = 64e6;  ///< Pixels; above that they would not fit beside each other in memory.

/// Classes 0, 1, … of a label image as 8-bit: the places of its values in `values`, or in the order of the values found
/// when they are not among them.
Image classes(const ImageRef& labels, const std::vector<double>& values);

/// 0 background in both, 1 the same class, 2 only in the output or another class than the truth, 3 only in the truth.
Image agreement(const Image& output, const Image& truth);

/// a - b as 32-bit float on the finer of the two grids, with its pixel size.
Image difference(const Image& a, const Image& b);

/// How two class images differ: 1 only in a, -1 only in b, 0.5 in both with different classes.
Image classDifference(const Image& a, const Image& b);

/// A truth of another bit depth in the intensities of the input, so that they can be subtracted.
Image inUnitsOf(Image truth, SampleType inputType, const Scaling& inputScaling, Normalisation normalisation);

/// readImage() with the limit above.
Image read(const ImageRef& ref);

}  // namespace derived
}  // namespace gano
