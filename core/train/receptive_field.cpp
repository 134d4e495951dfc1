// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/receptive_field.h"

#include <algorithm>
#include <fmt/format.h>

namespace gano {
namespace {

constexpr double kMuchLarger = 4.0;  ///< A field this many times the objects' size costs time and shows nothing more of them.
constexpr int kCropStep = 32;        ///< px; all networks take sides that are multiples of it.

int roundedUp(double px) { return (static_cast<int>(px) + kCropStep - 1) / kCropStep * kCropStep; }

/// U-Nets by how much they see, then the smallest HRNet, which sees everything.
std::vector<const GeneratorRow*> bySight() {
    std::vector<const GeneratorRow*> rows;
    for (const auto& row : generatorRows())
        if (row.receptiveField > 0) rows.push_back(&row);
    std::ranges::stable_sort(rows, {}, [](const GeneratorRow* row) { return row->receptiveField; });
    for (const auto& row : generatorRows())
        if (row.receptiveField <= 0) {
            rows.push_back(&row);
            break;
        }
    return rows;
}

}  // namespace

std::string lengthText(double nanometres) {
    return nanometres >= 1000.0 ? fmt::format("{:.3g} µm", nanometres / 1000.0) : fmt::format("{:.3g} nm", nanometres);
}

std::string receptiveFieldText(const GeneratorRow& row, const std::optional<PixelSize>& pixel) {
    if (row.receptiveField <= 0) return "larger than any crop";
    if (!pixel) return fmt::format("{} px", row.receptiveField);
    return fmt::format("{} px · {}", row.receptiveField, lengthText(row.receptiveField * pixel->xNm));
}

int seenInTraining(const TrainPlan& plan) {
    const int crop = std::min(plan.training.crop, plan.data.patchSize);
    const int field = generatorRow(plan.model.generator).receptiveField;
    return field > 0 ? std::min(field, crop) : crop;
}

std::string objectSizeText(const ObjectSizes& objects) {
    const auto size = [&](double px, double nm) { return nm > 0.0 ? fmt::format("{:.0f} px ({})", px, lengthText(nm)) : fmt::format("{:.0f} px", px); };
    return fmt::format("{} across, large ones {}", size(objects.medianPx, objects.medianNm), size(objects.largePx, objects.largeNm));
}

std::optional<GeneratorSuggestion> suggestGenerator(const ObjectSizes& objects, const TrainPlan& plan) {
    const auto rows = bySight();
    const auto fits = std::ranges::find_if(rows, [&](const GeneratorRow* row) { return row->receptiveField <= 0 || row->receptiveField >= objects.largePx; });
    if (fits == rows.end()) return std::nullopt;
    const auto& row = **fits;
    const auto& own = generatorRow(plan.model.generator);
    const bool networkSees = own.receptiveField <= 0 || own.receptiveField >= objects.largePx;
    const bool cropHolds = std::min(plan.training.crop, plan.data.patchSize) >= objects.medianPx;
    const bool wasteful = own.receptiveField > kMuchLarger * std::max(objects.largePx, static_cast<double>(rows.front()->receptiveField));
    if (networkSees && cropHolds && !wasteful) return std::nullopt;
    GeneratorSuggestion suggestion;
    // Where only the crop is in the way, the network stays.
    suggestion.generator = networkSees && !wasteful ? own.id : row.id;
    const auto& chosen = generatorRow(suggestion.generator);
    suggestion.crop = std::max(plan.training.crop, roundedUp(objects.medianPx));
    suggestion.patchSize = std::max(plan.data.patchSize, suggestion.crop + (plan.data.patchSize > plan.training.crop ? kCropStep : 0));
    const auto field = chosen.receptiveField > 0 ? fmt::format("{} sees {} px", chosen.label, chosen.receptiveField) : fmt::format("{} sees whole crops", chosen.label);
    if (wasteful)
        suggestion.sentence = fmt::format("The labelled objects are typically {}: {}, which is enough and quicker than the {} px of {}.", objectSizeText(objects), field, own.receptiveField, own.label);
    else if (suggestion.generator == own.id)
        suggestion.sentence = fmt::format("The labelled objects are typically {}, and crops of {} px cut them: with crops of {} px, {} learns from whole ones.", objectSizeText(objects),
                                          std::min(plan.training.crop, plan.data.patchSize), suggestion.crop, own.label);
    else
        suggestion.sentence = fmt::format("The labelled objects are typically {}: {}, so that it has even large ones whole in view; {} sees {} px.", objectSizeText(objects), field, own.label,
                                          own.receptiveField);
    return suggestion;
}

}  // namespace gano
