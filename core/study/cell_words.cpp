// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/cell_words.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/tasks/task.h"
#include "models/catalogue.h"

namespace gano {
namespace {

std::string counted(const std::string& value, const char* one, const char* many) {
    if (value == "all" || value == "0") return fmt::format("all {}", many);
    return fmt::format("{} {}", value, value == "1" ? one : many);
}

std::string lowerFirst(std::string words) {
    // "IoU" and the like keep their capitals.
    if (words.size() > 1 && std::isupper(static_cast<unsigned char>(words[1])) == 0) words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
    return words;
}

}  // namespace

std::string asSentence(std::string words) {
    if (!words.empty()) words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
    return words;
}

std::string valueWords(const Study& study, const std::string& key, const std::string& value) {
    if (key == "start") return value;
    if (key == "task") return lowerFirst(task(value).label);
    const bool labels = task(study.base.task).target == TargetKind::Labels;
    if (key == "train-images") return labels ? counted(value, "label", "labels") : counted(value, "training image", "training images");
    if (key == "train-patches") return labels ? counted(value, "labelled patch", "labelled patches") : counted(value, "training patch", "training patches");
    if (key == "generator") {
        for (const auto& row : generatorRows())
            if (row.id == value) return row.label;
        return value;
    }
    if (key == "freeze-epochs") {
        const int epochs = study.checks > 0 && study.steps > 0 ? study.checks : study.base.training.epochs;
        if (value == "0") return "all layers fine-tuned";
        if (value == std::to_string(epochs)) return "encoder frozen";
        return fmt::format("encoder frozen for {} of {} epochs", value, epochs);
    }
    const auto inPretraining = pretrainingKey(key);
    auto plan = inPretraining.empty() || !study.pretraining ? study.base : *study.pretraining;
    for (const auto& field : plan.fields())
        if (field.spec.key == (inPretraining.empty() ? key : inPretraining)) return fmt::format("{}{} {}{}", inPretraining.empty() ? "" : "pretraining with ", lowerFirst(field.spec.label), value, field.spec.unit.empty() ? "" : " " + field.spec.unit);
    return fmt::format("{} {}", key, value);
}

std::string valueOf(const StudyCell& cell, const std::string& key) {
    if (key == "start") return cell.start;
    for (const auto& [name, value] : cell.values)
        if (name == key) return value;
    return {};
}

std::string contextWords(const Study& study, const StudyCell& cell, const std::string& leftOut) {
    std::string words;
    const auto add = [&](const std::string& more) { words += (words.empty() ? "" : ", ") + more; };
    if (study.starts.size() > 1 && leftOut != "start") {
        const auto* start = findStart(study, cell.start);
        const bool from = start != nullptr && (start->kind == StudyStart::Kind::Scratch || start->kind == StudyStart::Kind::Model);
        add(from ? "from " + cell.start : cell.start);
    }
    for (const auto& [key, value] : cell.values)
        if (key != leftOut) add(valueWords(study, key, value));
    return words;
}

const StudyStart* findStart(const Study& study, const std::string& name) {
    const auto found = std::ranges::find(study.starts, name, &StudyStart::name);
    return found == study.starts.end() ? nullptr : &*found;
}

const StudyStart& baselineOf(const Study& study, const StudyStart& start) {
    const auto alike = std::ranges::find_if(study.starts, [&](const StudyStart& other) {
        return other.kind == StudyStart::Kind::Scratch && other.settings == start.settings;
    });
    return alike == study.starts.end() ? study.starts.front() : *alike;
}

}  // namespace gano
