// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/random.h"

namespace gano {
namespace {

constexpr std::size_t kSampleLimit = std::size_t{1} << 20;

/// All finite values, or one from each of a million equal stretches, at a place that no period of the image can follow.
template <class T>
std::vector<double> sampleOf(std::span<const T> samples) {
    std::vector<double> values;
    const auto add = [&](T value) {
        if (std::isfinite(static_cast<double>(value))) values.push_back(static_cast<double>(value));
    };
    if (samples.size() <= kSampleLimit) {
        values.reserve(samples.size());
        std::ranges::for_each(samples, add);
        return values;
    }
    values.reserve(kSampleLimit);
    Rng rng(samples.size());
    const std::size_t stretch = samples.size() / kSampleLimit;
    for (std::size_t i = 0; i + stretch <= samples.size(); i += stretch) {
        add(samples[i + rng.below(stretch)]);
    }
    return values;
}

/// Between ranks, linearly: the definition of numpy.percentile.
std::vector<double> fromSample(std::vector<double> values, std::span<const double> fractions) {
    std::vector<double> results(fractions.size(), 0.0);
    if (values.empty()) return results;
    std::ranges::sort(values);
    for (std::size_t i = 0; i < fractions.size(); ++i) {
        const double rank = fractions[i] * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(rank);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        results[i] = values[below] + (rank - static_cast<double>(below)) * (values[above] - values[below]);
    }
    return results;
}

/// The same from a histogram over every value the type can take.
template <class T>
std::vector<double> fromHistogram(std::span<const T> samples, std::span<const double> fractions) {
    constexpr int kLowest = std::numeric_limits<T>::min();
    std::vector<std::size_t> counts(std::size_t{1} << (8 * sizeof(T)), 0);
    for (const T value : samples) {
        ++counts[static_cast<std::size_t>(static_cast<int>(value) - kLowest)];
    }
    const auto valueAtRank = [&](std::size_t rank) {
        std::size_t seen = 0;
        for (std::size_t bin = 0; bin < counts.size(); ++bin) {
            seen += counts[bin];
            if (seen > rank) return static_cast<double>(static_cast<int>(bin) + kLowest);
        }
        return static_cast<double>(std::numeric_limits<T>::max());
    };
    std::vector<double> results(fractions.size(), 0.0);
    for (std::size_t i = 0; i < fractions.size() && !samples.empty(); ++i) {
        const double rank = fractions[i] * static_cast<double>(samples.size() - 1);
        const auto below = static_cast<std::size_t>(rank);
        const double low = valueAtRank(below);
        const double high = valueAtRank(std::min(below + 1, samples.size() - 1));
        results[i] = low + (rank - static_cast<double>(below)) * (high - low);
    }
    return results;
}

}  // namespace

ImageStatistics statistics(const Image& image) {
    ImageStatistics result;
    if (image.empty()) return result;
    const ValueRange full = fullRange(image.type());
    const bool hasEnds = !isFloat(image.type());
    dispatch(image.type(), [&](auto zero) {
        using T = decltype(zero);
        std::size_t count = 0;
        std::size_t low = 0;
        std::size_t high = 0;
        double mean = 0.0;
        double squares = 0.0;
        double minimum = std::numeric_limits<double>::max();
        double maximum = std::numeric_limits<double>::lowest();
        for (const T sample : image.samples<T>()) {
            const auto value = static_cast<double>(sample);
            if constexpr (std::is_floating_point_v<T>) {
                if (!std::isfinite(value)) continue;
            }
            ++count;
            minimum = std::min(minimum, value);
            maximum = std::max(maximum, value);
            low += value <= full.low ? 1 : 0;
            high += value >= full.high ? 1 : 0;
            // Welford's recurrence: no cancellation for large offsets such as those of 32-bit counts.
            const double step = value - mean;
            mean += step / static_cast<double>(count);
            squares += step * (value - mean);
        }
        const auto all = static_cast<double>(image.pixels());
        result.notFinite = 1.0 - static_cast<double>(count) / all;
        if (count == 0) return;
        result.minimum = minimum;
        result.maximum = maximum;
        result.mean = mean;
        result.deviation = std::sqrt(squares / static_cast<double>(count));
        result.saturatedLow = hasEnds ? static_cast<double>(low) / all : 0.0;
        result.saturatedHigh = hasEnds ? static_cast<double>(high) / all : 0.0;
    });
    return result;
}

std::vector<double> percentiles(const Image& image, std::span<const double> fractions) {
    for (const double fraction : fractions) {
        if (!(fraction >= 0.0 && fraction <= 1.0)) {
            throw UsageError(fmt::format("A percentile must lie between 0 and 1, not at {}.", fraction));
        }
    }
    return dispatch(image.type(), [&](auto zero) {
        using T = decltype(zero);
        if constexpr (sizeof(T) <= 2) {
            return fromHistogram<T>(image.samples<T>(), fractions);
        } else {
            return fromSample(sampleOf<T>(image.samples<T>()), fractions);
        }
    });
}

double percentile(const Image& image, double fraction) { return percentiles(image, std::span(&fraction, 1)).front(); }

}  // namespace gano
