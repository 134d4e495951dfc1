// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/outputs.h"

#include <QStandardPaths>
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/names.h"
#include "core/train/run_folder.h"
#include "ui/style/words.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

constexpr std::array<std::string_view, 6> kRestored = {"denoised", "cleaned", "x2", "x4", "sharpened", "restored"};
constexpr const char* kSource = "source.json";
constexpr int kTwins = 4;  ///< Endings of one name: grid7.tif, grid7.png, …

bool takeEnd(std::string& name, std::string_view end) {
    if (name.size() <= end.size() || !name.ends_with(end)) return false;
    name.resize(name.size() - end.size());
    return true;
}

std::string endingOf(const ImageRef& image) {
    const auto ending = image.file.extension().string();
    return ending.size() > 1 ? ending.substr(1) : "image";
}

bool isOf(const OutputFiles& files, const ImageRef& image) {
    try {
        return readRecipe(files.recipe).image == image.file.filename().string();
    } catch (const std::exception&) {
        return false;
    }
}

std::string frameEnd(int frame) { return fmt::format("_{:04}", frame); }

/// The folder that the predictions of a model go to, of whatever images.
fs::path predictionsOf(const fs::path& model) {
    if (isRun(model)) return model / "predictions";
    const auto parent = model.parent_path();
    if (parent.filename() == "checkpoints" && isRun(parent.parent_path())) return parent.parent_path() / "predictions";
    const auto data = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    return toPath(data) / "predictions" / model.stem();
}

fs::path absoluteOf(const fs::path& path) {
    std::error_code code;
    auto full = fs::weakly_canonical(path, code);
    return code ? fs::absolute(path) : full;
}

}  // namespace

Recipe readRecipe(const fs::path& file) {
    try {
        const auto json = nlohmann::json::parse(readText(file));
        Recipe recipe;
        recipe.card = cardFromJson(json.at("model").at("card"));
        recipe.scaling = {json.at("scaling").at("offset").get<double>(), json.at("scaling").at("gain").get<double>()};
        recipe.image = json.at("image").at("file").get<std::string>();
        recipe.part = json.at("image").at("part").get<std::string>();
        recipe.frame = json.at("image").at("frame").get<int>();
        return recipe;
    } catch (const nlohmann::json::exception& failure) {
        throw Error(fmt::format("{} is not a complete recipe of a prediction: {}.", file.string(), failure.what()));
    }
}

bool mayBeRecipe(const fs::path& file) {
    static const auto json = fs::path(".json").native();
    return file.native().ends_with(json);
}

ResultFolder::ResultFolder(fs::path folder, bool recursive) : folder_(std::move(folder)) {
    std::error_code code;
    const auto tif = fs::path(".tif").native();
    std::vector<fs::path> found;
    bool anyRecipe = false;
    const auto take = [&](const fs::path& file) {
        const bool recipe = mayBeRecipe(file);
        anyRecipe = anyRecipe || recipe;
        if (recipe || file.native().ends_with(tif)) found.push_back(file);
    };
    const auto walk = [&](auto entries) {
        for (; !code && entries != decltype(entries)(); entries.increment(code)) take(entries->path());
    };
    if (recursive)
        walk(fs::recursive_directory_iterator(folder_, fs::directory_options::skip_permission_denied, code));
    else
        walk(fs::directory_iterator(folder_, code));
    // Only what has a recipe was made by a prediction. A folder of a hundred thousand micrographs has none.
    if (!anyRecipe) return;
    for (const auto& file : found) addFile(file);
    std::erase_if(byStem_, [](const auto& entry) { return entry.second.recipe.empty(); });
    for (const auto& [stem, files] : byStem_) {
        files_.insert({files.labels.string(), files.restored.string(), files.uncertainty.string()});
        for (const auto& file : files.probabilities) files_.insert(file.string());
    }
    files_.erase(std::string());
}

