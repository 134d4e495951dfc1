// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/study/cell_words.h"
#include "core/tasks/task.h"
#include "core/train/run_folder.h"
#include "models/catalogue.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

/// What a network and its weights depend on: a preparation has it in common with what it prepares.
const std::vector<std::string>& networkKeys() {
    static const std::vector<std::string> keys = {"generator", "base-width", "norm", "normalisation"};
    return keys;
}

std::string optionValue(TrainPlan plan, const std::string& key) {
    for (const auto& field : plan.fields())
        if (field.spec.key == key) return optionText(field);
    return {};
}

/// A name for a folder that reads like the words: "pretrained on 100 images" -> "pretrained-on-100-images".
std::string folderWords(const std::string& words) {
    std::string name;
    for (const char c : words) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '+';
        if (plain) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (c == '_') name += '_';
        else if (!name.empty() && name.back() != '-') name += '-';
    }
    while (!name.empty() && (name.back() == '-' || name.back() == '.')) name.pop_back();
    while (!name.empty() && name.front() == '.') name.erase(name.begin());
    return name.empty() ? "plain" : name;
}

void setBudget(TrainPlan& plan, int steps, int checks) {
    // A training that stopped early would have had less than the others.
    plan.training.patience = 0;
    if (steps <= 0) return;
    if (checks > 0) plan.training.epochs = checks;
    plan.training.epochs = std::min(plan.training.epochs, steps);
    plan.training.stepsPerEpoch = std::max(1, static_cast<int>(std::lround(static_cast<double>(steps) / plan.training.epochs)));
}

std::string join(const std::vector<std::string>& parts, const char* between) {
    std::string whole;
    for (const auto& part : parts)
        if (!part.empty()) whole += (whole.empty() ? "" : between) + part;
    return whole;
}

std::string keptText(const std::vector<int>& epochs) {
    std::string text;
    for (const int epoch : epochs) text += fmt::format("{}{}", text.empty() ? "" : ",", epoch);
    return text;
}

class CellList {
public:
    explicit CellList(const Study& study) : study_(study) {}

    void add(const StudyStart& start, const StudyValues& values, int seed) {
        StudyCell cell;
        cell.seed = seed;
        cell.start = start.name;
        cell.values = values;
        cell.plan = study_.base;
        for (const auto& [key, value] : start.settings) setPlanValue(cell.plan, key, value);
        for (const auto& [key, value] : values)
            if (pretrainingKey(key).empty()) setPlanValue(cell.plan, key, value);
        setBudget(cell.plan, study_.steps, study_.checks);
        cell.plan.training.seed = seed;
        cell.plan.training.keepEpochs = keptText(study_.keptEpochs);
        cell.plan.model.from.clear();
        if (!study_.testImages.empty()) cell.plan.data.testPart = 0.0;
        if (start.kind == StudyStart::Kind::Model) cell.plan.model.from = start.model;
        if (start.kind == StudyStart::Kind::Scratch) cell.plan.training.freezeEpochs = 0;  // There is nothing to keep.
        if (start.kind == StudyStart::Kind::Pretraining || start.kind == StudyStart::Kind::Labelled) cell.startsFrom = preparation(start, cell);
        const auto words = join({contextWords(study_, cell, ""), fmt::format("seed {}", seed)}, ", ");
        cell.title = asSentence(words);
        std::vector<std::string> parts;
        if (study_.starts.size() > 1) parts.push_back(folderWords(start.name));
        for (const auto& [key, value] : values) parts.push_back(folderWords(valueWords(study_, key, value)));
        parts.push_back(fmt::format("seed-{}", seed));
        cell.name = unique(join(parts, "_"));
        cells_.push_back(std::move(cell));
    }

