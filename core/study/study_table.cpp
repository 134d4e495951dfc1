// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_table.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/study/cell_words.h"
#include "core/study/scores.h"
#include "core/study/verdict.h"

namespace gano {
namespace {

std::string dashed(double value, const char* form) { return std::isfinite(value) ? fmt::format(fmt::runtime(form), value) : std::string("–"); }

std::string csvText(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string csvNumber(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }

std::string latexText(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        if (c == '&' || c == '%' || c == '_' || c == '#' || c == '$' || c == '{' || c == '}') safe += std::string("\\") + c;
        else if (c == '\\') safe += "\\textbackslash{}";
        else if (c == '~' || c == '^') safe += std::string("\\") + c + "{}";
        else safe += c;
    }
    return safe;
}

const StudyComparison* comparisonOf(const StudyResults& results, const StudyArm& arm) {
    for (const auto& c : results.comparisons)
        if (c.arm == arm.name && c.context == arm.context) return &c;
    return nullptr;
}

bool anyContext(const StudyResults& results) {
    return std::ranges::any_of(results.arms, [](const StudyArm& arm) { return !arm.context.empty(); });
}

}  // namespace

TableText scoreTable(const StudyResults& results) {
    TableText table;
    const bool context = anyContext(results);
    if (context) table.columns.push_back("With");
    for (const auto* name : {"Compared", "Seeds", "Test images"}) table.columns.push_back(name);
    table.columns.push_back(metricWords(results.metric));
    for (const auto* name : {"95 % interval", "Spread of seeds", "Difference", "p", "Verdict"}) table.columns.push_back(name);
    for (const auto& arm : results.arms) {
        std::vector<std::string> row;
        if (context) row.push_back(arm.context);
        row.push_back(arm.name);
        row.push_back(std::to_string(arm.score.seeds));
        row.push_back(std::to_string(arm.score.images));
        row.push_back(scoreText(arm.score.mean));
        row.push_back(std::isfinite(arm.score.low) ? fmt::format("{} to {}", scoreText(arm.score.low), scoreText(arm.score.high)) : "–");
        row.push_back(dashed(arm.score.spread, "{:.3f}"));
        const auto* c = comparisonOf(results, arm);
        row.push_back(c != nullptr && std::isfinite(c->difference.mean) ? signedText(c->difference.mean) : "–");
        row.push_back(c != nullptr ? pText(c->adjustedP) : "–");
        row.push_back(c == nullptr ? "compared with" : c->oneSeed ? "unknown, one seed" : verdictWord(c->verdict));
        table.rows.push_back(std::move(row));
    }
    return table;
}

TableText speedTable(const StudyResults& results) {
    TableText table;
    const bool context = anyContext(results);
    if (context) table.columns.push_back("With");
    for (const auto* name : {"Compared", "Best on validation", "Epochs to target", "Steps to target", "Minutes to target", "Minutes in all"}) table.columns.push_back(name);
    for (const auto& arm : results.arms) {
        std::vector<std::string> row;
        if (context) row.push_back(arm.context);
        row.push_back(arm.name);
        row.push_back(std::isfinite(arm.bestValidation) ? scoreText(arm.bestValidation) : "–");
        row.push_back(dashed(arm.epochsToTarget, "{:.1f}"));
        row.push_back(dashed(arm.stepsToTarget, "{:.0f}"));
        row.push_back(dashed(arm.minutesToTarget, "{:.1f}"));
        row.push_back(dashed(arm.minutes, "{:.1f}"));
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string studyTableCsv(const StudyResults& results) {
    std::string text = "context,compared,count,seeds,test_images,metric,mean,low_95,high_95,spread_of_seeds,best_validation,epochs_to_target,steps_to_target,minutes_to_target,minutes,"
                       "difference,difference_low_95,difference_high_95,p,p_adjusted,verdict\n";
    for (const auto& arm : results.arms) {
        text += fmt::format("{},{},{},{},{},{},", csvText(arm.context), csvText(arm.name), arm.along > 0 ? fmt::format("{:g}", arm.along) : "", arm.score.seeds, arm.score.images, results.metric);
        for (const double v : {arm.score.mean, arm.score.low, arm.score.high, arm.score.spread, arm.bestValidation, arm.epochsToTarget, arm.stepsToTarget, arm.minutesToTarget, arm.minutes}) text += csvNumber(v) + ",";
        const auto* c = comparisonOf(results, arm);
        if (c == nullptr) {
            text += ",,,,,baseline\n";
            continue;
        }
        // As in the page: above 0 is better.
        for (const double v : {c->difference.mean, c->difference.low, c->difference.high, c->test.p, c->adjustedP}) text += csvNumber(v) + ",";
        text += std::string(verdictWord(c->verdict)) + "\n";
    }
    return text;
}

std::string studyTableLatex(const Study& study, const StudyResults& results) {
    const bool context = anyContext(results);
    std::string text = fmt::format("% {}\n% {}\n\\begin{{tabular}}{{{}lrlrl}}\n\\hline\n", study.title, results.sentence, context ? "l" : "");
    if (context) text += "with & ";
    text += fmt::format("compared & {} & 95\\,\\% interval & $p$ & verdict \\\\\n\\hline\n", latexText(metricWords(results.metric)));
    for (const auto& arm : results.arms) {
        if (context) text += latexText(arm.context) + " & ";
        const auto* c = comparisonOf(results, arm);
        const auto interval = std::isfinite(arm.score.low) ? fmt::format("{} to {}", scoreText(arm.score.low), scoreText(arm.score.high)) : std::string("--");
        const auto p = c == nullptr ? std::string("--") : c->adjustedP < 0.001 ? std::string("$<0.001$") : fmt::format("{:.3f}", c->adjustedP);
        text += fmt::format("{} & {} & {} & {} & {} \\\\\n", latexText(arm.name), scoreText(arm.score.mean), interval, p, c == nullptr ? "compared with" : verdictWord(c->verdict));
    }
    return text + "\\hline\n\\end{tabular}\n";
}

std::string allScoresCsv(const StudySummary& summary) {
    std::string header = "cell,start", text;
    for (const auto& axis : summary.study.axes) header += "," + axis.key;
    header += ",seed,epoch,image";
    std::vector<std::string> metrics;
    for (const auto& status : summary.cells) {
        std::error_code ignored;
        const auto& cell = status.cell;
        if (cell.preparation || status.state == CellState::Failed || !std::filesystem::exists(summary.folder.scores(cell.name), ignored)) continue;
        for (const auto& model : readScores(summary.folder.scores(cell.name)))
            for (const auto& image : model.images) {
                if (metrics.empty())
                    for (const auto& entry : image.scores) metrics.push_back(entry.first);
                text += csvText(cell.name) + "," + csvText(cell.start);
                for (const auto& value : cell.values) text += "," + csvText(value.second);
                text += fmt::format(",{},{},{}", cell.seed, model.epoch == 0 ? std::string("best") : std::to_string(model.epoch), csvText(image.image));
                for (const auto& metric : metrics) {
                    double found = NAN;
                    for (const auto& [name, value] : image.scores)
                        if (name == metric) found = value;
                    text += "," + csvNumber(found);
                }
                text += "\n";
            }
    }
    for (const auto& metric : metrics) header += "," + metric;
    return header + "\n" + text;
}

}  // namespace gano
