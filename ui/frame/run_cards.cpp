// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/run_cards.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/names.h"
#include "core/study/study.h"
#include "core/tasks/task.h"
#include "core/train/metrics_file.h"
#include "ui/frame/say.h"
#include "ui/style/words.h"

namespace gano {

namespace {

namespace fs = std::filesystem;

fs::path newestPreview(const RunFolder& run) {
    fs::path newest;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(run.previews(), ignored))
        if (entry.path().extension() == ".png" && entry.path().filename() > newest.filename()) newest = entry.path();
    return newest;
}

QString bestScore(const MetricsTable& table, const Task& task) {
    const auto& metric = task.metrics.front();
    double best = std::nan("");
    for (const double value : table.column("val_" + metric)) {
        const bool better = task.higherIsBetter ? value > best : value < best;
        if (std::isfinite(value) && (std::isnan(best) || better)) best = value;
    }
    return std::isnan(best) ? QString() : scoreText(metric, best);
}

QDateTime changedAt(const RunFolder& run) {
    QDateTime newest;
    for (const auto& file : {run.status(), run.metrics(), run.plan()})
        newest = std::max(newest, QFileInfo(text(file)).lastModified());
    return newest;
}

void addRunsIn(const fs::path& folder, int depth, std::set<fs::path>& found) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, ignored)) {
        if (!entry.is_directory(ignored)) continue;
        if (isRun(entry.path()) || isStudy(entry.path())) found.insert(entry.path());
        else if (depth > 1) addRunsIn(entry.path(), depth - 1, found);
    }
}

/// What stands in the folder of a study, without its results.
RunCard readStudyCard(const fs::path& folder) {
    const auto summary = readStudy(folder);
    RunCard card;
    card.folder = folder;
    card.study = true;
    card.name = text(lastPart(folder));
    card.title = say("Study: %1").arg(text(summary.study.title));
    card.task = summary.study.base.task;
    card.epochs = static_cast<int>(summary.cells.size());
    card.epoch = static_cast<int>(summary.count(CellState::Done));
    card.changed = QFileInfo(text(summary.folder.study())).lastModified();
    for (const auto& one : summary.cells) {
        const RunFolder run{summary.folder.cell(one.cell.name)};
        if (one.state != CellState::Waiting) card.changed = std::max(card.changed, changedAt(run));
        if (card.picture.empty()) card.picture = newestPreview(run);
    }
    card.state = summary.running ? QStringLiteral("running") : card.epoch == card.epochs ? QStringLiteral("done")
        : summary.count(CellState::Failed) > 0 ? QStringLiteral("failed") : QStringLiteral("stopped");
    return card;
}

}  // namespace

QString scoreText(const std::string& metric, double value) {
    auto name = text(metric);
    const bool pooled = name.endsWith(QLatin1String("_pooled"));
    if (pooled) name.chop(7);
    const bool isRatio = name == QLatin1String("psnr");
    if (name == QLatin1String("iou")) name = say("IoU");
    else if (name.size() <= 4 && name != QLatin1String("dice") && name != QLatin1String("loss")) name = name.toUpper();
    else name = name.replace(0, 1, name.at(0).toUpper()).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (pooled) name = say("Pooled %1").arg(name);
    return isRatio ? say("%1 %2 dB").arg(name, numberText(value)) : say("%1 %2").arg(name, numberText(value));
}

QString resumeText(const RunCard& card) {
    const bool open = card.state == QLatin1String("stopped") || card.state == QLatin1String("interrupted") || card.state == QLatin1String("failed");
    if (!open || (card.epochs > 0 && card.epoch >= card.epochs)) return {};
    if (card.study) return say("Go on with the study");
    return say("Resume at epoch %1 of %2").arg(card.epoch + 1).arg(card.epochs);
}

std::optional<RunCard> readRunCard(const fs::path& run) {
    try {
        if (isStudy(run)) return readStudyCard(run);
        const auto summary = readRun(run);
        const auto metrics = readMetrics(summary.folder.metrics());
        RunCard card;
        card.folder = run;
        card.name = text(lastPart(run));
        card.title = text(planTitle(summary.plan));
        card.state = text(summary.status.state);
        if (summary.status.state == "running" && !isHeld(run)) card.state = QStringLiteral("interrupted");
        card.task = summary.plan.task;
        card.best = bestScore(metrics, task(card.task));
        card.picture = newestPreview(summary.folder);
        card.changed = changedAt(summary.folder);
        card.epoch = metrics.epochs.empty() ? 0 : metrics.epochs.back();
        card.epochs = summary.plan.training.epochs;
        return card;
    } catch (const std::exception&) {
        return std::nullopt;  // a run that was moved away, or is half written
    }
}

std::vector<RunCard> readRunCards(const std::vector<fs::path>& remembered, const fs::path& runsFolder) {
    std::set<fs::path> folders;
    for (const auto& run : remembered) folders.insert(run.lexically_normal());
    addRunsIn(runsFolder.lexically_normal(), 2, folders);
    std::vector<RunCard> cards;
    for (const auto& folder : folders)
        if (auto card = readRunCard(folder)) cards.push_back(std::move(*card));
    std::ranges::sort(cards, [](const RunCard& a, const RunCard& b) { return a.changed > b.changed; });
    return cards;
}

}  // namespace gano
