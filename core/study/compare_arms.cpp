// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/study/cell_words.h"
#include "core/study/statistics.h"
#include "core/study/verdict.h"

namespace gano {
namespace {

constexpr double kLevel = 0.05;
/// With 5 pairs the smallest p of a two-sided signed rank test is 2 / 2^5 = 0.0625.
constexpr std::size_t kFewestImages = 6;

/// What two arms have in common, seed by seed and image by image: their scores, and arm minus baseline, turned so that above 0
/// is better. In a study that is not finished one arm has seeds that the other still lacks.
struct Shared {
    ScoreGrid arm, baseline, difference;
};

Shared shared(const StudyArm& arm, const ArmPlace& armAt, const StudyArm& base, const ArmPlace& baseAt, bool higherIsBetter) {
    Shared grids;
    for (std::size_t i = 0; i < armAt.cells.size(); ++i)
        for (std::size_t k = 0; k < baseAt.cells.size(); ++k) {
            if (armAt.cells[i]->seed != baseAt.cells[k]->seed) continue;
            std::vector<double> ours, theirs, row;
            for (std::size_t image = 0; image < arm.grid[i].size(); ++image) {
                const double difference = arm.grid[i][image] - base.grid[k][image];
                const bool both = !std::isnan(difference);
                ours.push_back(both ? arm.grid[i][image] : kMissing);
                theirs.push_back(both ? base.grid[k][image] : kMissing);
                row.push_back((higherIsBetter ? 1.0 : -1.0) * difference);
            }
            grids.arm.push_back(std::move(ours));
            grids.baseline.push_back(std::move(theirs));
            grids.difference.push_back(std::move(row));
        }
    return grids;
}

std::string sentenceOf(const StudyComparison& c, const std::string& metric) {
    const auto start = c.context.empty() ? std::string() : asSentence(c.context) + ": ";
    std::string interval;
    if (std::isfinite(c.difference.low)) interval = fmt::format("95 % interval {} to {}, ", signedText(c.difference.low), signedText(c.difference.high));
    const char* word = c.verdict == Verdict::Helps ? "helps" : c.verdict == Verdict::Harms ? "harms" : c.oneSeed ? "with one seed this may be luck" : "no difference could be shown";
    return fmt::format("{}{} {} with {}, {} with {}; {} ({}p = {}): {}.", start, metricWords(metric), scoreText(c.armScore), c.arm, scoreText(c.baselineScore), c.baseline,
                       betterText(c.difference.mean), interval, pText(c.adjustedP), word);
}

/// A point of a curve of score against count.
struct Point {
    double count, score;
};

LabelEfficiency efficiencyAt(const Point& arm, std::vector<Point> base, bool higherIsBetter) {
    const auto sign = higherIsBetter ? 1.0 : -1.0;
    std::ranges::sort(base, {}, &Point::count);
    // More labels do not make worse: a dip is chance, and what was reached before counts.
    for (std::size_t i = 1; i < base.size(); ++i)
        if (sign * base[i].score < sign * base[i - 1].score) base[i].score = base[i - 1].score;
    LabelEfficiency found;
    found.labels = arm.count;
    const double wanted = sign * arm.score;
    if (wanted > sign * base.back().score) {
        found.equivalent = base.back().count;
        found.atLeast = true;
    } else if (wanted <= sign * base.front().score) {
        found.equivalent = base.front().count;
        found.atMost = wanted < sign * base.front().score;
    } else {
        std::size_t i = 1;
        while (sign * base[i].score < wanted) ++i;
        const double low = sign * base[i - 1].score, high = sign * base[i].score;
        const double share = high > low ? (wanted - low) / (high - low) : 0.0;
        found.equivalent = std::exp(std::log(base[i - 1].count) + share * (std::log(base[i].count) - std::log(base[i - 1].count)));
    }
    return found;
}

bool sameBut(const StudyCell& a, const StudyCell& b, const std::string& key) {
    for (const auto& [name, value] : a.values)
        if (name != key && valueOf(b, name) != value) return false;
    return true;
}

void addLabelEfficiency(const Study& study, const std::vector<ArmPlace>& places, StudyResults& results) {
    if ((study.along != "train-images" && study.along != "train-patches") || study.starts.size() < 2) return;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& cell = *places[i].cells.front();
        const auto* start = findStart(study, cell.start);
        const auto& base = baselineOf(study, *start);
        if (base.name == cell.start || !(results.arms[i].along > 0) || !std::isfinite(results.arms[i].score.mean)) continue;
        std::vector<Point> points;
        for (std::size_t k = 0; k < places.size(); ++k) {
            const auto& other = *places[k].cells.front();
            if (other.start == base.name && sameBut(cell, other, study.along) && results.arms[k].along > 0 && std::isfinite(results.arms[k].score.mean))
                points.push_back({results.arms[k].along, results.arms[k].score.mean});
        }
        if (points.size() < 2) continue;
        auto found = efficiencyAt({results.arms[i].along, results.arms[i].score.mean}, points, results.higherIsBetter);
        found.arm = cell.start;
        found.baseline = base.name;
        results.labelEfficiency.push_back(found);
    }
}

}  // namespace