    std::vector<StudyCell> take() { return std::move(cells_); }

private:
    /// The name of the training that makes the start, which is added when it is the first to be needed.
    std::string preparation(const StudyStart& start, const StudyCell& wanted) {
        const bool pretraining = start.kind == StudyStart::Kind::Pretraining;
        const auto& plan = pretraining ? study_.pretraining : study_.labelled;
        if (!plan) throw UsageError(fmt::format("The study says nothing of how \"{}\" is made.", start.name));
        StudyCell cell;
        cell.preparation = true;
        cell.seed = study_.seeds.empty() ? 1 : study_.seeds.front();
        cell.start = start.name;
        cell.plan = *plan;
        std::string network;
        for (const auto& key : networkKeys()) {
            const auto value = optionValue(wanted.plan, key);
            setPlanValue(cell.plan, key, value);
            network += value + "|";
        }
        for (const auto& [key, value] : wanted.values)
            if (pretraining && !pretrainingKey(key).empty()) {
                setPlanValue(cell.plan, pretrainingKey(key), value);
                network += value + "|";
            }
        auto& known = preparations_[start.name + "|" + network];
        if (!known.empty()) return known;
        setPlanValue(cell.plan, "train-images", std::to_string(start.images));
        setBudget(cell.plan, study_.preparationSteps, study_.preparationChecks);
        cell.plan.training.seed = cell.seed;
        cell.plan.model.from.clear();
        std::string varied;
        for (const auto& [key, value] : wanted.values)
            if (std::ranges::find(networkKeys(), key) != networkKeys().end() || (pretraining && !pretrainingKey(key).empty())) varied += ", " + valueWords(study_, key, value);
        const auto words = (pretraining ? "preparation: " : "preparation on other labels: ") + start.name + varied;
        cell.title = asSentence(words);
        cell.name = unique(folderWords("preparation " + start.name + varied));
        known = cell.name;
        cells_.push_back(cell);
        return cell.name;
    }

    std::string unique(const std::string& name) {
        auto free = name;
        // "patches" is where the packed images lie, beside the runs.
        for (int number = 2; free == "patches" || !names_.insert(free).second; ++number) free = fmt::format("{}_{}", name, number);
        return free;
    }

    const Study& study_;
    std::vector<StudyCell> cells_;
    std::set<std::string> names_;
    std::map<std::string, std::string> preparations_;
};

void addAll(CellList& list, const Study& study, const StudyStart& start, int seed, std::size_t axis, StudyValues& values) {
    if (axis == study.axes.size()) return list.add(start, values, seed);
    for (const auto& value : study.axes[axis].values) {
        values.emplace_back(study.axes[axis].key, value);
        addAll(list, study, start, seed, axis + 1, values);
        values.pop_back();
    }
}

bool isAxis(const Study& study, const std::string& key) {
    return std::ranges::any_of(study.axes, [&](const StudyAxis& axis) { return axis.key == key; });
}

bool samePlace(const std::string& a, const std::string& b) {
    std::error_code code;
    return !a.empty() && !b.empty() && (fs::path(a) == fs::path(b) || fs::equivalent(a, b, code));
}

void checkStarts(const Study& study) {
    if (study.starts.empty()) throw UsageError("A study needs at least one start: from scratch or from a pretrained model.");
    std::set<std::string> names;
    for (const auto& start : study.starts) {
        if (start.name.empty() || !names.insert(start.name).second)
            throw UsageError(fmt::format("Two starts are called \"{}\"; each needs a name of its own.", start.name));
        if (start.kind == StudyStart::Kind::Model) modelFile(start.model);
        if (start.kind == StudyStart::Kind::Pretraining && (!study.pretraining || study.pretraining->data.images.empty()))
            throw UsageError("Pretraining within the study needs unlabelled images; name their folder.");
        if (start.kind == StudyStart::Kind::Labelled && (!study.labelled || study.labelled->data.images.empty()))
            throw UsageError("Learning from another labelled set first needs its images; name their folder.");
        for (const auto& [key, value] : start.settings)
            if (isAxis(study, key))
                throw UsageError(fmt::format("\"{}\" can only start a training with its own network, so that the study cannot vary it. Leave out the model or the variation.", start.name));
    }
}

