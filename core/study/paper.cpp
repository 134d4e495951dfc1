// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/paper.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/study/cell_words.h"
#include "core/study/scores.h"
#include "core/study/statistics.h"
#include "core/study/verdict.h"
#include "core/tasks/task.h"
#include "core/train/metrics_file.h"
#include "core/train/report.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

/// What a cell is called in the paper's rows.
std::string whatOf(const StudyCell& cell, int table) {
    if (table == 3) return cell.plan.task;
    return cell.plan.model.generator.starts_with("hrnet") ? std::string("hrnet") : cell.plan.model.generator;
}

std::string whatWords(const Study& study, const std::string& what, int table) {
    if (table == 3) return task(what).label;
    return what == "hrnet" ? std::string("HRNet") : valueWords(study, "generator", what);
}

/// The paper's sizes of pretraining sets in the order of this study's, which may be smaller: 0 stands for scratch.
int paperImages(const Study& study, const StudyStart& start) {
    if (start.kind != StudyStart::Kind::Pretraining) return 0;
    constexpr std::array<int, 3> printed{50000, 100000, 200000};
    std::size_t place = 0;
    for (const auto& other : study.starts) {
        if (&other == &start) break;
        if (other.kind == StudyStart::Kind::Pretraining) ++place;
    }
    return printed[std::min(place, printed.size() - 1)];
}

std::string startWords(int images, const StudyStart& start) {
    if (images == 0) return "from scratch";
    const bool same = start.images == images;
    return fmt::format("P({}k){}", images / 1000, same ? "" : fmt::format(", here {}", start.images == 0 ? std::string("all images") : fmt::format("{} images", start.images)));
}

/// The mean over test images after one epoch; NaN where it was not scored.
double scoreAfter(const std::vector<ModelScores>& models, int epoch, const std::string& metric) {
    for (const auto& model : models) {
        if (model.epoch != epoch) continue;
        double sum = 0.0;
        int count = 0;
        for (const auto& image : model.images)
            for (const auto& [name, value] : image.scores)
                if (name == metric && std::isfinite(value)) sum += value, ++count;
        if (count > 0) return sum / count;
    }
    return kMissing;
}

std::string cellText(double value) { return std::isfinite(value) ? scoreText(value) : std::string("–"); }

/// The mean over the cells of a column of metrics.csv.
std::vector<double> meanColumn(const StudySummary& summary, const std::vector<const StudyCell*>& cells, const std::string& column, double factor) {
    std::vector<double> sums;
    std::vector<int> counts;
    for (const auto* cell : cells) {
        const auto values = readMetrics(RunFolder{summary.folder.cell(cell->name)}.metrics()).column(column);
        if (values.size() > sums.size()) sums.resize(values.size(), 0.0), counts.resize(values.size(), 0);
        for (std::size_t i = 0; i < values.size(); ++i)
            if (std::isfinite(values[i])) sums[i] += factor * values[i], ++counts[i];
    }
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = counts[i] > 0 ? sums[i] / counts[i] : kMissing;
    return sums;
}

std::vector<int> epochsOf(const std::vector<double>& values) {
    std::vector<int> epochs;
    for (std::size_t i = 0; i < values.size(); ++i) epochs.push_back(static_cast<int>(i) + 1);
    return epochs;
}

/// Printed curves of a figure and what, and beside each the one measured.
std::string curvesOf(const StudySummary& summary, int figure, const std::string& what, int table) {
    const auto& study = summary.study;
    std::vector<CurveSeries> series;
    const bool pretraining = figure == 4;
    for (const auto& curve : paperCurves()) {
        if (curve.figure != figure || curve.what != what) continue;
        series.push_back({fmt::format("printed {}", curve.images == 0 ? std::string("R") : fmt::format("P({}k)", curve.images / 1000)), epochsOf(curve.values), curve.values});
        std::vector<const StudyCell*> cells;
        for (const auto& status : summary.cells) {
            const auto* start = findStart(study, status.cell.start);
            if (status.cell.preparation == pretraining && start != nullptr && paperImages(study, *start) == curve.images && whatOf(status.cell, pretraining ? 2 : table) == what) cells.push_back(&status.cell);
        }
        const auto measured = meanColumn(summary, cells, figure == 4 || figure == 11 ? "val_l1" : "val_loss", figure == 4 || figure == 11 ? 100.0 : 1.0);
        if (!measured.empty()) series.push_back({"measured", epochsOf(measured), measured});
    }
    const bool anyMeasured = std::ranges::any_of(series, [](const auto& s) { return s.name == "measured"; });
    if (!anyMeasured) return {};
    const auto unit = figure == 4 || figure == 11 ? "validation L1 × 100" : "validation BCE";
    return curvesSvg(fmt::format("Figure {}, {}: {}", figure, whatWords(study, what, pretraining ? 2 : table), unit), series);
}

