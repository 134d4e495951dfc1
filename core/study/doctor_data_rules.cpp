// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the check of the data found before the training, as far as it bears on the result. The thresholds are those of
// core/data (label_findings.cpp, preflight.cpp).
#include <fmt/format.h>

#include "core/study/doctor_rules.h"

namespace gano::rules {
namespace {

using Severity = Finding::Severity;

Remedy lookAt(const char* label) { return {Remedy::Kind::LookAtData, label, {}, {}}; }

/// A finding of the check with a cause and a button.
std::optional<Diagnosis> repeated(const Patient& patient, const char* id, const char* cause, Remedy remedy) {
    const auto* finding = patient.data ? patient.data->find(id) : nullptr;
    if (finding == nullptr) return std::nullopt;
    return Diagnosis{*finding, cause, {std::move(remedy)}, false};
}

}  // namespace

std::optional<Diagnosis> labelsInverted(const Patient& patient) {
    return repeated(patient, "labels-inverted", "Masks of several sources often differ in which value stands for the objects.", lookAt("Look at images and labels"));
}

std::optional<Diagnosis> labelsShifted(const Patient& patient) {
    return repeated(patient, "labels-shifted", "The masks were drawn on a copy with another crop, data bar or origin.", lookAt("Look at images and labels"));
}

std::optional<Diagnosis> labelsEmpty(const Patient& patient) {
    auto found = repeated(patient, "empty-masks", "Images without labelled pixels say: here is nothing.", lookAt("Look at images and labels"));
    // A few are usual and worth no line in a run that is through.
    if (found && found->finding.severity == Severity::Information) return std::nullopt;
    return found;
}

std::optional<Diagnosis> nearDuplicates(const Patient& patient) {
    auto found = repeated(patient, "near-duplicates", "Frames of one series or tiles of one place lie on both sides of the split.", lookAt("Look at the images"));
    if (found && !patient.plan.data.groupByFolder && patient.plan.data.recursive)
        found->remedies.push_back({Remedy::Kind::TrainAgain, "Train again with each folder kept together", {{"group-by-folder", "yes"}}, {}});
    return found;
}

std::optional<Diagnosis> validationSmall(const Patient& patient) {
    if (!patient.data || patient.data->samples == 0) return std::nullopt;
    const auto& data = *patient.data;
    // One image has no spread, and the difference of two says little; three is the least of which one can be wrong.
    if (data.validation >= 3) return std::nullopt;
    const bool more = data.groups > 3 && patient.plan.data.validationPart < 0.3;
    Diagnosis diagnosis;
    if (data.validation == 0) {
        diagnosis.finding = {Severity::Warning, {}, "No image is kept for validation: the last epoch counts as the best, and overfitting cannot be seen.", {}, {}};
        diagnosis.cause = data.groups < 2 ? "All images belong to one group." : "The validation part is 0, or too small for this many images.";
    } else {
        diagnosis.finding = {Severity::Information, {}, fmt::format("{} chosen for validation: scores depend on {}.", data.validation == 1 ? "One image is" : "Two images are", data.validation == 1 ? "it" : "them"), {}, {}};
        diagnosis.cause = fmt::format("{:.0f} % of {} images are that few.", 100.0 * patient.plan.data.validationPart, data.samples);
    }
    diagnosis.finding.advice = more ? "Give validation a larger part." : "Add images; until then, take scores with a grain of salt.";
    if (more) diagnosis.remedies = {{Remedy::Kind::TrainAgain, "Train again with 30 % for validation", {{"validation-part", "0.3"}}, {}}};
    return diagnosis;
}

}  // namespace gano::rules