void checkAxes(const Study& study) {
    std::set<std::string> keys;
    for (const auto& axis : study.axes) {
        if (!keys.insert(axis.key).second) throw UsageError(fmt::format("\"{}\" is varied twice.", axis.key));
        if (axis.values.empty()) throw UsageError(fmt::format("\"{}\" is varied, but no value is given.", axis.key));
        if (std::set<std::string>(axis.values.begin(), axis.values.end()).size() != axis.values.size())
            throw UsageError(fmt::format("A value of \"{}\" is given twice.", axis.key));
        if (!pretrainingKey(axis.key).empty() && std::ranges::any_of(study.starts, [](const StudyStart& s) { return s.kind != StudyStart::Kind::Pretraining; }))
            throw UsageError("Options of pretraining can only be varied where every start is pretrained within the study; name unlabelled images and no models.");
        if (axis.key == "seed") throw UsageError("Seeds are not varied like other options: say how many there should be.");
        if (axis.key == "batch-size" && std::ranges::find(axis.values, "auto") != axis.values.end())
            throw UsageError("An automatic batch size is the same for all trainings of a study: give the batch sizes to be compared as numbers.");
        if (axis.key == "from") throw UsageError("Starts are not varied like other options: name the pretrained models.");
    }
    if (study.compare != "start" && !isAxis(study, study.compare)) throw UsageError(fmt::format("\"{}\" is compared but not varied.", study.compare));
    if (!study.along.empty() && study.along != "start" && !isAxis(study, study.along)) throw UsageError(fmt::format("\"{}\" is not varied.", study.along));
}

}  // namespace

std::string pretrainingKey(const std::string& key) {
    constexpr std::string_view prefix = "pretraining:";
    return key.starts_with(prefix) ? key.substr(prefix.size()) : std::string();
}

void setPlanValue(TrainPlan& plan, const std::string& key, const std::string& value) {
    if (key == "task") {
        plan.task = task(value).id;
        plan.training.loss.clear();
        return;
    }
    std::vector<std::string> known;
    for (const auto& field : plan.fields()) {
        if (field.spec.key == key) return setOptionFromText(field, value == "all" && std::holds_alternative<int*>(field.value) ? "0" : value);
        known.push_back(field.spec.key);
    }
    throw unknownName("option", key, known);
}

std::vector<StudyCell> cellsOf(const Study& study) {
    CellList list(study);
    for (const int seed : study.seeds)
        for (const auto& start : study.starts) {
            StudyValues values;
            addAll(list, study, start, seed, 0, values);
        }
    return list.take();
}

void checkStudy(const Study& study) {
    const auto& row = task(study.base.task);
    if (row.target == TargetKind::None) throw UsageError("A study compares trainings with targets: segmentation, denoising and the like.");
    if (study.seeds.empty()) throw UsageError("A study needs at least one seed.");
    if (std::set<int>(study.seeds.begin(), study.seeds.end()).size() != study.seeds.size()) throw UsageError("A seed is given twice; it would only repeat the same trainings.");
    if (study.base.data.images.empty()) throw UsageError("No images were named; choose the folder of the labelled images.");
    if (study.testImages.empty() && study.base.data.testPart <= 0)
        throw UsageError("There is nothing to compare the trainings on: name test images, or keep a test part of the images aside.");
    if (samePlace(study.testImages, study.base.data.images))
        throw UsageError("The test images are the training images; scores on them would say nothing. Name a folder that is not trained on, or keep a test part aside.");
    checkStarts(study);
    checkAxes(study);
    for (auto& cell : cellsOf(study)) {
        // The start will be there by then.
        if (!cell.startsFrom.empty()) cell.plan.model.from = cell.startsFrom;
        checkPlan(cell.plan);
        if (task(cell.plan.task).metrics.front() != row.metrics.front() && !cell.preparation)
            throw UsageError(fmt::format("{} and {} are scored differently and cannot be compared.", task(cell.plan.task).label, row.label));
    }
}

}  // namespace gano
