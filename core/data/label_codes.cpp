// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/label_codes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <limits>

namespace gano {

NotALabelImage tooManyLabels(const std::string& name) {
    return NotALabelImage(fmt::format("{} brings the number of label values above {}: it looks like an image or an instance map, not "
                                      "a label image. Give every class one grey value.",
                                      name, kMostLabels));
}

CodedLabels codeLabels(const Image& labels) {
    CodedLabels coded{Image(labels.width(), labels.height(), SampleType::U8), {}};
    const std::string name = labels.source.text();
    auto codes = coded.codes.samples<std::uint8_t>();
    dispatch(labels.type(), [&](auto zero) {
        using T = decltype(zero);
        const auto samples = labels.samples<T>();
        std::vector<T> found;  // In order of appearance; code k stands for found[k].
        found.reserve(kMostLabels);
        std::uint8_t last = 0;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const T value = samples[i];
            if (found.empty() || !(found[last] == value)) {
                const auto known = std::ranges::find(found, value);
                last = static_cast<std::uint8_t>(known - found.begin());
                if (known == found.end()) {
                    const auto number = static_cast<double>(value);
                    if (!std::isfinite(number) || number != std::floor(number) ||
                        std::abs(number) > std::numeric_limits<int>::max()) {
                        throw NotALabelImage(fmt::format("{} holds the value {}: labels are whole numbers, one for each class.",
                                                         name, number));
                    }
                    if (found.size() == kMostLabels) throw tooManyLabels(name);
                    found.push_back(value);
                }
            }
            codes[i] = last;
        }
        std::vector<T> sorted = found;
        std::ranges::sort(sorted);
        std::array<std::uint8_t, kMostLabels> place{};
        for (std::size_t k = 0; k < found.size(); ++k) {
            place[k] = static_cast<std::uint8_t>(std::ranges::find(sorted, found[k]) - sorted.begin());
        }
        for (std::uint8_t& code : codes) {
            code = place[code];
        }
        for (const T value : sorted) {
            coded.values.push_back(static_cast<int>(value));
        }
    });
    return coded;
}

}  // namespace gano
