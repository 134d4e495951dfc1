// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/label_findings.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

namespace gano {
namespace {

using Severity = Finding::Severity;

// The thresholds stand between what eleven labelled sets of eight kinds of micrographs give as they are (EMPS, axons,
// myelin, mitochondria, membranes, precipitates, single atoms, simulated lattices) and what they give with all masks moved
// by (12, -8) px.

/// All sets have the peak of their mean score at no shift, and moved by (12, -8) px exactly there, 1.31 (mitochondria) to
/// 3.2 times the score at no shift.
constexpr double kShiftedSet = 1.15;
constexpr int kShiftedSetPx = 4;
/// Single masks are less sure: of 475 as they are, two of EMPS with hand-drawn outlines come to 1.5 with a score at no shift
/// near 1.2, and periodic lattices have side peaks of 1.2. Moved masks of axons and precipitates come to 1.6 and more.
constexpr double kShiftedOne = 1.5, kUnrelated = 1.2;
constexpr int kShiftedOnePx = 6;
constexpr std::size_t kFewestFits = 3;

/// A step of half a standard deviation between labelled and other pixels is seen by eye.
constexpr double kClearStep = 0.5;
/// In sets of one kind of micrograph 93 to 100 % of the images have one sign; in EMPS, which mixes dark on bright with
/// bright on dark, 52 %.
constexpr double kOneSign = 0.75;
constexpr std::size_t kFewestContrasts = 4;
/// The labels of superalloys cover 51 % and are right; more than this in nearly every image is no longer a matter of dense packing.
constexpr double kMostlyLabelled = 0.65;

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0.0 : values[values.size() / 2];
}

std::vector<std::string> examples(std::vector<std::string> names) {
    if (names.size() > kMostExamples) names.resize(kMostExamples);
    return names;
}

std::string way(int dx, int dy) {
    // The labels have to be moved by (dx, dy), so that they lie on the other side.
    std::string text;
    if (dx != 0) text = fmt::format("{} px to the {}", std::abs(dx), dx < 0 ? "right" : "left");
    if (dy != 0) text += fmt::format("{}{} px {}", text.empty() ? "" : " and ", std::abs(dy), dy < 0 ? "down" : "up");
    return text;
}

bool isFar(const LabelFit::Shift& shift, int px) { return std::max(std::abs(shift.dx), std::abs(shift.dy)) >= px; }

}  // namespace

void LabelFindings::add(const std::string& name, const SampleLook& look) {
    if (look.notLabels || look.labels.empty()) return;
    for (const auto& [value, count] : look.labels) values_.insert(value);
    if (look.labels.size() == 1) empty_.push_back(name);
    seen_.push_back({name, look.fit, look.contrast});
    sizes_.add(look.objects, look.labelPixels, look.pixelNm);
}

void LabelFindings::tell(PreflightReport& report) const {
    report.objects = sizes_.result();
    tellShift(report);
    tellInverted(report);
    tellEmpty(report);
}

void LabelFindings::tellShift(PreflightReport& report) const {
    LabelFit mean;
    std::size_t count = 0;
    for (const auto& one : seen_) {
        if (!one.fit) continue;
        for (std::size_t i = 0; i < mean.scores.size(); ++i) mean.scores[i] += one.fit->scores[i];
        ++count;
    }
    if (count < kFewestFits) return;
    for (auto& score : mean.scores) score /= static_cast<float>(count);
    const auto peak = mean.best();
    if (!isFar(peak, kShiftedSetPx)) return tellSomeShifted(report, mean);
    if (peak.score < kShiftedSet * mean.score(0, 0)) return;
    std::vector<std::string> names;
    for (const auto& one : seen_) {
        if (!one.fit) continue;
        const auto own = one.fit->best();
        if (std::abs(own.dx - peak.dx) <= 4 && std::abs(own.dy - peak.dy) <= 4) names.push_back(one.name);
    }
    report.findings.push_back({Severity::Warning, "labels-shifted",
                               fmt::format("The labels lie about {} from what they outline, in {} of {} images.", way(peak.dx, peak.dy), names.size(), count),
                               "Export images and labels again with the same crop and origin; a network that learns from moved labels draws moved outlines.",
                               examples(std::move(names))});
}