void ResultFolder::add(const std::vector<fs::path>& written) {
    for (const auto& file : written) addFile(file);
    // Written last, beside the others and with the same beginning.
    for (const auto& file : written) {
        auto stem = file.stem().string();
        stem.resize(std::min(stem.size(), stem.rfind('_')));
        auto recipe = file.parent_path() / (stem + "_recipe.json");
        if (std::error_code code; fs::exists(recipe, code)) addFile(recipe);
    }
}

OutputFiles* ResultFolder::addFile(const fs::path& file) {
    auto name = file.lexically_relative(folder_).replace_extension().generic_string();
    if (name.empty()) return nullptr;
    const auto at = [&]() -> OutputFiles* { return &byStem_[name]; };
    if (file.extension() == ".json") {
        if (!takeEnd(name, "_recipe")) return nullptr;
        at()->recipe = file;
        return at();
    }
    if (takeEnd(name, "_labels")) { at()->labels = file; return at(); }
    if (takeEnd(name, "_probability")) { at()->probabilities = {file}; return at(); }
    if (takeEnd(name, "_uncertainty")) { at()->uncertainty = file; return at(); }
    for (const auto end : kRestored)
        if (takeEnd(name, "_" + std::string(end))) { at()->restored = file; return at(); }
    const auto classes = name.rfind("_probability_class_");
    if (classes == std::string::npos) return nullptr;
    name.resize(classes);
    auto& list = at()->probabilities;
    const auto place = std::lower_bound(list.begin(), list.end(), file);
    if (place == list.end() || *place != file) list.insert(place, file);
    return at();
}

OutputFiles ResultFolder::find(const ImageRef& image, const ResultPlace& place) const {
    if (empty()) return {};
    auto base = image.file.stem().string();
    auto part = image.part;
    std::replace(part.begin(), part.end(), '/', '_');
    if (!part.empty()) base += "_" + part;
    const auto at = [&](const fs::path& folder, const std::string& name) -> const OutputFiles* {
        const auto found = byStem_.find((folder / name).generic_string());
        return found == byStem_.end() || found->second.empty() ? nullptr : &found->second;
    };
    const auto in = [&](const fs::path& folder) {
        if (const auto* files = at(folder, base + frameEnd(image.frame))) return files;
        return image.frame == 0 ? at(folder, base) : nullptr;
    };
    const auto* files = in(place.twin ? place.below / endingOf(image) : place.below);
    // The command line puts everything into one folder, the second of a name as "_2".
    if (!files && !place.below.empty() && !place.repeated) files = in({});
    if (!files && place.twin && place.below.empty()) {
        for (int number = 1; number <= kTwins && !files; ++number) {
            files = at({}, number == 1 ? base : fmt::format("{}_{}", base, number));
            if (files && !isOf(*files, image)) files = nullptr;
        }
    }
    return files ? *files : OutputFiles{};
}

fs::path predictionsFolder(const fs::path& model, const fs::path& images, bool create) {
    const auto root = predictionsOf(model);
    const auto source = absoluteOf(images);
    auto name = lastPart(source).string();
    if (!fs::is_directory(source)) name = source.stem().string();
    if (name.empty()) name = "images";
    for (int number = 1;; ++number) {
        const auto folder = root / (number == 1 ? name : fmt::format("{}-{}", name, number));
        std::error_code code;
        if (!fs::exists(folder, code)) {
            if (!create) return folder;
            makeFolder(folder);
            writeTextAtomically(folder / kSource, nlohmann::json{{"images", source.string()}}.dump(1) + "\n");
            return folder;
        }
        try {
            const fs::path written = nlohmann::json::parse(readText(folder / kSource)).at("images").get<std::string>();
            // A folder that has moved keeps its predictions.
            if (written == source || !fs::exists(written, code)) return folder;
        } catch (const std::exception&) {
            return folder;  // Made by the command line, which leaves no note of the images' place.
        }
    }
}

fs::path resultFolder(const fs::path& predictions, const ImageRef& image, const ResultPlace& place) {
    return place.twin ? predictions / place.below / endingOf(image) : predictions / place.below;
}

}  // namespace gano
