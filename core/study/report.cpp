// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/study/cell_words.h"
#include "core/study/paper.h"
#include "core/study/report_plots.h"
#include "core/study/study_results.h"
#include "core/study/study_table.h"
#include "core/study/verdict.h"
#include "core/tasks/task.h"
#include "core/train/report.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

std::string paragraph(const std::string& text) { return fmt::format("<p>{}</p>\n", htmlText(text)); }
std::string note(const std::string& text) { return fmt::format("<p class=\"note\">{}</p>\n", htmlText(text)); }

std::string htmlTable(const TableText& table) {
    std::string html = "<div class=\"wide\"><table><tr>";
    for (const auto& name : table.columns) html += fmt::format("<th>{}</th>", htmlText(name));
    html += "</tr>\n";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (const auto& cell : row) html += fmt::format("<td>{}</td>", htmlText(cell));
        html += "</tr>\n";
    }
    return html + "</table></div>\n";
}

std::string verdictBox(const StudyResults& results) {
    const bool known = !results.comparisons.empty();
    const char* colour = !known ? "#7a8793" : results.verdict == Verdict::Helps ? "#009e73" : results.verdict == Verdict::Harms ? "#d55e00" : "#7a8793";
    return fmt::format("<p style=\"border-left: 6px solid {}; padding: .25rem 1rem; font-size: 1.15rem\">{}</p>\n", colour, htmlText(results.sentence));
}

std::string cautionList(const StudyResults& results) {
    if (results.cautions.empty()) return {};
    std::string html = "<h2>Mind</h2>\n<ul>\n";
    for (const auto& sentence : results.cautions) html += fmt::format("<li>{}</li>\n", htmlText(sentence));
    return html + "</ul>\n";
}

std::string comparisonList(const StudyResults& results) {
    if (results.comparisons.empty()) return {};
    std::string html = "<h2>Comparisons</h2>\n<ul>\n";
    for (const auto& c : results.comparisons) html += fmt::format("<li>{}</li>\n", htmlText(c.sentence));
    return html + "</ul>\n";
}

std::string efficiencyList(const Study& study, const StudyResults& results) {
    if (results.labelEfficiency.empty()) return {};
    std::string html = "<h2>Labels saved</h2>\n<ul>\n";
    for (const auto& found : results.labelEfficiency) {
        const auto count = valueWords(study, study.along, fmt::format("{:.0f}", found.labels));
        const bool one = std::abs(found.labels - 1.0) < 0.5;
        std::string text = fmt::format("{} with \"{}\" ", count, found.arm);
        if (found.atLeast) text += fmt::format("{} a better score than {:.0f} with \"{}\" ever reach (factor above {:.1f}).", one ? "gives" : "give", found.equivalent, found.baseline, found.factor());
        else if (found.atMost) text += fmt::format("{} a worse score than {:.0f} with \"{}\".", one ? "gives" : "give", found.equivalent, found.baseline);
        else text += fmt::format("{} as well as {:.1f} with \"{}\" (factor {:.1f}).", one ? "does" : "do", found.equivalent, found.baseline, found.factor());
        html += fmt::format("<li>{}</li>\n", htmlText(text));
    }
    return html + "</ul>\n" + note("Between the numbers that were tried, interpolated on a logarithmic scale of the labels.");
}

std::string pictureRows(const StudyResults& results) {
    if (results.pictures.empty()) return {};
    std::string html = "<h2>What they make of test images</h2>\n" + note("Left: input. Middle: prediction. Right: truth. All of the first seed.");
    for (const auto& pictures : results.pictures) {
        html += fmt::format("<h3>{}</h3>\n<div class=\"pictures\">\n", htmlText(pictures.image));
        for (const auto& entry : pictures.entries) {
            const auto caption = entry.context.empty() ? entry.arm : entry.context + ", " + entry.arm;
            const auto picture = embeddedPicture(entry.picture, pictures.image + ", " + caption);
            if (!picture.empty()) html += fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n", picture, htmlText(asSentence(caption)));
        }
        html += "</div>\n";
    }
    return html;
}

std::string epochNote(const Study& study) {
    const auto cells = cellsOf(study);
    const int steps = cells.empty() ? 0 : cells.back().plan.training.stepsPerEpoch;
    return steps > 0 ? fmt::format("Horizontal: epochs of {} optimiser steps. Bands span the lowest and the highest seed.", steps) : std::string("Horizontal: epochs. Bands span the lowest and the highest seed.");
}

