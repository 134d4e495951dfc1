// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gano {
namespace {

constexpr std::size_t kMostExactPairs = 25;

/// The continued fraction of the incomplete beta function, by Lentz's method.
double betaFraction(double a, double b, double x) {
    constexpr double tiny = 1e-300;
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (std::abs(d) < tiny ? tiny : d);
    double value = d;
    for (int m = 1; m <= 500; ++m) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for (const double step : {even, odd}) {
            d = 1.0 + step * d;
            d = 1.0 / (std::abs(d) < tiny ? tiny : d);
            c = 1.0 + step / c;
            c = std::abs(c) < tiny ? tiny : c;
            value *= d * c;
        }
        if (std::abs(d * c - 1.0) < 1e-15) break;
    }
    return value;
}

double incompleteBeta(double a, double b, double x) {
    if (x <= 0.0) return 0.0;
    if (x >= 1.0) return 1.0;
    const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
    if (x < (a + 1.0) / (a + b + 2.0)) return front * betaFraction(a, b, x) / a;
    return 1.0 - front * betaFraction(b, a, 1.0 - x) / b;
}

/// The mean and the variance of the numbers among `values`; the variance is NaN for fewer than two.
struct Moments {
    std::size_t count = 0;
    double mean = kMissing, variance = kMissing;
};

Moments momentsOf(const std::vector<double>& values) {
    Moments m;
    double sum = 0.0;
    for (const double v : values)
        if (std::isfinite(v)) sum += v, ++m.count;
    if (m.count == 0) return m;
    m.mean = sum / static_cast<double>(m.count);
    if (m.count < 2) return m;
    double squares = 0.0;
    for (const double v : values)
        if (std::isfinite(v)) squares += (v - m.mean) * (v - m.mean);
    m.variance = squares / static_cast<double>(m.count - 1);
    return m;
}

/// Twice every rank, so that the mean ranks of ties are whole numbers; also the sum of t^3 - t over the ties.
std::vector<std::size_t> doubledRanks(const std::vector<double>& sizes, double& ties) {
    std::vector<std::size_t> order(sizes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return sizes[i]; });
    std::vector<std::size_t> ranks(sizes.size());
    ties = 0.0;
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from + 1;
        while (to < order.size() && sizes[order[to]] == sizes[order[from]]) ++to;
        for (std::size_t i = from; i < to; ++i) ranks[order[i]] = from + to + 1;  // Twice the mean of from+1 … to.
        const auto t = static_cast<double>(to - from);
        ties += t * t * t - t;
        from = to;
    }
    return ranks;
}

/// The share of sign patterns whose doubled sum of positive ranks is at most `most`.
double exactShare(const std::vector<std::size_t>& doubled, std::size_t most) {
    const auto total = std::accumulate(doubled.begin(), doubled.end(), std::size_t{0});
    std::vector<double> ways(total + 1, 0.0);
    ways[0] = 1.0;
    std::size_t reached = 0;
    for (const auto rank : doubled) {
        reached += rank;
        for (std::size_t sum = reached + 1; sum-- > rank;) ways[sum] += ways[sum - rank];
    }
    const double below = std::accumulate(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(most) + 1, 0.0);
    return below / std::ldexp(1.0, static_cast<int>(doubled.size()));
}

}  // namespace

double studentShareBelow(double t, double freedom) {
    const double tail = 0.5 * incompleteBeta(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    return t > 0.0 ? 1.0 - tail : tail;
}

double studentQuantile(double p, double freedom) {
    if (p == 0.5) return 0.0;
    double low = -1.0, high = 1.0;
    while (studentShareBelow(low, freedom) > p) low *= 2.0;
    while (studentShareBelow(high, freedom) < p) high *= 2.0;
    for (int i = 0; i < 200 && high - low > 1e-12 * (1.0 + std::abs(low)); ++i) {
        const double middle = 0.5 * (low + high);
        (studentShareBelow(middle, freedom) < p ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

SignedRank wilcoxonSignedRank(std::span<const double> differences) {
    SignedRank result;
    std::vector<double> kept, sizes;
    for (const double d : differences)
        if (std::isfinite(d) && d != 0.0) kept.push_back(d), sizes.push_back(std::abs(d));
    result.pairs = kept.size();
    if (kept.empty()) return result;
    double ties = 0.0;
    const auto ranks = doubledRanks(sizes, ties);
    std::size_t positive = 0, total = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        total += ranks[i];
        if (kept[i] > 0.0) positive += ranks[i];
    }
    result.positive = static_cast<double>(positive) / 2.0;
    const auto smaller = std::min(positive, total - positive);
    if (kept.size() <= kMostExactPairs) {
        result.p = std::min(1.0, 2.0 * exactShare(ranks, smaller));
        return result;
    }
    result.exact = false;
    const auto n = static_cast<double>(kept.size());
    const double mean = n * (n + 1.0) / 4.0;
    const double deviation = std::sqrt((n * (n + 1.0) * (2.0 * n + 1.0) - ties / 2.0) / 24.0);
    const double z = std::max(0.0, mean - static_cast<double>(smaller) / 2.0 - 0.5) / deviation;
    result.p = std::min(1.0, std::erfc(z / std::sqrt(2.0)));
    return result;
}

std::vector<double> holmAdjusted(std::span<const double> p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return p[i]; });
    std::vector<double> adjusted(p.size());
    double largest = 0.0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        largest = std::max(largest, std::min(1.0, p[order[k]] * static_cast<double>(p.size() - k)));
        adjusted[order[k]] = largest;
    }
    return adjusted;
}

std::vector<double> imageMeans(const ScoreGrid& grid) {
    std::vector<double> means;
    const std::size_t columns = grid.empty() ? 0 : grid.front().size();
    for (std::size_t image = 0; image < columns; ++image) {
        std::vector<double> values;
        for (const auto& row : grid) values.push_back(row[image]);
        means.push_back(momentsOf(values).mean);
    }
    return means;
}

MeanInterval meanOverSeedsAndImages(const ScoreGrid& grid) {
    std::vector<double> seedMeans;
    for (const auto& row : grid) seedMeans.push_back(momentsOf(row).mean);
    const auto seeds = momentsOf(seedMeans);
    const auto images = momentsOf(imageMeans(grid));
    MeanInterval result;
    result.seeds = seeds.count;
    result.images = images.count;
    result.mean = seeds.mean;
    result.spread = std::sqrt(seeds.variance);
    result.low = result.high = kMissing;
    double variance = 0.0, weighted = 0.0;
    for (const auto& part : {seeds, images}) {
        if (part.count < 2) continue;
        const double share = part.variance / static_cast<double>(part.count);
        variance += share;
        weighted += share * studentQuantile(0.975, static_cast<double>(part.count - 1));
    }
    if (seeds.count < 2 && images.count < 2) return result;
    if (variance <= 0.0) {
        result.low = result.high = result.mean;
        return result;
    }
    const double half = weighted / variance * std::sqrt(variance);
    result.low = result.mean - half;
    result.high = result.mean + half;
    return result;
}

}  // namespace gano
