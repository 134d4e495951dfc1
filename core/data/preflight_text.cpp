// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A pre-flight report as text for a terminal and as JSON.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/data/preflight.h"

namespace gano {
namespace {

using Severity = Finding::Severity;

const char* severityName(Severity severity) {
    switch (severity) {
        case Severity::Problem: return "problem";
        case Severity::Warning: return "warning";
        case Severity::Information: break;
    }
    return "information";
}

/// "8-bit (12), 16-bit (3)"
std::string countsText(const std::map<std::string, std::size_t>& counts) {
    std::string text;
    for (const auto& [name, count] : counts) {
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", name, count);
    }
    return text;
}

std::string sizeText(const PreflightReport& report) {
    const std::string smallest = fmt::format("{} x {}", report.minimumWidth, report.minimumHeight);
    if (report.minimumWidth == report.maximumWidth && report.minimumHeight == report.maximumHeight) return smallest + " px";
    return fmt::format("{} to {} x {} px", smallest, report.maximumWidth, report.maximumHeight);
}

}  // namespace

std::string preflightText(const PreflightReport& report) {
    std::string text = fmt::format("Images       {} to learn from, {} found, {} left out\n", report.samples, report.images, report.skipped);
    if (report.targets > 0) text += fmt::format("Targets      {}\n", report.targets);
    text += fmt::format("Split        {} training, {} validation, {} test, in {} groups\n", report.train, report.validation, report.test, report.groups);
    if (!report.depths.empty()) {
        text += fmt::format("Size         {}, {:.1f} megapixels in all\n", sizeText(report), report.pixels / 1e6);
        text += fmt::format("Grey values  {}\n", countsText(report.depths));
        if (report.pixelSizes.size() <= 6) text += fmt::format("Pixel size   {}\n", countsText(report.pixelSizes));
        text += fmt::format("Formats      {}\n", countsText(report.formats));
    }
    for (const LabelShare& label : report.labels) {
        text += fmt::format("Label {:<6} {:.2f} % of the pixels\n", label.value, 100.0 * label.fraction);
    }
    if (report.objects) {
        const auto& sizes = *report.objects;
        text += fmt::format("Objects      {}, typically {:.0f} px across, large ones {:.0f} px", sizes.count, sizes.medianPx, sizes.largePx);
        text += sizes.medianNm > 0.0 ? fmt::format(" ({:.3g} nm, {:.3g} nm)\n", sizes.medianNm, sizes.largeNm) : std::string("\n");
    }
    if (report.decoded < report.samples) text += fmt::format("Pixels of {} of the {} images were looked at.\n", report.decoded, report.samples);
    for (const Finding& finding : report.findings) {
        const char* mark = finding.severity == Severity::Problem ? "PROBLEM" : finding.severity == Severity::Warning ? "Warning" : "Note";
        text += fmt::format("\n{}: {}{}{}\n", mark, finding.sentence, finding.advice.empty() ? "" : " ", finding.advice);
        for (std::size_t i = 0; i < finding.files.size() && i < 5; ++i) {
            text += fmt::format("  {}\n", finding.files[i]);
        }
        if (finding.files.size() > 5) text += "  …\n";
    }
    if (report.findings.empty()) text += "\nNothing to worry about.\n";
    return text;
}

nlohmann::json preflightToJson(const PreflightReport& report) {
    auto labels = nlohmann::json::array();
    for (const LabelShare& label : report.labels) {
        labels.push_back({{"value", label.value}, {"fraction", label.fraction}});
    }
    auto findings = nlohmann::json::array();
    for (const Finding& finding : report.findings) {
        findings.push_back({{"severity", severityName(finding.severity)},
                            {"id", finding.id},
                            {"sentence", finding.sentence},
                            {"advice", finding.advice},
                            {"files", finding.files}});
    }
    auto json = nlohmann::json{{"images", report.images},
            {"targets", report.targets},
            {"samples", report.samples},
            {"groups", report.groups},
            {"skipped", report.skipped},
            {"split", {{"train", report.train}, {"validation", report.validation}, {"test", report.test}}},
            {"decoded", report.decoded},
            {"width", {report.minimumWidth, report.maximumWidth}},
            {"height", {report.minimumHeight, report.maximumHeight}},
            {"pixels", report.pixels},
            {"depths", report.depths},
            {"pixelSizes", report.pixelSizes},
            {"formats", report.formats},
            {"labels", labels},
            {"findings", findings},
            {"cancelled", report.cancelled}};
    if (report.objects) {
        const auto& sizes = *report.objects;
        json["objects"] = {{"count", sizes.count}, {"medianPx", sizes.medianPx}, {"largePx", sizes.largePx}, {"medianNm", sizes.medianNm}, {"largeNm", sizes.largeNm}};
    }
    return json;
}

PreflightReport preflightFromJson(const nlohmann::json& json) {
    PreflightReport report;
    const auto take = [](const nlohmann::json& from, const char* key, auto& value) {
        if (from.contains(key)) from.at(key).get_to(value);
    };
    take(json, "images", report.images);
    take(json, "targets", report.targets);
    take(json, "samples", report.samples);
    take(json, "groups", report.groups);
    take(json, "skipped", report.skipped);
    take(json, "decoded", report.decoded);
    take(json, "pixels", report.pixels);
    take(json, "depths", report.depths);
    take(json, "pixelSizes", report.pixelSizes);
    take(json, "formats", report.formats);
    take(json, "cancelled", report.cancelled);
    if (json.contains("split")) {
        take(json["split"], "train", report.train);
        take(json["split"], "validation", report.validation);
        take(json["split"], "test", report.test);
    }
    if (json.contains("width")) report.minimumWidth = json["width"].at(0), report.maximumWidth = json["width"].at(1);
    if (json.contains("height")) report.minimumHeight = json["height"].at(0), report.maximumHeight = json["height"].at(1);
    for (const auto& label : json.value("labels", nlohmann::json::array())) report.labels.push_back({label.at("value"), label.at("fraction")});
    for (const auto& one : json.value("findings", nlohmann::json::array())) {
        const auto name = one.value("severity", "information");
        const auto severity = name == "problem" ? Severity::Problem : name == "warning" ? Severity::Warning : Severity::Information;
        report.findings.push_back({severity, one.value("id", ""), one.value("sentence", ""), one.value("advice", ""), one.value("files", std::vector<std::string>{})});
    }
    if (json.contains("objects")) {
        ObjectSizes sizes;
        const auto& from = json["objects"];
        take(from, "count", sizes.count);
        take(from, "medianPx", sizes.medianPx);
        take(from, "largePx", sizes.largePx);
        take(from, "medianNm", sizes.medianNm);
        take(from, "largeNm", sizes.largeNm);
        report.objects = sizes;
    }
    return report;
}

}  // namespace gano
