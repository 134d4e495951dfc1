// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <type_traits>

namespace gano {

/// Grey from colour, Rec. ITU-R BT.601 luma; equal channels give exactly their value.
template <class T>
T luminance(T red, T green, T blue) {
    if (red == green && green == blue) return red;
    const double value = 0.299 * static_cast<double>(red) + 0.587 * static_cast<double>(green) + 0.114 * static_cast<double>(blue);
    if constexpr (std::is_floating_point_v<T>) {
        return static_cast<T>(value);
    } else {
        return static_cast<T>(std::llround(value));
    }
}

}  // namespace gano
