// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/object_sizes.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace gano {
namespace {

constexpr double kMostOfImage = 0.5;

/// Sets of pixels that were found to belong together (union by the smaller index, paths halved).
class Pieces {
public:
    std::uint32_t make() {
        parent_.push_back(static_cast<std::uint32_t>(parent_.size()));
        return parent_.back();
    }
    std::uint32_t find(std::uint32_t piece) {
        while (parent_[piece] != piece) piece = parent_[piece] = parent_[parent_[piece]];
        return piece;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = find(a), b = find(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }
    std::size_t size() const { return parent_.size(); }

private:
    std::vector<std::uint32_t> parent_;
};

/// The value below which `part` of the weight lies; `sorted` ascends by its first member.
double weightedQuantile(const std::vector<std::pair<double, double>>& sorted, double part) {
    const double all = std::accumulate(sorted.begin(), sorted.end(), 0.0, [](double sum, const auto& item) { return sum + item.second; });
    double below = 0.0;
    for (const auto& [value, weight] : sorted)
        if ((below += weight) >= part * all) return value;
    return sorted.empty() ? 0.0 : sorted.back().first;
}

}  // namespace

std::vector<LabelledObject> labelledObjects(std::span<const std::uint8_t> codes, int width, std::uint8_t background) {
    const auto columns = static_cast<std::size_t>(std::max(width, 1));
    const std::size_t rows = codes.size() / columns;
    Pieces pieces;
    std::vector<std::uint32_t> pieceOf(columns * rows);
    for (std::size_t y = 0; y < rows; ++y) {
        for (std::size_t x = 0; x < columns; ++x) {
            const std::size_t here = y * columns + x;
            if (codes[here] == background) continue;
            bool known = false;
            const auto touch = [&](std::size_t there) {
                if (codes[there] != codes[here]) return;
                if (known) pieces.join(pieceOf[here], pieceOf[there]);
                else pieceOf[here] = pieceOf[there];
                known = true;
            };
            if (x > 0) touch(here - 1);
            if (y > 0) {
                touch(here - columns);
                if (x > 0) touch(here - columns - 1);
                if (x + 1 < columns) touch(here - columns + 1);
            }
            if (!known) pieceOf[here] = pieces.make();
        }
    }
    std::vector<LabelledObject> all(pieces.size());
    for (std::size_t y = 0; y < rows; ++y) {
        for (std::size_t x = 0; x < columns; ++x) {
            const std::size_t here = y * columns + x;
            if (codes[here] == background) continue;
            auto& object = all[pieces.find(pieceOf[here])];
            object.area += 1.0;
            object.atBorder = object.atBorder || x == 0 || y == 0 || x + 1 == columns || y + 1 == rows;
        }
    }
    std::erase_if(all, [](const LabelledObject& object) { return object.area < kSmallestObject; });
    return all;
}

void ObjectSizeGathering::add(const std::vector<LabelledObject>& objects, double imagePixels, std::optional<double> pixelNm) {
    if (!pixelNm && !objects.empty()) calibrated_ = false;
    for (const auto& object : objects) {
        if (object.area > kMostOfImage * imagePixels) continue;
        const double px = 2.0 * std::sqrt(object.area / std::numbers::pi);
        kept_.push_back({object.area, px, px * pixelNm.value_or(0.0), object.atBorder});
    }
}

std::optional<ObjectSizes> ObjectSizeGathering::result() const {
    const auto whole = static_cast<std::size_t>(std::ranges::count_if(kept_, [](const Kept& object) { return !object.atBorder; }));
    const bool cutToo = whole < kFewestObjects;
    if (kept_.size() < kFewestObjects) return std::nullopt;
    std::vector<std::pair<double, double>> px, nm;
    for (const auto& object : kept_) {
        if (object.atBorder && !cutToo) continue;
        px.emplace_back(object.px, object.area);
        nm.emplace_back(object.nm, object.area);
    }
    std::ranges::sort(px);
    std::ranges::sort(nm);
    ObjectSizes sizes;
    sizes.count = px.size();
    sizes.medianPx = weightedQuantile(px, 0.5);
    sizes.largePx = weightedQuantile(px, 0.9);
    if (calibrated_) sizes.medianNm = weightedQuantile(nm, 0.5), sizes.largeNm = weightedQuantile(nm, 0.9);
    return sizes;
}

}  // namespace gano
