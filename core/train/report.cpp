// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

std::string base64(const std::string& bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) text += k <= bytes.size() - i || k < 2 ? letters[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::string metricLabel(const std::string& name) {
    static const std::array<std::pair<const char*, const char*>, 14> labels = {{
        {"train_g_adversarial", "Generator, adversarial"}, {"train_g_l1", "Generator, L1"}, {"train_d_real", "Discriminator, real"},
        {"train_d_fake", "Discriminator, made"}, {"train_loss", "Training loss"}, {"val_loss", "Validation loss"}, {"val_dice", "Dice"},
        {"val_dice_pooled", "Dice, pooled"}, {"val_iou", "IoU"}, {"val_iou_pooled", "IoU, pooled"}, {"val_l1", "L1"}, {"val_psnr", "PSNR (dB)"},
        {"val_ssim", "SSIM"}, {"learning_rate", "Learning rate"}}};
    for (const auto& [known, label] : labels)
        if (name == known) return label;
    return name;
}

std::string chartsOf(const MetricsTable& table) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> charts = {
        {"Adversarial losses", {"train_g_adversarial", "train_d_real", "train_d_fake"}},
        {"L1 distance to the clean image", {"train_g_l1", "val_l1"}},
        {"Loss", {"train_loss", "val_loss"}},
        {"Overlap with the labels on validation images", {"val_dice", "val_iou"}},
        {"Similarity on validation images (SSIM)", {"val_ssim"}},
        {"Signal to noise on validation images (PSNR, dB)", {"val_psnr"}},
    };
    std::string html;
    for (const auto& [title, names] : charts) {
        std::vector<CurveSeries> series;
        for (const auto& name : names)
            if (auto values = table.column(name); !values.empty()) series.push_back({metricLabel(name), table.epochs, std::move(values)});
        if (!series.empty()) html += curvesSvg(title, series);
    }
    return html;
}

std::string tableRow(const std::string& name, const std::string& value) {
    return fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", htmlText(name), htmlText(value));
}

/// The area between the lower and the upper values, interrupted where one is missing.
template <class X, class Y>
std::string band(const CurveSeries& line, const char* colour, const X& x, const Y& y) {
    std::string svg;
    if (line.low.size() != line.values.size() || line.high.size() != line.values.size()) return svg;
    const auto known = [&](std::size_t i) { return std::isfinite(line.low[i]) && std::isfinite(line.high[i]); };
    for (std::size_t from = 0; from < line.values.size(); ++from) {
        if (!known(from)) continue;
        std::size_t to = from;
        std::string upper, lower;
        for (; to < line.values.size() && known(to); ++to) {
            upper += fmt::format("{:.1f},{:.1f} ", x(line.epochs[to]), y(line.high[to]));
            lower = fmt::format("{:.1f},{:.1f} ", x(line.epochs[to]), y(line.low[to])) + lower;
        }
        svg += fmt::format("<polygon points=\"{}{}\" fill=\"{}\" fill-opacity=\"0.16\"/>\n", upper, lower, colour);
        from = to;
    }
    return svg;
}

}  // namespace

std::string htmlText(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        if (c == '&') safe += "&amp;";
        else if (c == '<') safe += "&lt;";
        else if (c == '>') safe += "&gt;";
        else if (c == '"') safe += "&quot;";
        else safe += c;
    }
    return safe;
}

std::string embeddedPicture(const fs::path& png, const std::string& description) {
    try {
        return fmt::format("<img alt=\"{}\" src=\"data:image/png;base64,{}\">\n", htmlText(description), base64(readText(png)));
    } catch (const Error&) {
        return {};
    }
}

