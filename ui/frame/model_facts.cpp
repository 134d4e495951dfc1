// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/model_facts.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>

#include "core/base/names.h"
#include "core/image/pixel_size.h"
#include "core/tasks/task.h"
#include "core/train/generator_size.h"
#include "core/train/model_card.h"
#include "core/train/receptive_field.h"
#include "core/train/run_folder.h"
#include "ui/frame/run_cards.h"
#include "ui/frame/say.h"
#include "ui/style/words.h"

namespace gano {

namespace {

QString scoresText(const ModelCard& card) {
    QStringList list;
    for (const auto& metric : task(card.task).metrics)
        for (const auto& [name, value] : card.scores)
            if (name == "val_" + metric || name == metric) list << scoreText(metric, value);
    return list.join(QStringLiteral(", "));
}

QString startText(const std::string& startedFrom) {
    if (startedFrom.empty() || startedFrom == "scratch") return say("scratch");
    auto from = text(startedFrom);
    // "fingerprint name": people know the name.
    const auto blank = from.indexOf(QLatin1Char(' '));
    return blank > 0 ? from.mid(blank + 1) : from;
}

QString trainedOnText(const ModelCard& card) {
    const auto count = QLocale().toString(card.trainingImages);
    if (card.dataName.empty()) return card.trainingImages > 0 ? say("%1 images").arg(count) : QString();
    return card.trainingImages > 0 ? say("%1 images of “%2”").arg(count, text(card.dataName)) : text(card.dataName);
}

/// "3", or "background, particle, hole" where the names are known.
QString classesText(const ModelCard& card) {
    QStringList names;
    for (const auto& name : card.labelNames)
        if (!name.empty()) names << text(name);
    return names.isEmpty() ? QString::number(std::max<std::size_t>(card.labelValues.size(), 2)) : names.join(QStringLiteral(", "));
}

/// What studies found of it as a start, a row each.
QString transferTable(const std::vector<MeasuredTransfer>& transfer) {
    if (transfer.empty()) return {};
    const auto cell = [](const char* tag, const QString& words, const char* align = "left") {
        return QStringLiteral("<%1 align=\"%2\" style=\"font-weight:normal; padding-right:12px; padding-bottom:4px\">%3</%1>").arg(QLatin1String(tag), QLatin1String(align), words.toHtmlEscaped());
    };
    auto table = QStringLiteral("<table cellspacing=\"0\"><tr>") + cell("th", say("On")) + cell("th", say("Score")) + cell("th", say("From it"), "right") + cell("th", say("Scratch"), "right") +
                 cell("th", say("Verdict")) + QStringLiteral("</tr>");
    for (const auto& one : transfer) {
        const auto on = one.context.empty() ? text(one.data) : say("%1, %2").arg(text(one.data), text(one.context));
        table += QStringLiteral("<tr>") + cell("td", on) + cell("td", text(metricWords(one.metric))) + cell("td", QLocale().toString(one.pretrained, 'f', 3), "right") +
                 cell("td", QLocale().toString(one.scratch, 'f', 3), "right") + cell("td", text(one.verdict)) + QStringLiteral("</tr>");
    }
    return table + QStringLiteral("</table>");
}

ModelFacts read(const std::filesystem::path& model) {
    const auto file = modelFile(model);
    const auto card = readModelCard(file);
    const auto& kind = task(card.task);
    const auto& row = generatorRow(card.generator.id);
    ModelFacts facts;
    facts.heading = QStringLiteral("%1, %2").arg(text(kind.label), text(row.label));
    facts.canStartTraining = true;
    facts.predicts = kind.target != TargetKind::None;
    const auto add = [&facts](const QString& what, const QString& value) {
        if (!value.isEmpty()) facts.rows.emplace_back(what, value);
    };
    add(say("Task"), text(kind.label));
    add(say("Trained on"), trainedOnText(card));
    add(say("Pixel size"), card.pixelSize ? text(pixelSizeText(card.pixelSize)) : say("unknown"));
    add(say("Scores on validation"), scoresText(card));
    add(say("Network"), text(row.label));
    add(say("Parameters"), QLocale().toString(static_cast<qlonglong>(generatorParameters(card.generator))));
    add(say("Receptive field"), text(receptiveFieldText(row, card.pixelSize)));
    if (card.scale > 1) add(say("Finer grid"), say("×%1").arg(card.scale));
    if (kind.target == TargetKind::Labels) add(say("Classes"), classesText(card));
    add(say("Crops"), card.cropSize > 0 ? say("%1 px").arg(card.cropSize) : QString());
    add(say("Started from"), startText(card.startedFrom));
    add(say("Measured as a start"), transferTable(card.transfer));
    add(say("Remark"), text(card.remark));
    add(say("Best epoch"), card.epoch > 0 ? QString::number(card.epoch) : QString());
    add(say("Made"), text(card.created));
    add(say("File size"), bytesText(static_cast<double>(std::filesystem::file_size(file))));
    return facts;
}

}  // namespace

ModelFacts readModelFacts(const std::filesystem::path& model) {
    try {
        return read(model);
    } catch (const std::exception& error) {
        ModelFacts facts;
        facts.failure = QString::fromUtf8(error.what());
        return facts;
    }
}

QString modelName(const std::filesystem::path& model) { return text(nameOfModel(model)); }

}  // namespace gano