/// How much sooner the target is reached, in words.
std::string targetNote(const StudyResults& results) {
    std::string html = note(std::isfinite(results.targetScore) ? fmt::format("Target: a validation score of {}. A dash: not every seed reaches it.", scoreText(results.targetScore))
                                                               : std::string("Target: the best validation score that the one compared with ever has, with the same seed. A dash: not every seed reaches it."));
    std::string list;
    for (const auto& c : results.comparisons) {
        const StudyArm *arm = nullptr, *base = nullptr;
        for (const auto& other : results.arms) {
            if (other.context != c.context) continue;
            if (other.name == c.arm) arm = &other;
            if (other.name == c.baseline) base = &other;
        }
        if (arm == nullptr || base == nullptr || !std::isfinite(arm->epochsToTarget) || !std::isfinite(base->epochsToTarget)) continue;
        const double saved = base->epochsToTarget - arm->epochsToTarget;
        const auto time = std::isfinite(arm->minutesToTarget) && std::isfinite(base->minutesToTarget) ? fmt::format(", {:.1f} instead of {:.1f} minutes", arm->minutesToTarget, base->minutesToTarget) : std::string();
        const auto in = c.context.empty() ? std::string() : asSentence(c.context) + ": ";
        list += fmt::format("<li>{}</li>\n", htmlText(fmt::format("{}\"{}\" is there after {:.1f} epochs instead of {:.1f}{}: {:.1f} epochs {}.", in, c.arm, arm->epochsToTarget, base->epochsToTarget, time, std::abs(saved),
                                                                  saved >= 0 ? "saved" : "more")));
    }
    return list.empty() ? html : html + "<ul>\n" + list + "</ul>\n";
}

std::string howItWasDone(const Study& study) {
    std::string html = "<h2>How it was done</h2>\n";
    html += paragraph(study.question);
    html += paragraph(study.steps > 0 ? fmt::format("Every training had {} optimiser steps and was scored on validation images {} times; its best epoch is scored on the test images. For one seed, all starts have "
                                                    "the same split, the same training images and the same order of data; fewer labels are a part of more.",
                                                    study.steps, study.checks > 0 ? study.checks : study.base.training.epochs)
                                      : fmt::format("Every training had {} epochs; its best epoch is scored on the test images. For one seed, all starts have the same split, the same training images and the same "
                                                    "order of data; fewer labels are a part of more.", study.base.training.epochs));
    html += paragraph(fmt::format("Seeds: {}. Test images: {}.", fmt::join(study.seeds, ", "), study.testImages.empty() ? std::string("the test part of the images, drawn by each seed") : study.testImages));
    html += note("Score: mean over seeds of the means over test images. Intervals are 95 %: seeds and test images are two crossed samples, so the variance is that of the seeds' means divided by their "
                 "number plus that of the images' means divided by theirs (Owen 2007, conservative), with Student's t for seeds and for images weighted by these two (Cochran and Cox 1950). With one seed they are over images alone.");
    html += note("p: Wilcoxon's signed rank test over test images, each with its mean over the seeds; exact up to 25 images, beyond them by the normal approximation corrected for ties; corrected for the number of "
                 "comparisons after Holm. \"Helps\" or \"harms\" is said only where the interval of the difference leaves out zero and p is below 0.05, with two seeds at least; everything else is no difference that could be shown, "
                 "which is not the same as none.");
    html += note("Bands around curves span the lowest and the highest seed. Time to the target: until the validation score first reaches the target, which is the best that the compared one ever has with the same seed, "
                 "unless a score was given; a dash where a seed never reaches it.");
    return html;
}

std::string optionTable(const Study& study) {
    std::string html = "<details><summary>Options of all trainings</summary>\n<table>\n";
    auto plan = study.base;
    for (const auto& field : plan.fields()) html += fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", htmlText(field.spec.label), htmlText(optionText(field)));
    return html + "</table></details>\n";
}

}  // namespace

void writeStudyReport(const fs::path& root) {
    const auto summary = readStudy(root);
    const auto& study = summary.study;
    const auto results = readStudyResults(root);
    std::string body = "<style>.wide { overflow-x: auto; margin-bottom: 1rem; } svg { vertical-align: top; } td, th { white-space: nowrap; } figure { margin: 0 0 .5rem 0; } figcaption { color: var(--soft); font-size: .85rem; } "
                       ".pictures { display: flex; flex-wrap: wrap; gap: 1rem; } .pictures figure { width: min(560px, 100%); } details { margin: 1rem 0; }</style>\n";
    body += verdictBox(results);
    body += note(fmt::format("{}, {}. {} of {} trainings done.", task(study.base.task).label, study.base.data.images, results.done, results.trainings));
    body += cautionList(results);
    body += "<h2>Scores</h2>\n" + scorePlot(results) + countPlot(study, results) + htmlTable(scoreTable(results));
    std::string paperCsv;
    body += paperSection(summary, paperCsv);
    if (!paperCsv.empty()) writeTextAtomically(root / "beside_the_paper.csv", paperCsv);
    body += comparisonList(results) + efficiencyList(study, results);
    const auto curves = curvePlots(results);
    if (!curves.empty()) body += "<h2>Learning</h2>\n" + curves + note(epochNote(study));
    body += htmlTable(speedTable(results)) + targetNote(results);
    body += pictureRows(results) + howItWasDone(study) + optionTable(study);
    writeTextAtomically(summary.folder.report(), htmlPage(study.title, body));
    writeTextAtomically(summary.folder.tableCsv(), studyTableCsv(results));
    writeTextAtomically(summary.folder.tableLatex(), studyTableLatex(study, results));
    writeTextAtomically(summary.folder.allScores(), allScoresCsv(summary));
}

}  // namespace gano
