// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// How grey values are brought to the range the networks work in.
enum class Normalisation {
    FullRange,    ///< Black … white of the bit depth to 0 … 1: the same scale for every image of that depth.
    Percentiles,  ///< The image's own 0.5 and 99.5 percentiles to 0 … 1; values beyond are kept, not clipped.
    Standardise,  ///< The image's own mean to 0 and its standard deviation to 1.
};

/// "full-range", "percentiles", "standardise".
std::vector<std::string> normalisationNames();
/// Throws UsageError with the known names.
Normalisation parseNormalisation(const std::string& name);
std::string normalisationName(Normalisation normalisation);

/// y = (x - offset) * gain, and its inverse.
struct Scaling {
    double offset = 0.0;
    double gain = 1.0;  ///< Never 0.
    bool operator==(const Scaling&) const = default;
    /// Pixels that are not finite numbers become 0, so that one dead pixel does not spoil a training.
    float apply(double value) const;
    double invert(double value) const;
};

/// The scaling of one image; a constant image is only shifted (gain 1), never divided by zero.
///
/// FullRange where the samples do not fill a known range: float images inside 0 … 1 are taken as they are; other float
/// images and 32-bit integer ones (counts) are scaled from their own minimum … maximum.
Scaling scalingFor(const Image& image, Normalisation normalisation);

}  // namespace gano
