// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/image/image.h"
#include "core/image/normalise.h"
#include "core/image/resample.h"

namespace gano {

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
