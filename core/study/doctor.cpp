// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/doctor.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/study/doctor_rules.h"
#include "core/tasks/task.h"

namespace gano {
namespace {

constexpr int kEpochsToTell = 3;  ///< Before that a curve is a few points.

const char* severityName(Finding::Severity severity) {
    switch (severity) {
        case Finding::Severity::Problem: return "problem";
        case Finding::Severity::Warning: return "warning";
        case Finding::Severity::Information: break;
    }
    return "information";
}

const char* kindName(Remedy::Kind kind) {
    switch (kind) {
        case Remedy::Kind::Stop: return "stop";
        case Remedy::Kind::LookAtData: return "look-at-data";
        case Remedy::Kind::OpenRun: return "open-run";
        case Remedy::Kind::TrainAgain: break;
    }
    return "train-again";
}

}  // namespace

const std::vector<DoctorRule>& doctorRules() {
    static const std::vector<DoctorRule> rules = {
        {"not-a-number", "Losses that are no numbers", rules::notANumber},
        {"learning-rate-too-high", "Learning rate too high", rules::learningRateTooHigh},
        {"generator-ignores-input", "Generator ignores its input", rules::generatorIgnoresInput},
        {"no-progress", "No progress", rules::noProgress},
        {"discriminator-wins", "Discriminator wins", rules::discriminatorWins},
        {"overfitting", "Overfitting", rules::overfitting},
        {"pretrained-worse", "Pretrained worse than from scratch", rules::pretrainedWorse},
        {"labels-inverted", "Inverted labels", rules::labelsInverted},
        {"labels-shifted", "Labels beside their objects", rules::labelsShifted},
        {"empty-masks", "Empty labels", rules::labelsEmpty},
        {"near-duplicates", "The same picture in training and validation", rules::nearDuplicates},
        {"validation-small", "Validation set empty or too small", rules::validationSmall},
        {"validation-spread", "Validation score that jumps", rules::validationSpread},
        {"receptive-field", "Receptive field smaller than the objects", rules::receptiveField},
        {"pixel-size", "Another pixel size than the starting model's", rules::pixelSizeOff},
    };
    return rules;
}

std::vector<Diagnosis> examine(const Patient& patient) {
    std::vector<Diagnosis> found;
    for (const auto& rule : doctorRules())
        if (auto diagnosis = rule.look(patient)) {
            diagnosis->finding.id = rule.id;
            found.push_back(std::move(*diagnosis));
        }
    std::ranges::stable_sort(found, std::greater<>(), [](const Diagnosis& one) { return static_cast<int>(one.finding.severity); });
    return found;
}

Finding::Severity worst(const std::vector<Diagnosis>& found) {
    return found.empty() ? Finding::Severity::Information : found.front().finding.severity;
}

std::string verdict(const Patient& patient, const std::vector<Diagnosis>& found) {
    if (worst(found) != Finding::Severity::Information) {
        const auto bad = std::ranges::count_if(found, [](const Diagnosis& one) { return one.finding.severity != Finding::Severity::Information; });
        const auto more = bad > 1 ? fmt::format(" {} more {} in the details.", bad - 1, bad == 2 ? "finding is" : "findings are") : std::string();
        return found.front().finding.sentence + more;
    }
    if (patient.status.state == "failed") return {};
    const bool validated = !patient.scores().empty();
    if (patient.epochs() < kEpochsToTell)
        return patient.running ? fmt::format("Too early to tell: the doctor looks from epoch {} on.", kEpochsToTell) : "Too short to tell.";
    if (!validated) return "Nothing stands out in the training losses; without validation more cannot be said.";
    if (patient.bestEpoch() * 2 > patient.metrics.epochs.back() || patient.isPretraining()) return "Healthy: validation follows training.";
    return fmt::format("Healthy: no better validation since epoch {}, and none worse than chance.", patient.bestEpoch());
}

TrainPlan remedied(const TrainPlan& plan, const Remedy& remedy) {
    auto changed = plan;
    const auto fields = changed.fields();
    for (const auto& [key, value] : remedy.changes) {
        const auto field = std::ranges::find_if(fields, [&key = key](const OptionField& one) { return one.spec.key == key; });
        if (field == fields.end()) throw UsageError(fmt::format("There is no option {} for {}.", key, task(plan.task).label));
        setOptionFromText(*field, value);
    }
    return changed;
}

std::string doctorText(const Patient& patient, const std::vector<Diagnosis>& found) {
    std::string text = verdict(patient, found) + "\n";
    for (const auto& one : found) {
        const auto& finding = one.finding;
        const char* mark = finding.severity == Finding::Severity::Problem ? "PROBLEM" : finding.severity == Finding::Severity::Warning ? "Warning" : "Note";
        text += fmt::format("\n{}: {}\n", mark, finding.sentence);
        if (!one.cause.empty()) text += fmt::format("  Why   {}\n", one.cause);
        if (!finding.advice.empty()) text += fmt::format("  Do    {}\n", finding.advice);
        for (const auto& remedy : one.remedies) {
            std::string flags;
            for (const auto& [key, value] : remedy.changes) flags += fmt::format(" --{} {}", key, value);
            if (!flags.empty()) text += fmt::format("        {}: add{}\n", remedy.label, flags);
        }
        for (std::size_t i = 0; i < finding.files.size() && i < 5; ++i) text += fmt::format("        {}\n", finding.files[i]);
        if (finding.files.size() > 5) text += "        …\n";
    }
    return text;
}

nlohmann::json doctorToJson(const Patient& patient, const std::vector<Diagnosis>& found) {
    auto list = nlohmann::json::array();
    for (const auto& one : found) {
        auto remedies = nlohmann::json::array();
        for (const auto& remedy : one.remedies) {
            auto changes = nlohmann::json::object();
            for (const auto& [key, value] : remedy.changes) changes[key] = value;
            remedies.push_back({{"kind", kindName(remedy.kind)}, {"label", remedy.label}, {"changes", changes}, {"place", remedy.place.string()}});
        }
        const auto& finding = one.finding;
        list.push_back({{"id", finding.id}, {"severity", severityName(finding.severity)}, {"sentence", finding.sentence},
                        {"cause", one.cause}, {"advice", finding.advice}, {"files", finding.files}, {"remedies", remedies}});
    }
    return {{"verdict", verdict(patient, found)}, {"severity", severityName(worst(found))}, {"healthy", worst(found) == Finding::Severity::Information},
            {"epochs", patient.epochs()}, {"findings", list}};
}

}  // namespace gano