void LabelFindings::tellSomeShifted(PreflightReport& report, const LabelFit& mean) const {
    // Where outlines lie on no edges anywhere, nothing can be said of one image.
    if (mean.score(0, 0) < kShiftedSet * mean.besideBest()) return;
    std::vector<std::string> names;
    for (const auto& one : seen_) {
        if (!one.fit) continue;
        const auto own = one.fit->best();
        const double here = one.fit->score(0, 0);
        if (isFar(own, kShiftedOnePx) && here < kUnrelated && own.score > kShiftedOne * here) names.push_back(fmt::format("{}: {}", one.name, way(own.dx, own.dy)));
    }
    if (names.empty()) return;
    const auto count = names.size();
    report.findings.push_back({Severity::Warning, "labels-shifted", fmt::format("The labels of {} {} lie beside what they outline.", count, count == 1 ? "image" : "images"),
                               "Look at them; export image and labels again with the same crop and origin, or leave them out.", examples(std::move(names))});
}

void LabelFindings::tellInverted(PreflightReport& report) const {
    if (values_.size() != 2) return;
    std::vector<double> parts;
    std::size_t brighter = 0, clear = 0, mostly = 0;
    for (const auto& one : seen_) {
        if (!one.contrast) continue;
        parts.push_back(one.contrast->foreground);
        mostly += one.contrast->foreground > kMostlyLabelled ? 1 : 0;
        if (std::abs(one.contrast->step) < kClearStep) continue;
        ++clear;
        brighter += one.contrast->step > 0.0 ? 1 : 0;
    }
    const double usual = median(parts);
    const double oneSign = clear > 0 ? static_cast<double>(std::max(brighter, clear - brighter)) / static_cast<double>(clear) : 0.0;
    std::vector<std::string> names;
    if (clear >= kFewestContrasts && oneSign >= kOneSign && oneSign < 1.0) {
        const bool usuallyBrighter = brighter * 2 > clear;
        for (const auto& one : seen_) {
            if (!one.contrast || std::abs(one.contrast->step) < kClearStep || (one.contrast->step > 0.0) == usuallyBrighter) continue;
            // An inverted mask covers what the others leave free.
            const double part = one.contrast->foreground;
            if (std::abs(part - (1.0 - usual)) <= std::abs(part - usual) + 0.05) names.push_back(fmt::format("{} ({:.0f} % labelled)", one.name, 100.0 * part));
        }
    }
    if (!names.empty()) {
        const auto count = names.size();
        report.findings.push_back({Severity::Warning, "labels-inverted",
                                   fmt::format("The labels of {} {} look inverted: they mark what the other {} leave free.", count, count == 1 ? "image" : "images", parts.size() - count),
                                   "Invert these masks, or leave them out; contradicting labels teach the network to hesitate.", examples(std::move(names))});
    } else if (parts.size() >= kFewestContrasts && usual > kMostlyLabelled && static_cast<double>(mostly) > 0.8 * static_cast<double>(parts.size())) {
        report.findings.push_back({Severity::Information, "labels-inverted", fmt::format("The labels mark {:.0f} % of the pixels in the typical image.", 100.0 * usual),
                                   "If they should mark the objects and these are the rest, the masks are inverted: sizes and counts would be those of the gaps.", {}});
    }
}

void LabelFindings::tellEmpty(PreflightReport& report) const {
    // A set with one single value everywhere is told by the caller.
    if (empty_.empty() || empty_.size() == seen_.size()) return;
    const bool many = empty_.size() * 2 > seen_.size();
    report.findings.push_back({many ? Severity::Warning : Severity::Information, "empty-masks",
                               fmt::format("{} of {} label images {} a single value.", empty_.size(), seen_.size(), empty_.size() == 1 ? "holds" : "hold"),
                               many ? "If the objects in these images were only not labelled yet, leave the images out: the network learns not to find them."
                                    : "Fine for images that show nothing to find.",
                               examples(empty_)});
}

}  // namespace gano
