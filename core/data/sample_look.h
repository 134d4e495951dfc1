// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/data/label_fit.h"
#include "core/data/object_sizes.h"
#include "core/data/preflight.h"
#include "core/image/image.h"

namespace gano {

/// A picture reduced to what is needed to recognise it again. Internal to core/data.
struct Thumbprint {
    static constexpr int kSide = 32;
    std::uint64_t hash = 0;  ///< Bit set: darker than the right neighbour, on a grid of 9 x 8 (difference hash).
    std::array<float, kSide * kSide> picture{};  ///< Mean 0, sum of squares 1.
};

/// Nothing for an image without contrast, which is like every other such image.
std::optional<Thumbprint> thumbprint(const Image& image);

/// Nearly the same picture: hashes at most 4 bits apart and thumbnails that correlate above 0.95.
bool looksTheSame(const Thumbprint& a, const Thumbprint& b);

/// What the pixels of one sample say.
struct SampleLook {
    std::string failure;
    std::optional<Thumbprint> print;
    double saturatedLow = 0.0;
    double saturatedHigh = 0.0;
    double notFinite = 0.0;
    int dataBarRows = 0;  ///< Left out of everything but the comparison with the target.
    bool plain = false;  ///< One grey value only.
    bool targetIsInput = false;
    bool notLabels = false;
    std::string notLabelsReason;
    std::vector<std::pair<int, double>> labels;  ///< Value and number of pixels.
    std::vector<LabelledObject> objects;         ///< Pieces of all classes but the one with the smallest value.
    double labelPixels = 0.0;
    std::optional<double> pixelNm;          ///< Side of a pixel of the target.
    std::optional<LabelFit> fit;            ///< Of labels with outlines.
    std::optional<LabelContrast> contrast;  ///< Of two classes.
};

/// Decodes the sample. Images too large to be decoded in passing (above 512 MB) are not looked at. `placeOfLabels`: also
/// whether labels lie where the objects are, which takes as long as decoding a large image.
SampleLook lookAt(const Sample& sample, TargetKind target, bool placeOfLabels = true);

}  // namespace gano
