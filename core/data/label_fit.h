// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace gano {

/// How well the outlines of a label image lie on the edges of its image, for the labels as they are and for every shift
/// of them.
///
/// The score of a shift is the mean gradient of the image (central differences after a 3 x 3 mean) along the shifted
/// outlines, over the mean gradient of the whole image: 1 says that outlines and edges have nothing to do with each
/// other. Registration by edges is as old as chamfer matching (Barrow et al. 1977); the mean gradient needs no
/// threshold for what an edge is.
struct LabelFit {
    static constexpr int kReach = 24;  ///< px, the largest shift tried along each axis.
    static constexpr int kStep = 2;    ///< px
    static constexpr int kSide = 2 * (kReach / kStep) + 1;
    std::array<float, kSide * kSide> scores{};  ///< Row-major, from (-kReach, -kReach).

    float score(int dx, int dy) const;
    struct Shift {
        int dx = 0, dy = 0;  ///< px to move the labels by, right and down.
        float score = 0.0F;
    };
    Shift best() const;
    double besideBest() const;  ///< Mean score of all shifts more than 8 px from the best.
};

/// `image` and `codes` are row-major and have `width` columns. Nothing for labels without outlines.
std::optional<LabelFit> labelFit(std::span<const float> image, std::span<const std::uint8_t> codes, int width);

/// How the labelled pixels of a two-class label image differ from the others.
struct LabelContrast {
    double foreground = 0.0;  ///< Part of the pixels that is labelled, 0 … 1.
    double border = 0.0;      ///< Part of the outermost pixels that is labelled.
    double step = 0.0;        ///< Mean grey value of labelled pixels minus that of the others, in standard deviations of the image.
};
LabelContrast labelContrast(std::span<const float> image, std::span<const std::uint8_t> codes, int width);

}  // namespace gano
