// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/normalise.h"

#include <array>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/image/statistics.h"

namespace gano {
namespace {

constexpr std::array<std::pair<Normalisation, const char*>, 3> kNames{{
    {Normalisation::FullRange, "full-range"},
    {Normalisation::Percentiles, "percentiles"},
    {Normalisation::Standardise, "standardise"},
}};

Scaling fromRange(double low, double high) {
    const double gain = 1.0 / (high - low);
    return std::isfinite(gain) && gain > 0.0 ? Scaling{low, gain} : Scaling{low, 1.0};
}

Scaling fullRangeScaling(const Image& image) {
    // 32-bit integers are counts or sums: their full range of 4e9 would leave an image of nothing but zeros.
    const bool counts = bytesPerSample(image.type()) == 4 && !isFloat(image.type());
    if (!counts && !isFloat(image.type())) {
        const ValueRange range = fullRange(image.type());
        return fromRange(range.low, range.high);
    }
    const ImageStatistics values = statistics(image);
    if (isFloat(image.type()) && values.minimum >= 0.0 && values.maximum <= 1.0) return {};
    return fromRange(values.minimum, values.maximum);
}

}  // namespace

std::vector<std::string> normalisationNames() {
    std::vector<std::string> names;
    for (const auto& row : kNames) {
        names.emplace_back(row.second);
    }
    return names;
}

Normalisation parseNormalisation(const std::string& name) {
    for (const auto& [value, known] : kNames) {
        if (name == known) return value;
    }
    throw unknownName("normalisation", name, normalisationNames());
}

std::string normalisationName(Normalisation normalisation) {
    for (const auto& [value, name] : kNames) {
        if (value == normalisation) return name;
    }
    return {};
}

float Scaling::apply(double value) const {
    return std::isfinite(value) ? static_cast<float>((value - offset) * gain) : 0.0F;
}

double Scaling::invert(double value) const { return value / gain + offset; }

Scaling scalingFor(const Image& image, Normalisation normalisation) {
    switch (normalisation) {
        case Normalisation::FullRange: return fullRangeScaling(image);
        case Normalisation::Percentiles: {
            const std::array fractions{0.005, 0.995};
            const std::vector<double> ends = percentiles(image, fractions);
            if (ends[1] > ends[0]) return fromRange(ends[0], ends[1]);
            // A mask-like image may hold its few bright pixels beyond the percentile.
            const ImageStatistics values = statistics(image);
            return fromRange(values.minimum, values.maximum);
        }
        case Normalisation::Standardise: break;
    }
    const ImageStatistics values = statistics(image);
    return fromRange(values.mean, values.mean + values.deviation);
}

}  // namespace gano
