// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_parts.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/names.h"
#include "core/data/data_set.h"
#include "core/data/folder_scan.h"
#include "core/study/cell_words.h"
#include "core/tasks/task.h"
#include "core/train/model_card.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

std::string uniqueName(const Study& study, const std::string& name) {
    auto free = name;
    for (int number = 2; findStart(study, free) != nullptr; ++number) free = fmt::format("{} {}", name, number);
    return free;
}

/// The name of a set of images: of their folder, or of the one around it where that only says that it holds images.
std::string setName(const fs::path& images) {
    const auto folder = withoutEndSlash(fs::absolute(images).lexically_normal());
    const auto name = folder.filename().string();
    const bool dull = name == "images" || name == "image" || name == "img" || name == "raw" || name == "train";
    return dull && folder.parent_path().has_filename() ? folder.parent_path().filename().string() : folder.stem().string();
}

StudyValues settingsOf(const ModelCard& card) {
    return {{"generator", card.generator.id}, {"base-width", std::to_string(card.generator.baseWidth)}, {"norm", card.generator.norm}, {"normalisation", card.normalisation}};
}

StudyStart modelStart(const Study& study, const std::string& model) {
    StudyStart start;
    start.kind = StudyStart::Kind::Model;
    start.name = uniqueName(study, nameOfPath(model));
    start.model = model;
    start.settings = settingsOf(readModelCard(modelFile(model)));
    return start;
}

/// How many images there are to train on, and how many patches they make.
struct Supply {
    int images = 0;
    int patches = 0;
};

Supply supplyOf(const TrainPlan& plan, bool testKept) {
    auto data = plan.data;
    if (!testKept) data.testPart = 0.0;
    data.trainImages = 0;
    const auto found = findData(data, task(plan.task), static_cast<std::uint64_t>(plan.training.seed));
    double pixels = 0.0;
    for (const auto& info : found.images.infos) pixels += static_cast<double>(info.width) * info.height;
    const double side = plan.data.patchSize;
    const double perImage = found.images.infos.empty() ? 1.0 : std::max(1.0, pixels / static_cast<double>(found.images.infos.size()) / (side * side));
    const auto images = static_cast<int>(found.split.train.size());
    return {images, static_cast<int>(std::lround(images * perImage))};
}

int countOf(const std::string& text, const char* what) {
    if (text == "all" || text == "0") return 0;
    int value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || end != text.data() + text.size() || value < 1) throw UsageError(fmt::format("Numbers of {} are whole numbers, or all; '{}' is none.", what, text));
    return value;
}

bool holdsImages(const std::string& folder) { return !scanFolder(folder, {.recursive = false, .probe = false, .maxFiles = 0, .threads = 0}).images.empty(); }

}  // namespace

std::string nameOfPath(const fs::path& path) { return nameOfModel(fs::absolute(path).lexically_normal()).string(); }

void putFirst(std::vector<std::string>& values, const std::string& value) {
    std::erase(values, value);
    values.insert(values.begin(), value);
}

void addModels(Study& study, const StudyChoices& choices) {
    for (const auto& model : listOf(choices.pretrained)) {
        auto start = modelStart(study, model);
        const bool known = std::ranges::any_of(study.starts, [&](const StudyStart& s) { return s.kind == StudyStart::Kind::Scratch && s.settings == start.settings; });
        auto& first = study.starts.front();
        if (!known && first.kind == StudyStart::Kind::Scratch && first.settings.empty()) {
            // The network of the first model is that of the whole study.
            first.settings = start.settings;
            for (const auto& [key, value] : start.settings) setPlanValue(study.base, key, value);
        } else if (!known) {
            StudyStart scratch;
            scratch.name = uniqueName(study, "scratch, " + valueWords(study, "generator", start.settings.front().second));
            scratch.settings = start.settings;
            study.starts.push_back(scratch);
        }
        study.starts.push_back(start);
    }
}

