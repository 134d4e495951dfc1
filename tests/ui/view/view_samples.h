// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace gano::test {

/// 16-bit values x + 100 * y (modulo 2^16).
inline Image gradient(int width, int height) {
    Image image(width, height, SampleType::U16);
    auto samples = image.samples<std::uint16_t>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) samples[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(x + 100 * y);
    return image;
}

/// 8-bit: 0 everywhere, `value` inside the rectangle.
inline Image box(int width, int height, const PixelRect& rect, int value) {
    Image image(width, height, SampleType::U8);
    auto samples = image.samples<std::uint8_t>();
    for (int y = rect.y; y < rect.y + rect.height; ++y)
        for (int x = rect.x; x < rect.x + rect.width; ++x) samples[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(value);
    return image;
}

}  // namespace gano::test
