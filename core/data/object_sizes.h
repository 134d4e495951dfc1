// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace gano {

/// One connected piece of a class: what a person would call a particle, an axon, a precipitate.
struct LabelledObject {
    double area = 0.0;       ///< px
    bool atBorder = false;   ///< Cut off by the edge of the image.
    bool operator==(const LabelledObject&) const = default;
};

/// The 8-connected components of equal codes above `background`, of at least kSmallestObject px.
/// `codes` is row-major with `width` columns.
std::vector<LabelledObject> labelledObjects(std::span<const std::uint8_t> codes, int width, std::uint8_t background = 0);

/// Smaller components are specks of a brush, not objects, px.
inline constexpr double kSmallestObject = 9.0;

/// How large the labelled objects of a data set are.
///
/// The diameter of an object is that of the disc with its area, 2 √(area / π). Means of diameters are ruled by specks and
/// fragments; what a network has to recognise are labelled pixels, so that quantiles are taken over these: half of all
/// labelled pixels lie in objects smaller than `median`. Pieces cut off by the edge count only where few others are
/// there, pieces of more than half an image never: they are a background or a network of touching objects.
struct ObjectSizes {
    std::size_t count = 0;
    double medianPx = 0.0, largePx = 0.0;  ///< px; `large`: nine tenths of the labelled pixels are in smaller ones.
    double medianNm = 0.0, largeNm = 0.0;  ///< 0 where the images are not calibrated.
};

/// Gathers the objects of many images.
class ObjectSizeGathering {
public:
    /// `pixelNm` is the side of a pixel; nothing where it is not known.
    void add(const std::vector<LabelledObject>& objects, double imagePixels, std::optional<double> pixelNm);
    /// Nothing while there are fewer than kFewestObjects.
    std::optional<ObjectSizes> result() const;
    static constexpr std::size_t kFewestObjects = 5;

private:
    struct Kept {
        double area = 0.0, px = 0.0, nm = 0.0;
        bool atBorder = false;
    };
    std::vector<Kept> kept_;
    bool calibrated_ = true;
};

}  // namespace gano
