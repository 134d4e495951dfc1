// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predict/network_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/formats/format_table.h"

namespace gano {
namespace {

constexpr double kMostResampling = 32.0;

}  // namespace

NetworkGrid networkGrid(const ImageRef& ref, const ImageInfo& info, const std::optional<PixelSize>& model, bool match) {
    if (!match || !info.pixelSize || !model) return {info.width, info.height};
    const double x = info.pixelSize->xNm / model->xNm, y = info.pixelSize->yNm / model->yNm;
    const double width = std::round(info.width * x), height = std::round(info.height * y);
    constexpr double kLongest = std::numeric_limits<int>::max() / 64;
    if (std::max({x, y, 1.0 / x, 1.0 / y}) > kMostResampling || width > kLongest || height > kLongest)
        throw Error(fmt::format("{} has {} per pixel and the model was trained at {}: too far apart to bring one to the other. Choose another model, or check the pixel size.",
                                ref.text(), pixelSizeText(info.pixelSize), pixelSizeText(model)));
    // An image of a few pixels stays at least one.
    return {std::max(1, static_cast<int>(width)), std::max(1, static_cast<int>(height))};
}

GridRows::GridRows(const ImageRef& ref, const ImageInfo& info, const Scaling& scaling, const NetworkGrid& grid)
    : ref_(ref), info_(info), scaling_(scaling), grid_(grid) {
    if (grid.width != info.width || grid.height != info.height) resampler_.emplace(info.width, info.height, grid.width, grid.height);
}

std::vector<float> GridRows::own(int y, int count) const {
    auto values = readRegion(ref_, {0, y, info_.width, count}).toFloat();
    for (auto& v : values) v = scaling_.apply(v);
    return values;
}

std::vector<float> GridRows::read(int y, int count) const {
    if (!resampler_) return own(y, count);
    const int first = resampler_->needs(y).first, last = resampler_->needs(y + count - 1).second;
    const auto old = own(first, last - first);
    const auto columns = static_cast<std::size_t>(grid_.width);
    std::vector<float> rows(columns * static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) resampler_->row(y + i, old, first, std::span(rows).subspan(static_cast<std::size_t>(i) * columns, columns));
    return rows;
}

}  // namespace gano
