// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <utility>
#include <vector>

namespace gano {

/// A width x height plane (row-major) on a grid of newWidth x newHeight over the same field of view.
/// An axis that shrinks is averaged over the area of each new pixel (no aliasing, the mean is kept); an axis that grows is
/// interpolated linearly between pixel centres, edges repeated. Throws UsageError if a side is not positive or the count of
/// values is not width*height.
std::vector<float> resample(std::span<const float> plane, int width, int height, int newWidth, int newHeight);

/// The same grid change for label values: each new pixel takes the old one that its centre lies in.
std::vector<float> resampleNearest(std::span<const float> plane, int width, int height, int newWidth, int newHeight);

/// The same as resample() for an image whose rows come a few at a time, so that no size of image needs more memory than that.
class RowResampler {
public:
    /// Throws UsageError if a side is not positive.
    RowResampler(int width, int height, int newWidth, int newHeight);

    int newWidth() const { return static_cast<int>(across_.size()); }
    int newHeight() const { return static_cast<int>(down_.size()); }
    /// The old rows [first, second) that new row `y` is made of.
    std::pair<int, int> needs(int y) const;
    /// New row `y` from old rows that begin with row `first` and reach at least to needs(y).second.
    void row(int y, std::span<const float> oldRows, int first, std::span<float> out) const;

private:
    /// What one new pixel takes from an axis: `weights` from old pixel `first` on; their sum is 1.
    struct Tap {
        int first = 0;
        std::vector<float> weights;
    };
    static std::vector<Tap> areaTaps(int oldSize, int newSize);
    static std::vector<Tap> linearTaps(int oldSize, int newSize);
    int width_;
    std::vector<Tap> across_, down_;
};

}  // namespace gano
