// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/image/normalise.h"
#include "core/image/resample.h"

namespace gano {

/// A network has learned what structures look like at one pixel size. Above this ratio it no longer knows them.
inline constexpr double kPixelSizeMismatch = 1.25;

/// How many times larger the image's pixels are than those of the model's training images; 1 where either is not known.
/// Of axes that differ, the ratio farther from 1.
double pixelSizeRatio(const std::optional<PixelSize>& image, const std::optional<PixelSize>& model);

/// Empty where they agree within kPixelSizeMismatch: "The pixels of grid.tif are 2.1 times as large as those the model
/// learned from (2.1 nm and 1 nm), so structures look smaller to it than they should."
std::string pixelSizeMismatch(const std::string& image, const std::optional<PixelSize>& imageSize, const std::optional<PixelSize>& model);

/// The size at which an image goes through a network.
struct NetworkGrid {
    int width = 0;
    int height = 0;
};

/// The image's own grid, or, with `match`, the one that has the model's pixel size. Throws Error where that would be more than
/// 32 times finer or coarser, which no network is meant for, or more than a side can count.
NetworkGrid networkGrid(const ImageRef& ref, const ImageInfo& info, const std::optional<PixelSize>& model, bool match);

/// The normalised rows of an image on a grid of another size over the same field of view.
class GridRows {
public:
    GridRows(const ImageRef& ref, const ImageInfo& info, const Scaling& scaling, const NetworkGrid& grid);

    /// Rows [y, y + count), row-major.
    std::vector<float> read(int y, int count) const;

private:
    std::vector<float> own(int y, int count) const;

    ImageRef ref_;
    ImageInfo info_;
    Scaling scaling_;
    NetworkGrid grid_;
    std::optional<RowResampler> resampler_;
};

}  // namespace gano
