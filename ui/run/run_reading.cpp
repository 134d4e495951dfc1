// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_reading.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "core/tasks/task.h"
#include "ui/style/words.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

QString say(const char* words) { return QCoreApplication::translate("gano::RunReading", words); }

std::vector<EpochPicture> picturesOf(const RunFolder& folder) {
    std::vector<EpochPicture> pictures;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder.previews(), ignored)) {
        const auto stem = entry.path().stem().string();
        int epoch = 0;
        const auto digits = stem.find_first_of("0123456789");
        if (entry.path().extension() != ".png" || digits == std::string::npos) continue;
        std::from_chars(stem.data() + digits, stem.data() + stem.size(), epoch);
        pictures.push_back({epoch, entry.path()});
    }
    std::ranges::sort(pictures, {}, &EpochPicture::epoch);
    return pictures;
}

std::optional<BestEpoch> bestOf(const MetricsTable& metrics, const Task& row) {
    const auto column = "val_" + row.metrics.front();
    const auto values = metrics.column(column);
    std::optional<BestEpoch> best;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool better = !best || (row.higherIsBetter ? values[i] > best->value : values[i] < best->value);
        if (std::isfinite(values[i]) && better) best = BestEpoch{metrics.epochs[i], column, values[i]};
    }
    return best;
}

RunReading::Stands standsOf(const RunReading& reading, const fs::path& folder) {
    const auto& state = reading.run.status.state;
    if (state == "running") return isHeld(folder) ? RunReading::Stands::Running : RunReading::Stands::Interrupted;
    if (state == "stopped") return RunReading::Stands::Stopped;
    return state == "failed" ? RunReading::Stands::Failed : RunReading::Stands::Done;
}

/// The name without the part of the data it belongs to.
QString bareName(const std::string& name) {
    static const std::map<std::string, const char*> kNames{
        {"loss", QT_TRANSLATE_NOOP("gano::RunReading", "Loss")}, {"dice", QT_TRANSLATE_NOOP("gano::RunReading", "Dice")},
        {"iou", QT_TRANSLATE_NOOP("gano::RunReading", "IoU")}, {"dice_pooled", QT_TRANSLATE_NOOP("gano::RunReading", "Dice, all pixels")},
        {"iou_pooled", QT_TRANSLATE_NOOP("gano::RunReading", "IoU, all pixels")}, {"l1", QT_TRANSLATE_NOOP("gano::RunReading", "L1")},
        {"psnr", QT_TRANSLATE_NOOP("gano::RunReading", "PSNR")}, {"ssim", QT_TRANSLATE_NOOP("gano::RunReading", "SSIM")},
        {"g_adversarial", QT_TRANSLATE_NOOP("gano::RunReading", "G adversarial")}, {"g_l1", QT_TRANSLATE_NOOP("gano::RunReading", "G L1")},
        {"d_real", QT_TRANSLATE_NOOP("gano::RunReading", "D real")}, {"d_fake", QT_TRANSLATE_NOOP("gano::RunReading", "D fake")},
        {"learning_rate", QT_TRANSLATE_NOOP("gano::RunReading", "Learning rate")}};
    if (const auto known = kNames.find(name); known != kNames.end()) return say(known->second);
    auto words = text(name).replace(QLatin1Char('_'), QLatin1Char(' '));
    return words.left(1).toUpper() + words.mid(1);
}

}  // namespace

RunReading readRunFolder(const fs::path& folder) {
    RunReading reading;
    reading.run = readRun(folder);
    reading.metrics = readMetrics(reading.run.folder.metrics());
    reading.pictures = picturesOf(reading.run.folder);
    reading.best = bestOf(reading.metrics, task(reading.run.plan.task));
    reading.stands = standsOf(reading, folder);
    reading.patient = readPatient(folder);
    reading.found = examine(reading.patient);
    const auto checkpoints = reading.run.folder.lastCheckpoints();
    if (!checkpoints.empty()) reading.saved = QFileInfo(text(checkpoints.front())).lastModified();
    std::error_code ignored;
    reading.hasModel = fs::exists(reading.run.folder.best(), ignored);
    reading.hasReport = fs::exists(reading.run.folder.report(), ignored);
    return reading;
}

QString columnName(const std::string& column) {
    if (column.starts_with("train_")) return column.starts_with("train_g_") || column.starts_with("train_d_") ? bareName(column.substr(6)) : say("Training %1").arg(bareName(column.substr(6)));
    return bareName(column.starts_with("val_") ? column.substr(4) : column);
}

QString columnText(const std::string& column, double value) {
    const auto name = columnName(column);
    if (column.ends_with("psnr")) return say("%1 %2 dB").arg(name).arg(value, 0, 'f', 1);
    return QStringLiteral("%1 %2").arg(name, numberText(value));
}

}  // namespace gano
