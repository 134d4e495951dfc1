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

/// What one new pixel takes from an axis: `weights` from old pixel `first` on; their sum is 1.
struct Tap {
    int first = 0;
    std::vector<float> weights;
};

std::vector<Tap> areaTaps(int oldSize, int newSize) {
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

std::vector<Tap> linearTaps(int oldSize, int newSize) {
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

std::vector<Tap> tapsFor(int oldSize, int newSize) {
    return newSize < oldSize ? areaTaps(oldSize, newSize) : linearTaps(oldSize, newSize);
}

void check(std::size_t values, int width, int height, int newWidth, int newHeight) {
    if (width <= 0 || height <= 0 || newWidth <= 0 || newHeight <= 0) {
        throw UsageError(fmt::format("A plane of {} × {} pixels cannot be resampled to {} × {}.", width, height, newWidth, newHeight));
    }
    if (values != static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
        throw UsageError("The number of values does not match the size of the plane.");
    }
}

}  // namespace

std::vector<float> resample(std::span<const float> plane, int width, int height, int newWidth, int newHeight) {
    check(plane.size(), width, height, newWidth, newHeight);
    const auto oldColumns = static_cast<std::size_t>(width);
    const auto columns = static_cast<std::size_t>(newWidth);
    const std::vector<Tap> across = tapsFor(width, newWidth);
    const std::vector<Tap> down = tapsFor(height, newHeight);
    std::vector<float> result(columns * static_cast<std::size_t>(newHeight));
    std::vector<float> line(oldColumns);
    for (std::size_t y = 0; y < down.size(); ++y) {
        std::ranges::fill(line, 0.0F);
        for (std::size_t k = 0; k < down[y].weights.size(); ++k) {
            const float* row = plane.data() + (static_cast<std::size_t>(down[y].first) + k) * oldColumns;
            for (std::size_t x = 0; x < oldColumns; ++x) {
                line[x] += down[y].weights[k] * row[x];
            }
        }
        for (std::size_t x = 0; x < columns; ++x) {
            float sum = 0.0F;
            for (std::size_t k = 0; k < across[x].weights.size(); ++k) {
                sum += across[x].weights[k] * line[static_cast<std::size_t>(across[x].first) + k];
            }
            result[y * columns + x] = sum;
        }
    }
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