std::string curvesSvg(const std::string& title, const std::vector<CurveSeries>& series) {
    constexpr std::array<const char*, 5> colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"};  // Okabe and Ito
    constexpr std::array<const char*, 4> dashes = {"none", "7 3", "2 3", "9 3 2 3"};
    constexpr double width = 560, height = 240, left = 64, right = 12, top = 30, bottom = 50;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    int last = 1;
    for (const auto& line : series) {
        for (const auto* values : {&line.values, &line.low, &line.high})
            for (const double v : *values)
                if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
        if (!line.epochs.empty()) last = std::max(last, line.epochs.back());
    }
    if (!(low <= high)) return {};
    if (high - low < 1e-12) low -= 0.5, high += 0.5;
    const auto x = [&](int epoch) { return left + (width - left - right) * (last > 1 ? (epoch - 1.0) / (last - 1.0) : 0.5); };
    const auto y = [&](double v) { return top + (height - top - bottom) * (high - v) / (high - low); };
    std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\"><text x=\"{}\" y=\"18\" class=\"title\">{}</text>\n",
                                  width, height, htmlText(title), left, htmlText(title));
    for (int i = 0; i <= 4; ++i) {
        const double v = low + (high - low) * i / 4;
        svg += fmt::format("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/><text class=\"tick\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.3g}</text>\n",
                           left, width - right, y(v), y(v), left - 6, y(v) + 4, v);
    }
    for (const int epoch : {1, (last + 1) / 2, last})
        svg += fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x(epoch), height - bottom + 16, epoch);
    double legend = left;
    for (std::size_t s = 0; s < series.size(); ++s) {
        const auto* colour = colours[s % colours.size()];
        svg += band(series[s], colour, x, y);
        std::string path;
        bool pen = false;
        for (std::size_t i = 0; i < series[s].values.size(); ++i) {
            const double v = series[s].values[i];
            if (std::isfinite(v)) path += fmt::format("{}{:.1f} {:.1f} ", pen ? 'L' : 'M', x(series[s].epochs[i]), y(v));
            pen = std::isfinite(v);
        }
        svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\" stroke-linejoin=\"round\"/>\n", path, colour, dashes[s % dashes.size()]);
        svg += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"14\" height=\"4\" fill=\"{}\"/><text class=\"tick\" x=\"{}\" y=\"{}\">{}</text>\n", legend, height - 14, colour,
                           legend + 20, height - 8, htmlText(series[s].name));
        legend += 36 + 7.0 * static_cast<double>(series[s].name.size());
    }
    return svg + "</svg>\n";
}

std::string htmlPage(const std::string& title, const std::string& body) {
    return fmt::format(R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{0}</title>
<style>
:root {{ color-scheme: light dark; --ink: #1c2630; --soft: #5c6975; --line: #d8dee4; --paper: #ffffff; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #e6ebf0; --soft: #9aa7b3; --line: #38424c; --paper: #171c21; }} }}
body {{ font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1180px; margin: 2rem auto; padding: 0 1rem; }}
svg {{ width: min(560px, 100%); margin: 0 1rem 1rem 0; }} svg text {{ fill: var(--ink); font-size: 12px; }} svg .title {{ font-size: 14px; font-weight: 600; }}
svg .tick {{ fill: var(--soft); font-size: 11px; }} .grid {{ stroke: var(--line); }} img {{ max-width: 100%; }}
table {{ border-collapse: collapse; }} th, td {{ text-align: left; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }}
th {{ color: var(--soft); }} p.note {{ color: var(--soft); }}
</style></head><body>
<h1>{0}</h1>
{1}
<p class="note">Written by Ganoscope {2}.</p>
</body></html>
)", htmlText(title), body, GANOSCOPE_VERSION);
}

void writeReport(const fs::path& runFolder) {
    auto run = readRun(runFolder);
    const auto table = readMetrics(run.folder.metrics());
    std::string body = fmt::format("<p>{}</p>\n<table>\n", htmlText(run.status.message));
    body += tableRow("Images", run.plan.data.images);
    if (!run.plan.data.targets.empty()) body += tableRow("Targets", run.plan.data.targets);
    body += tableRow("Begun", run.created);
    body += tableRow("Device", run.device);
    body += tableRow("Epochs done", fmt::format("{} of {}", table.epochs.size(), run.plan.training.epochs));
    for (const auto& [name, value] : run.status.metrics) body += tableRow(metricLabel(name) + ", best epoch", fmt::format("{:.4g}", value));
    body += "</table>\n<h2>Curves</h2>\n" + chartsOf(table);
    std::vector<fs::path> pictures;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(run.folder.previews(), ignored))
        if (entry.path().extension() == ".png") pictures.push_back(entry.path());
    std::sort(pictures.begin(), pictures.end());
    if (!pictures.empty())
        body += "<h2>Validation images after the last epoch</h2>\n<p class=\"note\">Left: input. Middle: what the network made of it. Right: target.</p>\n" +
                embeddedPicture(pictures.back(), "Input, output and target of validation images");
    body += "<h2>Options</h2>\n<table>\n";
    for (const auto& field : run.plan.fields())
        body += tableRow(field.spec.label, optionText(field) + (run.batchBytes && field.spec.key == "batch-size" ? ", found by the program" : ""));
    body += "</table>\n";
    writeTextAtomically(run.folder.report(), htmlPage(planTitle(run.plan), body));
}

}  // namespace gano
