// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/report_plots.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <set>

#include "core/study/cell_words.h"
#include "core/study/verdict.h"
#include "core/train/report.h"

namespace gano {
namespace {

constexpr std::array<const char*, 5> kColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"};  // Okabe and Ito
constexpr double kWidth = 560;

/// The values of all arms with their intervals.
struct Reach {
    double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
    void take(double v) {
        if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
    }
    explicit Reach(const StudyResults& results) {
        for (const auto& arm : results.arms) take(arm.score.mean), take(arm.score.low), take(arm.score.high);
        if (high - low < 1e-12) low -= 0.05, high += 0.05;
        const double margin = 0.04 * (high - low);
        low -= margin, high += margin;
    }
    double share(double v) const { return (std::clamp(v, low, high) - low) / (high - low); }
    bool empty() const { return !(low <= high); }
};

std::string opening(const std::string& title, double height) {
    return fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\"><text x=\"8\" y=\"18\" class=\"title\">{}</text>\n", kWidth, height, htmlText(title), htmlText(title));
}

/// What the arms of one line have in common: everything but the count.
std::string lineName(const Study& study, const StudyArm& arm) {
    return study.compare == study.along ? arm.context : arm.name;
}

}  // namespace

std::string countPlot(const Study& study, const StudyResults& results) {
    if (study.along.empty()) return {};
    std::vector<std::string> lines;
    std::set<double> counts;
    for (const auto& arm : results.arms) {
        // Scratch has no number of pretraining images; on a logarithmic axis it has no place.
        if (!(arm.along > 0) || !std::isfinite(arm.score.mean)) continue;
        counts.insert(arm.along);
        const auto name = study.along == "start" ? std::string("pretrained") : lineName(study, arm);
        if (std::ranges::find(lines, name) == lines.end()) lines.push_back(name);
    }
    const Reach reach(results);
    if (counts.size() < 2 || reach.empty()) return {};
    constexpr double height = 300, left = 64, right = 16, top = 34, bottom = 70;
    const double from = std::log(*counts.begin()), to = std::log(*counts.rbegin());
    const auto x = [&](double n) { return left + 14 + (kWidth - left - right - 28) * (std::log(n) - from) / (to - from); };
    const auto y = [&](double v) { return top + (height - top - bottom) * (1.0 - reach.share(v)); };
    const auto what = study.along == "start" ? "pretraining images" : study.along == "train-patches" ? "labelled patches" : study.along == "train-images" ? "training images" : study.along;
    auto svg = opening(fmt::format("{} on test images against the number of {}", metricWords(results.metric), what), height);
    for (int i = 0; i <= 4; ++i) {
        const double v = reach.low + (reach.high - reach.low) * i / 4;
        svg += fmt::format("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/><text class=\"tick\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.3g}</text>\n", left,
                           kWidth - right, y(v), y(v), left - 6, y(v) + 4, v);
    }
    for (const double n : counts) svg += fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.0f}</text>\n", x(n), height - bottom + 18, n);
    svg += fmt::format("<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", (left + kWidth - right) / 2, height - bottom + 34, htmlText(asSentence(what)));
    double legend = left;
    for (std::size_t l = 0; l < lines.size(); ++l) {
        const auto* colour = kColours[l % kColours.size()];
        std::vector<const StudyArm*> arms;
        for (const auto& arm : results.arms)
            if (arm.along > 0 && std::isfinite(arm.score.mean) && (study.along == "start" || lineName(study, arm) == lines[l])) arms.push_back(&arm);
        std::ranges::sort(arms, {}, &StudyArm::along);
        std::string path;
        // Intervals of lines at the same count stand beside each other.
        const double shift = 5.0 * (static_cast<double>(l) - 0.5 * static_cast<double>(lines.size() - 1));
        for (const auto* arm : arms) {
            const double at = x(arm->along) + shift;
            path += fmt::format("{}{:.1f} {:.1f} ", path.empty() ? 'M' : 'L', at, y(arm->score.mean));
            if (std::isfinite(arm->score.low))
                svg += fmt::format("<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"{3}\" stroke-width=\"1.5\"/>\n", at, y(arm->score.low), y(arm->score.high), colour);
            svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>\n", at, y(arm->score.mean), colour);
        }
        svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"{}/>\n", path, colour, l % 2 == 1 ? " stroke-dasharray=\"7 3\"" : "");
        svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"14\" height=\"4\" fill=\"{}\"/><text class=\"tick\" x=\"{}\" y=\"{}\">{}</text>\n", legend, height - 14, colour, legend + 20,
                           height - 8, htmlText(lines[l]));
        legend += 36 + 7.0 * static_cast<double>(lines[l].size());
    }
    return svg + "</svg>\n";
}

std::string scorePlot(const StudyResults& results) {
    const Reach reach(results);
    if (results.arms.empty() || reach.empty()) return {};
    constexpr double row = 26, top = 34, left = 230, right = 60;
    const double height = top + row * static_cast<double>(results.arms.size()) + 26;
    const auto x = [&](double v) { return left + (kWidth - left - right) * reach.share(v); };
    auto svg = opening(fmt::format("{} on test images, with 95 % intervals", metricWords(results.metric)), height);
    for (int i = 0; i <= 4; ++i) {
        const double v = reach.low + (reach.high - reach.low) * i / 4;
        svg += fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/><text class=\"tick\" x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4:.3g}</text>\n", x(v), top,
                           height - 24, height - 8, v);
    }
    std::vector<std::string> names;
    for (const auto& arm : results.arms)
        if (std::ranges::find(names, arm.name) == names.end()) names.push_back(arm.name);
    double y = top + row / 2;
    for (const auto& arm : results.arms) {
        const auto number = static_cast<std::size_t>(std::ranges::find(names, arm.name) - names.begin());
        const auto* colour = kColours[number % kColours.size()];
        auto label = arm.context.empty() ? arm.name : arm.context + ", " + arm.name;
        if (label.size() > 34) label = label.substr(0, 33) + "…";
        svg += fmt::format("<text class=\"tick\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", left - 12, y + 4, htmlText(label));
        if (std::isfinite(arm.score.low))
            svg += fmt::format("<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"2\"/>\n", x(arm.score.low), x(arm.score.high), y, y, colour);
        if (std::isfinite(arm.score.mean))
            svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4.5\" fill=\"{}\"/><text class=\"tick\" x=\"{}\" y=\"{:.1f}\">{}</text>\n", x(arm.score.mean), y, colour, kWidth - right + 10,
                               y + 4, scoreText(arm.score.mean));
        y += row;
    }
    return svg + "</svg>\n";
}

std::string curvePlots(const StudyResults& results) {
    std::vector<std::string> contexts;
    for (const auto& arm : results.arms)
        if (std::ranges::find(contexts, arm.context) == contexts.end()) contexts.push_back(arm.context);
    std::string html;
    for (const auto& context : contexts) {
        std::vector<CurveSeries> series;
        for (const auto& arm : results.arms)
            if (arm.context == context && !arm.curve.epochs.empty())
                series.push_back({arm.name, arm.curve.epochs, arm.curve.mean, arm.curve.low, arm.curve.high});
        const auto title = fmt::format("Validation {}{}", metricWords(results.metric), context.empty() ? "" : ", " + context);
        if (!series.empty()) html += curvesSvg(title, series);
    }
    return html;
}

}  // namespace gano
