// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/label_fit.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace gano {
namespace {

constexpr std::size_t kMostOutline = 4000;  ///< Outline pixels looked at, evenly spaced.
constexpr int kNear = 8;                    ///< px around the best shift that belong to its peak.

struct Plane {
    std::span<const float> values;
    int width = 0, height = 0;
    float at(int x, int y) const { return values[static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * static_cast<std::size_t>(width) + static_cast<std::size_t>(std::clamp(x, 0, width - 1))]; }
};

std::vector<float> meanOfNeighbours(const Plane& plane) {
    std::vector<float> mean(plane.values.size());
    for (int y = 0; y < plane.height; ++y)
        for (int x = 0; x < plane.width; ++x) {
            float sum = 0.0F;
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx) sum += plane.at(x + dx, y + dy);
            mean[static_cast<std::size_t>(y) * static_cast<std::size_t>(plane.width) + static_cast<std::size_t>(x)] = sum / 9.0F;
        }
    return mean;
}

std::vector<float> gradient(const Plane& plane) {
    std::vector<float> steep(plane.values.size());
    for (int y = 0; y < plane.height; ++y)
        for (int x = 0; x < plane.width; ++x) {
            const float gx = plane.at(x + 1, y) - plane.at(x - 1, y), gy = plane.at(x, y + 1) - plane.at(x, y - 1);
            steep[static_cast<std::size_t>(y) * static_cast<std::size_t>(plane.width) + static_cast<std::size_t>(x)] = std::sqrt(gx * gx + gy * gy);
        }
    return steep;
}

struct Point {
    int x = 0, y = 0;
};

/// Pixels whose right or lower neighbour has another code, far enough from the edges to be shifted; at most kMostOutline.
std::vector<Point> outline(std::span<const std::uint8_t> codes, int width, int height) {
    std::vector<Point> points;
    const auto at = [&](int x, int y) { return codes[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)]; };
    for (int y = LabelFit::kReach; y < height - LabelFit::kReach; ++y)
        for (int x = LabelFit::kReach; x < width - LabelFit::kReach; ++x)
            if (at(x, y) != at(x + 1, y) || at(x, y) != at(x, y + 1)) points.push_back({x, y});
    if (points.size() <= kMostOutline) return points;
    std::vector<Point> some;
    for (std::size_t i = 0; i < kMostOutline; ++i) some.push_back(points[i * points.size() / kMostOutline]);
    return some;
}

}  // namespace

float LabelFit::score(int dx, int dy) const {
    return scores[static_cast<std::size_t>(((dy + kReach) / kStep) * kSide + (dx + kReach) / kStep)];
}

LabelFit::Shift LabelFit::best() const {
    const auto top = static_cast<int>(std::ranges::max_element(scores) - scores.begin());
    return {(top % kSide) * kStep - kReach, (top / kSide) * kStep - kReach, scores[static_cast<std::size_t>(top)]};
}

double LabelFit::besideBest() const {
    const auto peak = best();
    double sum = 0.0;
    int count = 0;
    for (int dy = -kReach; dy <= kReach; dy += kStep)
        for (int dx = -kReach; dx <= kReach; dx += kStep)
            if (std::abs(dx - peak.dx) > kNear || std::abs(dy - peak.dy) > kNear) sum += score(dx, dy), ++count;
    return count > 0 ? sum / count : 0.0;
}

std::optional<LabelFit> labelFit(std::span<const float> image, std::span<const std::uint8_t> codes, int width) {
    if (width <= 2 * LabelFit::kReach || image.size() != codes.size()) return std::nullopt;
    const int height = static_cast<int>(codes.size() / static_cast<std::size_t>(width));
    const auto points = outline(codes, width, height);
    if (points.size() < 100) return std::nullopt;
    const auto smooth = meanOfNeighbours({image, width, height});
    const auto steep = gradient({smooth, width, height});
    double all = 0.0;
    for (const float value : steep) all += std::isfinite(value) ? value : 0.0;
    all /= static_cast<double>(steep.size());
    if (!(all > 0.0)) return std::nullopt;
    LabelFit fit;
    for (int dy = -LabelFit::kReach; dy <= LabelFit::kReach; dy += LabelFit::kStep)
        for (int dx = -LabelFit::kReach; dx <= LabelFit::kReach; dx += LabelFit::kStep) {
            double sum = 0.0;
            for (const auto& point : points) {
                const float value = steep[static_cast<std::size_t>(point.y + dy) * static_cast<std::size_t>(width) + static_cast<std::size_t>(point.x + dx)];
                sum += std::isfinite(value) ? value : 0.0;
            }
            fit.scores[static_cast<std::size_t>(((dy + LabelFit::kReach) / LabelFit::kStep) * LabelFit::kSide + (dx + LabelFit::kReach) / LabelFit::kStep)] =
                static_cast<float>(sum / static_cast<double>(points.size()) / all);
        }
    return fit;
}

LabelContrast labelContrast(std::span<const float> image, std::span<const std::uint8_t> codes, int width) {
    LabelContrast contrast;
    if (image.size() != codes.size() || image.empty() || width <= 0) return contrast;
    double sum[2] = {}, count[2] = {}, squares = 0.0, edge = 0.0, labelledEdge = 0.0;
    const std::size_t columns = static_cast<std::size_t>(width), rows = codes.size() / columns;
    for (std::size_t i = 0; i < image.size(); ++i) {
        const bool labelled = codes[i] != 0;
        const std::size_t x = i % columns, y = i / columns;
        if (x == 0 || y == 0 || x + 1 == columns || y + 1 == rows) edge += 1.0, labelledEdge += labelled ? 1.0 : 0.0;
        count[labelled] += 1.0;
        const double value = std::isfinite(image[i]) ? image[i] : 0.0;
        sum[labelled] += value;
        squares += value * value;
    }
    const double all = count[0] + count[1], mean = (sum[0] + sum[1]) / all;
    const double deviation = std::sqrt(std::max(0.0, squares / all - mean * mean));
    contrast.foreground = count[1] / all;
    contrast.border = edge > 0.0 ? labelledEdge / edge : 0.0;
    if (count[0] > 0.0 && count[1] > 0.0 && deviation > 0.0) contrast.step = (sum[1] / count[1] - sum[0] / count[0]) / deviation;
    return contrast;
}

}  // namespace gano