std::string scoreText(double score) {
    if (!std::isfinite(score)) return "unknown";
    return std::abs(score) < 0.1 ? fmt::format("{:.4f}", score) : fmt::format("{:.3f}", score);
}

std::string signedText(double value) {
    if (!std::isfinite(value)) return "unknown";
    auto text = scoreText(std::abs(value));
    return (value < 0 ? "−" : "+") + text;
}

std::string betterText(double difference) {
    if (!std::isfinite(difference)) return "not comparable";
    if (difference == 0.0) return "equal";
    return fmt::format("{} {}", scoreText(std::abs(difference)), difference > 0 ? "better" : "worse");
}

std::string pText(double p) { return p < 0.001 ? "below 0.001" : fmt::format("{:.3f}", p); }

void compareArms(const Study& study, const std::vector<ArmPlace>& places, StudyResults& results) {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t k = 0; k < places.size(); ++k)
            if (i != k && isBaselineOf(study, *places[k].cells.front(), *places[i].cells.front())) {
                pairs.emplace_back(i, k);
                break;
            }
    std::vector<double> p;
    for (const auto& [i, k] : pairs) {
        StudyComparison c;
        c.arm = results.arms[i].name;
        c.baseline = results.arms[k].name;
        c.context = results.arms[i].context;
        const auto grids = shared(results.arms[i], places[i], results.arms[k], places[k], results.higherIsBetter);
        c.difference = meanOverSeedsAndImages(grids.difference);
        c.armScore = meanOverSeedsAndImages(grids.arm).mean;
        c.baselineScore = meanOverSeedsAndImages(grids.baseline).mean;
        if (grids.difference.empty()) c.difference.low = c.difference.high = c.difference.mean = c.armScore = c.baselineScore = kMissing;
        c.test = wilcoxonSignedRank(imageMeans(grids.difference));
        c.tooFewImages = c.difference.images < kFewestImages;
        p.push_back(c.test.p);
        results.comparisons.push_back(c);
    }
    const auto adjusted = holmAdjusted(p);
    for (std::size_t n = 0; n < pairs.size(); ++n) {
        auto& c = results.comparisons[n];
        c.adjustedP = adjusted[n];
        c.oneSeed = c.difference.seeds < 2;
        const bool told = adjusted[n] < kLevel && !c.oneSeed;
        if (told && c.difference.low > 0) c.verdict = Verdict::Helps;
        if (told && c.difference.high < 0) c.verdict = Verdict::Harms;
        c.sentence = sentenceOf(c, results.metric);
    }
    addLabelEfficiency(study, places, results);
}

}  // namespace gano
