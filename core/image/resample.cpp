// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/resample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"

namespace gano {
namespace {

void checkSides(int width, int height, int newWidth, int newHeight) {
    if (width <= 0 || height <= 0 || newWidth <= 0 || newHeight <= 0) {
        throw UsageError(fmt::format("A plane of {} × {} pixels cannot be resampled to {} × {}.", width, height, newWidth, newHeight));
    }
}

void check(std::size_t values, int width, int height, int newWidth, int newHeight) {
    checkSides(width, height, newWidth, newHeight);
    if (values != static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
        throw UsageError("The number of values does not match the size of the plane.");
    }
}

}  // namespace

std::vector<RowResampler::Tap> RowResampler::areaTaps(int oldSize, int newSize) {
    const double step = static_cast<double>(oldSize) / newSize;
    std::vector<Tap> taps(static_cast<std::size_t>(newSize));
    for (int i = 0; i < newSize; ++i) {
        const double begin = i * step;
        const double end = std::min((i + 1) * step, static_cast<double>(oldSize));
        Tap& tap = taps[static_cast<std::size_t>(i)];
        tap.first = static_cast<int>(begin);
        for (int old = tap.first; old < oldSize && old < end; ++old) {
            const double covered = std::min(end, old + 1.0) - std::max(begin, static_cast<double>(old));
            tap.weights.push_back(static_cast<float>(covered / step));
        }
    }
    return taps;
}

std::vector<RowResampler::Tap> RowResampler::linearTaps(int oldSize, int newSize) {
    const double step = static_cast<double>(oldSize) / newSize;
    std::vector<Tap> taps(static_cast<std::size_t>(newSize));
    for (int i = 0; i < newSize; ++i) {
        const double centre = std::clamp((i + 0.5) * step - 0.5, 0.0, oldSize - 1.0);
        const int first = std::min(static_cast<int>(centre), std::max(0, oldSize - 2));
        const auto part = static_cast<float>(centre - first);
        taps[static_cast<std::size_t>(i)] = {first, oldSize == 1 ? std::vector{1.0F} : std::vector{1.0F - part, part}};
    }
    return taps;
}

RowResampler::RowResampler(int width, int height, int newWidth, int newHeight) : width_(width) {
    checkSides(width, height, newWidth, newHeight);
    across_ = newWidth < width ? areaTaps(width, newWidth) : linearTaps(width, newWidth);
    down_ = newHeight < height ? areaTaps(height, newHeight) : linearTaps(height, newHeight);
}

std::pair<int, int> RowResampler::needs(int y) const {
    const Tap& tap = down_[static_cast<std::size_t>(y)];
    return {tap.first, tap.first + static_cast<int>(tap.weights.size())};
}

void RowResampler::row(int y, std::span<const float> oldRows, int first, std::span<float> out) const {
    const Tap& tap = down_[static_cast<std::size_t>(y)];
    const auto columns = static_cast<std::size_t>(width_);
    std::vector<float> line(columns, 0.0F);
    for (std::size_t k = 0; k < tap.weights.size(); ++k) {
        const float* old = oldRows.data() + (static_cast<std::size_t>(tap.first - first) + k) * columns;
        for (std::size_t x = 0; x < columns; ++x) line[x] += tap.weights[k] * old[x];
    }
    for (std::size_t x = 0; x < across_.size(); ++x) {
        float sum = 0.0F;
        for (std::size_t k = 0; k < across_[x].weights.size(); ++k) sum += across_[x].weights[k] * line[static_cast<std::size_t>(across_[x].first) + k];
        out[x] = sum;
    }
}

std::vector<float> resample(std::span<const float> plane, int width, int height, int newWidth, int newHeight) {
    check(plane.size(), width, height, newWidth, newHeight);
    const RowResampler rows(width, height, newWidth, newHeight);
    const auto columns = static_cast<std::size_t>(newWidth);
    std::vector<float> result(columns * static_cast<std::size_t>(newHeight));
    for (int y = 0; y < newHeight; ++y) rows.row(y, plane, 0, std::span(result).subspan(static_cast<std::size_t>(y) * columns, columns));
    return result;
}

std::vector<float> resampleNearest(std::span<const float> plane, int width, int height, int newWidth, int newHeight) {
    check(plane.size(), width, height, newWidth, newHeight);
    std::vector<float> result;
    result.reserve(static_cast<std::size_t>(newWidth) * static_cast<std::size_t>(newHeight));
    for (int y = 0; y < newHeight; ++y) {
        const int oldY = std::min(height - 1, static_cast<int>((y + 0.5) * height / newHeight));
        for (int x = 0; x < newWidth; ++x) {
            const int oldX = std::min(width - 1, static_cast<int>((x + 0.5) * width / newWidth));
            result.push_back(plane[static_cast<std::size_t>(oldY) * static_cast<std::size_t>(width) + static_cast<std::size_t>(oldX)]);
        }
    }
    return result;
}

}  // namespace gano