void startFromModels(Study& study, const StudyChoices& choices) {
    const auto models = listOf(choices.pretrained);
    if (models.empty()) return;
    study.starts.clear();
    for (const auto& model : models) study.starts.push_back(modelStart(study, model));
    for (const auto& [key, value] : study.starts.front().settings) setPlanValue(study.base, key, value);
}

void addPretraining(Study& study, const StudyChoices& choices, const std::vector<int>& counts) {
    auto plan = defaultPlan("pretraining");
    const auto& base = study.base;
    plan.data.images = choices.unlabelled;
    plan.data.recursive = !holdsImages(choices.unlabelled);
    plan.data.patchSize = base.data.patchSize;
    plan.data.keepDataBars = base.data.keepDataBars;
    auto training = base.training;
    training.loss = plan.training.loss;
    training.scale = 1;
    training.freezeEpochs = 0;
    plan.training = training;
    plan.model = base.model;
    plan.model.from.clear();
    study.pretraining = plan;
    for (const int count : counts) {
        StudyStart start;
        start.kind = StudyStart::Kind::Pretraining;
        start.images = count;
        start.name = uniqueName(study, count == 0 && counts.size() == 1 ? std::string("pretrained") : count == 0 ? std::string("pretrained on all images") : fmt::format("pretrained on {} images", count));
        // It learns with the network that the study's own start from scratch has.
        if (!study.starts.empty()) start.settings = study.starts.front().settings;
        study.starts.push_back(start);
    }
}

std::vector<int> pretrainingCounts(const Study& study, const StudyChoices& choices) {
    std::vector<int> counts;
    for (const auto& text : listOf(choices.pretrainingImages)) counts.push_back(countOf(text, "pretraining images"));
    if (!counts.empty()) return counts;
    auto plan = defaultPlan("pretraining");
    plan.data.images = choices.unlabelled;
    plan.data.recursive = !holdsImages(choices.unlabelled);
    plan.training.seed = study.base.training.seed;
    const int all = supplyOf(plan, true).images;
    if (all < 4) throw UsageError(fmt::format("{} unlabelled images are too few to compare a quarter, half and all of them; name a folder with more.", all));
    return {all / 4, all / 2, all};
}

void addLabelled(Study& study, const StudyChoices& choices) {
    auto plan = study.base;
    plan.data = DataOptions{};
    plan.data.images = choices.otherImages;
    plan.data.targets = choices.otherTargets;
    plan.data.suffixes = study.base.data.suffixes;
    plan.data.patchSize = study.base.data.patchSize;
    plan.data.normalisation = study.base.data.normalisation;
    plan.data.testPart = 0.0;
    plan.model.from.clear();
    study.labelled = plan;
    StudyStart start;
    start.kind = StudyStart::Kind::Labelled;
    start.name = uniqueName(study, "trained on " + setName(choices.otherImages) + " first");
    start.settings = study.starts.front().settings;
    study.starts.push_back(start);
}

StudyAxis labelAxis(const Study& study, const StudyChoices& choices, bool allFirst) {
    const bool patches = choices.labelUnit == "patches";
    const auto supply = supplyOf(study.base, study.testImages.empty());
    const int most = patches ? supply.patches : supply.images;
    StudyAxis axis{patches ? "train-patches" : "train-images", {}};
    std::vector<int> counts;
    bool all = false;
    if (choices.labels.empty()) {
        for (int n = 1; n < most; n *= 2) counts.push_back(n);
        all = true;
    }
    for (const auto& text : listOf(choices.labels)) {
        const int count = countOf(text, "labels");
        // How many patches there are is only reckoned, so that they are taken as asked for.
        if (count == 0 || (!patches && count >= most)) all = true;
        else if (std::ranges::find(counts, count) == counts.end()) counts.push_back(count);
    }
    for (const int count : counts) axis.values.push_back(std::to_string(count));
    if (all) axis.values.push_back("all");
    if (allFirst) putFirst(axis.values, "all");
    if (axis.values.size() < 2 && allFirst)
        throw UsageError(fmt::format("There are {} labelled images to train on; that is too few to compare numbers of them. Count patches instead, or label more images.", most));
    return axis;
}

}  // namespace gano
