// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/pyramid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace gano::pyramid {
namespace {

constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();

std::size_t sizeOf(int a) { return static_cast<std::size_t>(a); }
int parts(int whole, int part) { return static_cast<int>((static_cast<long long>(whole) + part - 1) / part); }

template <class T>
float number(T value) {
    if constexpr (std::is_floating_point_v<T>) return std::isfinite(value) ? static_cast<float>(value) : kNothing;
    else return static_cast<float>(value);
}

/// 32 bits hold the sum of 2^15 samples of 16 bits; larger ones are summed as double.
template <class T>
using Sum = std::conditional_t<std::is_integral_v<T> && sizeof(T) <= 2, std::conditional_t<std::is_signed_v<T>, std::int32_t, std::uint32_t>, double>;

/// Column by column first, which compilers turn into wide instructions.
template <class T>
void meansOfBand(const T* rows, int width, int count, int factor, std::vector<Sum<T>>& columns, float* out) {
    std::fill(columns.begin(), columns.end(), Sum<T>{});
    for (int y = 0; y < count; ++y) {
        const T* row = rows + sizeOf(y) * sizeOf(width);
        for (std::size_t x = 0; x < columns.size(); ++x) columns[x] += static_cast<Sum<T>>(row[x]);
    }
    for (int x = 0, to = 0; x < width; x += factor, ++to) {
        const int end = std::min(width, x + factor);
        double sum = 0.0;
        for (int i = x; i < end; ++i) sum += static_cast<double>(columns[sizeOf(i)]);
        out[to] = static_cast<float>(sum / (static_cast<double>(end - x) * count));
    }
}

/// The same where some values may be no numbers.
template <class T>
void meansOfNumbers(const T* rows, int width, int count, int factor, float* out) {
    for (int x = 0, to = 0; x < width; x += factor, ++to) {
        const int end = std::min(width, x + factor);
        double sum = 0.0;
        int numbers = 0;
        for (int y = 0; y < count; ++y) {
            const T* row = rows + sizeOf(y) * sizeOf(width);
            for (int i = x; i < end; ++i) {
                if (!std::isfinite(row[i])) continue;
                sum += static_cast<double>(row[i]);
                ++numbers;
            }
        }
        out[to] = numbers > 0 ? static_cast<float>(sum / numbers) : kNothing;
    }
}

template <class T>
void reduce(std::span<const T> samples, int width, int height, int factor, bool labels, Plane& plane) {
    std::vector<Sum<T>> columns(sizeOf(width));
    for (int row = 0; row < plane.height; ++row) {
        float* out = plane.values.data() + sizeOf(row) * sizeOf(plane.width);
        const int top = row * factor;
        const T* in = samples.data() + sizeOf(top) * sizeOf(width);
        const int count = std::min(factor, height - top);
        if (factor == 1) {
            std::transform(in, in + width, out, number<T>);
        } else if (labels) {
            const T* middle = in + sizeOf(count / 2) * sizeOf(width);
            for (int x = 0; x < plane.width; ++x) out[x] = number(middle[std::min(x * factor + factor / 2, width - 1)]);
        } else if constexpr (std::is_floating_point_v<T>) {
            meansOfNumbers(in, width, count, factor, out);
        } else {
            meansOfBand(in, width, count, factor, columns, out);
        }
    }
}

}  // namespace

int levels(int width, int height) { return levelWithin(width, height, kTile) + 1; }

QSize levelSize(int width, int height, int level) { return {parts(width, 1 << level), parts(height, 1 << level)}; }

int levelWithin(int width, int height, int side) {
    int level = 0;
    while (parts(std::max(width, height), 1 << level) > side) ++level;
    return level;
}

Plane reduced(const Image& image, int factor, bool labels) {
    Plane plane{parts(image.width(), factor), parts(image.height(), factor), {}};
    plane.values.resize(sizeOf(plane.width) * sizeOf(plane.height));
    dispatch(image.type(), [&](auto zero) {
        using T = decltype(zero);
        reduce<T>(image.samples<T>(), image.width(), image.height(), factor, labels, plane);
    });
    return plane;
}

Plane halved(const Plane& plane, bool labels) {
    Plane half{parts(plane.width, 2), parts(plane.height, 2), {}};
    half.values.resize(sizeOf(half.width) * sizeOf(half.height));
    reduce<float>(plane.values, plane.width, plane.height, 2, labels, half);
    return half;
}

TilePtr cutTile(const Plane& plane, int column, int row) {
    const int left = column * kTile, top = row * kTile;
    const int width = std::min(kTile, plane.width - left), height = std::min(kTile, plane.height - top);
    auto tile = std::make_shared<TileValues>(sizeOf(width) * sizeOf(height));
    for (int y = 0; y < height; ++y) {
        const float* from = plane.values.data() + sizeOf(top + y) * sizeOf(plane.width) + sizeOf(left);
        std::copy(from, from + width, tile->data() + sizeOf(y) * sizeOf(width));
    }
    return tile;
}

}  // namespace gano::pyramid
