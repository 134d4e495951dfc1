// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/image_profile.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>
#include <vector>

namespace gano {
namespace {

constexpr std::size_t kMostPatches = 200;
constexpr int kMostSide = 128;      ///< px; a power of two.
constexpr double kFloor = 1e-9;     ///< Of the power, below which is rounding.
constexpr double kStandardised = 2.5;  ///< Standard deviations that hold nearly all of a micrograph.

using Numbers = std::vector<std::complex<double>>;

/// Radix-2 Fourier transform in place (Cooley and Tukey 1965); `values` begin at `first`, `stride` apart. The tiles are
/// small and few, so that a library would cost more than it saves.
void transform(Numbers& values, std::size_t first, std::size_t stride, std::size_t count) {
    const auto at = [&](std::size_t i) -> std::complex<double>& { return values[first + i * stride]; };
    for (std::size_t i = 1, j = 0; i < count; ++i) {
        std::size_t bit = count >> 1;
        for (; j & bit; bit >>= 1) j ^= bit;
        j ^= bit;
        if (i < j) std::swap(at(i), at(j));
    }
    for (std::size_t length = 2; length <= count; length *= 2) {
        const auto turn = std::polar(1.0, -2.0 * std::numbers::pi / static_cast<double>(length));
        for (std::size_t start = 0; start < count; start += length) {
            std::complex<double> factor = 1.0;
            for (std::size_t k = 0; k < length / 2; ++k, factor *= turn) {
                const auto even = at(start + k), odd = at(start + k + length / 2) * factor;
                at(start + k) = even + odd;
                at(start + k + length / 2) = even - odd;
            }
        }
    }
}

int powerOfTwo(int most) {
    int side = 1;
    while (side * 2 <= most) side *= 2;
    return side;
}

/// Adds the power of the middle of a patch to the bands.
void addPower(std::array<double, ImageProfile::kBands>& power, std::span<const float> patch, int patchSide, int side) {
    const auto count = static_cast<std::size_t>(side);
    Numbers tile(count * count);
    const int first = (patchSide - side) / 2;
    double mean = 0.0;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const double value = patch[static_cast<std::size_t>(y + first) * static_cast<std::size_t>(patchSide) + static_cast<std::size_t>(x + first)];
            tile[static_cast<std::size_t>(y) * count + static_cast<std::size_t>(x)] = value;
            mean += value;
        }
    mean /= static_cast<double>(tile.size());
    std::vector<double> window(count);
    for (std::size_t i = 0; i < count; ++i) window[i] = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(count));
    for (std::size_t y = 0; y < count; ++y)
        for (std::size_t x = 0; x < count; ++x) tile[y * count + x] = (tile[y * count + x] - mean) * window[y] * window[x];
    for (std::size_t y = 0; y < count; ++y) transform(tile, y * count, 1, count);
    for (std::size_t x = 0; x < count; ++x) transform(tile, x, count, count);
    std::array<double, ImageProfile::kBands> sum{}, places{};
    for (std::size_t y = 0; y < count; ++y)
        for (std::size_t x = 0; x < count; ++x) {
            const double fx = static_cast<double>(std::min(x, count - x)) / static_cast<double>(count), fy = static_cast<double>(std::min(y, count - y)) / static_cast<double>(count);
            const double frequency = std::hypot(fx, fy);
            if (frequency >= 0.5) continue;
            const auto band = std::min(ImageProfile::kBands - 1, static_cast<std::size_t>(frequency * 2.0 * static_cast<double>(ImageProfile::kBands)));
            sum[band] += std::norm(tile[y * count + x]);
            places[band] += 1.0;
        }
    for (std::size_t band = 0; band < sum.size(); ++band)
        if (places[band] > 0.0) power[band] += sum[band] / places[band];
}

template <std::size_t N>
void makeSumOne(std::array<double, N>& values) {
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    if (sum > 0.0)
        for (auto& value : values) value /= sum;
}

std::vector<std::size_t> someOf(std::span<const std::size_t> patches) {
    std::vector<std::size_t> some;
    const std::size_t count = std::min(patches.size(), kMostPatches);
    for (std::size_t i = 0; i < count; ++i) some.push_back(patches[i * patches.size() / count]);
    return some;
}

}  // namespace

std::optional<ImageProfile> imageProfile(const PatchStore& store, std::span<const std::size_t> patches) {
    if (patches.empty()) return std::nullopt;
    ImageProfile profile;
    if (store.normalisation() == Normalisation::Standardise) profile.low = -kStandardised, profile.high = kStandardised;
    const int side = powerOfTwo(std::min(store.patchSize(), kMostSide));
    std::vector<float> patch(static_cast<std::size_t>(store.patchSize()) * static_cast<std::size_t>(store.patchSize()));
    for (const std::size_t index : someOf(patches)) {
        store.readInput(index, patch);
        for (const float value : patch) {
            const double place = (value - profile.low) / (profile.high - profile.low) * static_cast<double>(ImageProfile::kGreys);
            profile.greys[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(ImageProfile::kGreys) - 1.0))] += 1.0;
        }
        addPower(profile.power, patch, store.patchSize(), side);
        ++profile.patches;
    }
    makeSumOne(profile.greys);
    makeSumOne(profile.power);
    return profile;
}

ProfileDistance distance(const ImageProfile& a, const ImageProfile& b) {
    ProfileDistance apart;
    double ahead = 0.0;
    for (std::size_t i = 0; i < ImageProfile::kGreys; ++i) {
        ahead += a.greys[i] - b.greys[i];
        apart.greys += std::abs(ahead) / static_cast<double>(ImageProfile::kGreys);
    }
    double squares = 0.0;
    for (std::size_t i = 1; i < ImageProfile::kBands; ++i) {
        const double ratio = std::log10(std::max(a.power[i], kFloor) / std::max(b.power[i], kFloor));
        squares += ratio * ratio;
    }
    apart.spectrum = std::sqrt(squares / static_cast<double>(ImageProfile::kBands - 1));
    return apart;
}

nlohmann::json profileToJson(const ImageProfile& profile) {
    return {{"low", profile.low}, {"high", profile.high}, {"greys", profile.greys}, {"power", profile.power}, {"patches", profile.patches}};
}

std::optional<ImageProfile> profileFromJson(const nlohmann::json& json) {
    try {
        ImageProfile profile;
        json.at("low").get_to(profile.low);
        json.at("high").get_to(profile.high);
        json.at("greys").get_to(profile.greys);
        json.at("power").get_to(profile.power);
        json.at("patches").get_to(profile.patches);
        return profile;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

double constantL1(const PatchStore& store, std::span<const std::size_t> patches) {
    if (store.target() == TargetKind::Labels) return 0.0;
    const bool targets = store.target() == TargetKind::Image;
    const auto side = static_cast<std::size_t>(store.patchSize() * (targets ? store.scale() : 1));
    std::vector<float> patch(side * side), all;
    for (const std::size_t index : someOf(patches)) {
        if (targets) store.readTarget(index, patch);
        else store.readInput(index, patch);
        // Every fifth pixel is enough for a median, and keeps it small.
        for (std::size_t i = 0; i < patch.size(); i += 5) all.push_back(patch[i]);
    }
    if (all.empty()) return 0.0;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    const double median = *middle;
    return std::accumulate(all.begin(), all.end(), 0.0, [median](double sum, float value) { return sum + std::abs(value - median); }) / static_cast<double>(all.size());
}

}  // namespace gano
