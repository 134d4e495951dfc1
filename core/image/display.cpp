// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/display.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/image/statistics.h"

namespace gano {

std::vector<std::uint8_t> toDisplay8(const Image& image, double lowPercent, double highPercent) {
    std::vector<std::uint8_t> grey(image.pixels());
    if (grey.empty()) return grey;
    const std::array fractions{lowPercent / 100.0, highPercent / 100.0};
    const std::vector<double> ends = percentiles(image, fractions);
    double black = ends[0];
    double white = ends[1];
    if (!(white > black)) {
        const ImageStatistics values = statistics(image);
        black = values.minimum;
        white = values.maximum;
    }
    const double gain = white > black ? 255.0 / (white - black) : 0.0;
    const double offset = gain > 0.0 ? 0.5 : 128.0;
    dispatch(image.type(), [&](auto zero) {
        std::ranges::transform(image.samples<decltype(zero)>(), grey.begin(), [&](auto sample) {
            const auto value = static_cast<double>(sample);
            if (std::isnan(value)) return std::uint8_t{0};
            if (std::isinf(value)) return value > 0 ? std::uint8_t{255} : std::uint8_t{0};
            return static_cast<std::uint8_t>(std::clamp((value - black) * gain + offset, 0.0, 255.0));
        });
    });
    return grey;
}

}  // namespace gano
