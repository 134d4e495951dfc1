// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/network_advice.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/style/words.h"

namespace gano {
namespace {

QString tr(const char* words) { return QCoreApplication::translate("NetworkAdvice", words); }

int fieldOf(const StartModel& model) { return generatorRow(model.card.generator.id).receptiveField; }

/// The pretrained model with the smallest receptive field that holds the objects; HRNets see whole crops.
const StartModel* fittingStart(const WizardDraft& draft, double px) {
    const StartModel* best = nullptr;
    const auto rank = [](const StartModel& model) { return fieldOf(model) > 0 ? fieldOf(model) : std::numeric_limits<int>::max(); };
    for (const auto& model : draft.models) {
        if (model.card.task != "pretraining" || rank(model) < px) continue;
        if (best == nullptr || rank(model) < rank(*best)) best = &model;
    }
    return best;
}

}  // namespace

QString seesText(const GeneratorRow& row, const std::optional<PixelSize>& pixel) {
    return row.receptiveField > 0 ? tr("sees %1").arg(text(receptiveFieldText(row, pixel))) : tr("sees whole crops");
}

std::optional<PixelSize> pixelSizeOf(const WizardDraft& draft) {
    const auto checked = checkedData(draft);
    return checked ? commonPixelSize(checked->data) : std::nullopt;
}

void takeSuggestion(WizardDraft& draft, const GeneratorSuggestion& suggestion) {
    auto& plan = draft.plan;
    if (chosenModel(draft) == nullptr) plan.model.generator = suggestion.generator;
    plan.training.crop = std::max(plan.training.crop, suggestion.crop);
    plan.data.patchSize = std::max(plan.data.patchSize, suggestion.patchSize);
}

std::optional<NetworkAdvice> networkAdvice(const WizardDraft& draft) {
    const auto checked = checkedData(draft);
    if (!checked || !checked->report.objects) return std::nullopt;
    const auto& objects = *checked->report.objects;
    auto suggestion = suggestGenerator(objects, draft.plan);
    if (!suggestion) return std::nullopt;
    NetworkAdvice advice{.sentence = suggestion->sentence, .button = {}, .suggestion = *suggestion};
    const auto& row = generatorRow(suggestion->generator);
    if (suggestion->generator == draft.plan.model.generator) {
        advice.button = tr("Use crops of %1 px").arg(suggestion->crop).toStdString();
        return advice;
    }
    if (draft.plan.model.from.empty()) {
        advice.button = tr("Use %1").arg(text(row.label)).toStdString();
        return advice;
    }
    // A start that is larger than it needs to be is worth more than the time it costs.
    if (row.receptiveField > 0 && row.receptiveField < generatorRow(draft.plan.model.generator).receptiveField) return std::nullopt;
    advice.start = fittingStart(draft, objects.largePx);
    advice.fromScratch = advice.start == nullptr;
    if (advice.start != nullptr) {
        const auto& other = generatorRow(advice.start->card.generator.id);
        const auto name = text(advice.start->path.stem());
        advice.sentence = tr("The labelled objects are typically %1; the network of the chosen model sees %2 px around each pixel. That of “%3” %4.")
                              .arg(text(objectSizeText(objects))).arg(generatorRow(draft.plan.model.generator).receptiveField).arg(name, seesText(other, {})).toStdString();
        advice.button = tr("Start from “%1”").arg(name).toStdString();
    } else {
        advice.button = tr("Use %1, from scratch").arg(text(row.label)).toStdString();
    }
    return advice;
}

void takeAdvice(WizardDraft& draft, const NetworkAdvice& advice) {
    draft.network = advice.suggestion;
    if (advice.start != nullptr) setStart(draft, advice.start);
    else if (advice.fromScratch) setStart(draft, nullptr);
    else setPreset(draft, draft.preset);
}

}  // namespace gano