int tableOf(const Study& study) { return task(study.base.task).target == TargetKind::Labels ? 2 : 3; }

}  // namespace

bool followsPaper(const Study& study) { return study.readyMade.starts_with("paper-"); }

std::vector<PaperComparison> comparedWithPaper(const StudySummary& summary) {
    std::vector<PaperComparison> list;
    const auto& study = summary.study;
    if (!followsPaper(study)) return list;
    const int table = tableOf(study);
    const auto metric = task(study.base.task).metrics.front();
    for (const auto& row : paperRows()) {
        if (row.table != table) continue;
        PaperComparison compared{whatWords(study, row.what, table), {}, row, {kMissing, kMissing, kMissing}};
        std::array<double, 3> sums{};
        std::array<int, 3> counts{};
        bool any = false;
        for (const auto& status : summary.cells) {
            const auto* start = findStart(study, status.cell.start);
            if (status.cell.preparation || start == nullptr || paperImages(study, *start) != row.images || whatOf(status.cell, table) != row.what) continue;
            any = true;
            compared.start = startWords(row.images, *start);
            std::error_code ignored;
            if (status.state == CellState::Failed || !fs::exists(summary.folder.scores(status.cell.name), ignored)) continue;
            const auto models = readScores(summary.folder.scores(status.cell.name));
            for (std::size_t i = 0; i < kPaperEpochs.size(); ++i)
                if (const double score = scoreAfter(models, kPaperEpochs[i], metric); std::isfinite(score)) sums[i] += score, ++counts[i];
        }
        for (std::size_t i = 0; i < sums.size(); ++i)
            if (counts[i] > 0) compared.measured[i] = sums[i] / counts[i];
        if (any) list.push_back(compared);
    }
    return list;
}

std::string paperSection(const StudySummary& summary, std::string& csv) {
    const auto rows = comparedWithPaper(summary);
    if (rows.empty()) return {};
    const int table = tableOf(summary.study);
    std::string html = fmt::format("<h2>Beside Table {} of the paper</h2>\n<p class=\"note\">{} The printed numbers are of a single run each; arXiv 2402.18286.</p>\n<div class=\"wide\"><table><tr><th></th><th>Start</th>", table,
                                   table == 2 ? "Mean Dice on test images after 5, 30 and 60 epochs." : "Mean L1 on test images after 5, 30 and 60 epochs, smaller is better.");
    for (const auto* kind : {"printed", "measured"})
        for (const int epoch : kPaperEpochs) html += fmt::format("<th>{}, epoch {}</th>", asSentence(kind), epoch);
    html += "</tr>\n";
    csv = "what,start,printed_5,printed_30,printed_60,measured_5,measured_30,measured_60\n";
    std::vector<std::string> whats;
    for (const auto& row : rows) {
        html += fmt::format("<tr><td>{}</td><td>{}</td>", htmlText(row.what), htmlText(row.start));
        csv += fmt::format("{},\"{}\"", row.what, row.start);
        for (const double v : row.printed.values) html += "<td>" + cellText(v) + "</td>", csv += fmt::format(",{}", v);
        for (const double v : row.measured) html += "<td>" + cellText(v) + "</td>", csv += std::isfinite(v) ? fmt::format(",{}", v) : std::string(",");
        html += "</tr>\n";
        csv += "\n";
        if (std::ranges::find(whats, row.printed.what) == whats.end()) whats.push_back(row.printed.what);
    }
    html += "</table></div>\n";
    for (const int figure : {4, 6, 7, 8, 9, 11}) {
        std::vector<std::string> drawn;
        for (const auto& curve : paperCurves()) {
            if (curve.figure != figure || std::ranges::find(drawn, curve.what) != drawn.end()) continue;
            drawn.push_back(curve.what);
            html += curvesOf(summary, figure, curve.what, table);
        }
    }
    return html;
}

}  // namespace gano
