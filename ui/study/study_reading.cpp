// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_reading.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/style/words.h"

namespace gano {
namespace {

QString say(const char* sentence) { return QCoreApplication::translate("study_reading", sentence); }

}  // namespace

const CellStatus* StudyReading::running() const {
    const auto found = std::ranges::find(summary.cells, CellState::Running, &CellStatus::state);
    return found == summary.cells.end() ? nullptr : &*found;
}

StudyReading readStudyFolder(const std::filesystem::path& folder) {
    StudyReading reading;
    reading.summary = readStudy(folder);
    reading.results = readStudyResults(folder);
    std::error_code ignored;
    reading.hasReport = std::filesystem::exists(reading.summary.folder.report(), ignored);
    return reading;
}

StudyReading waitingStudy(const std::filesystem::path& folder, const Study& study) {
    StudyReading reading;
    reading.summary.folder = {folder};
    reading.summary.study = study;
    reading.summary.running = true;
    for (auto& cell : cellsOf(study)) {
        CellStatus status;
        status.epochs = cell.plan.training.epochs;
        status.cell = std::move(cell);
        reading.summary.cells.push_back(std::move(status));
    }
    return reading;
}

double workOf(const CellStatus& status) {
    const auto& t = status.cell.plan.training;
    return std::max(1, t.epochs) * static_cast<double>(std::max(1, t.stepsPerEpoch));
}

double workDone(const CellStatus& status) {
    if (status.state == CellState::Done) return workOf(status);
    if (status.epochs <= 0) return 0.0;
    return workOf(status) * std::min(1.0, static_cast<double>(status.epoch) / status.epochs);
}

QString stateText(const CellStatus& status) {
    switch (status.state) {
        case CellState::Waiting: return say("Waiting");
        case CellState::Running: return status.epochs > 0 && status.epoch >= status.epochs ? say("Scoring") : say("Epoch %1/%2").arg(status.epoch + 1).arg(status.epochs);
        case CellState::Interrupted: return status.epochs > 0 && status.epoch >= status.epochs ? say("Not scored yet") : say("Stopped %1/%2").arg(status.epoch).arg(status.epochs);
        case CellState::Failed: return say("Failed");
        case CellState::Done: break;
    }
    return status.score && std::isfinite(*status.score) ? numberText(*status.score) : say("Done");
}

QString rowText(const StudyCell& cell) {
    auto words = text(cell.title);
    const auto seed = QStringLiteral("seed %1").arg(cell.seed);
    if (cell.preparation || !words.endsWith(seed, Qt::CaseInsensitive)) return words;
    words.chop(seed.size());
    while (words.endsWith(QLatin1Char(' ')) || words.endsWith(QLatin1Char(','))) words.chop(1);
    return words.isEmpty() ? say("Training") : words;
}

}  // namespace gano
