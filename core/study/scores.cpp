// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/scores.h"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"

namespace gano {
namespace {

using Json = nlohmann::ordered_json;

Json listToJson(const MetricList& list) {
    Json json = Json::object();
    // JSON knows no NaN: a value that is missing is null.
    for (const auto& [name, value] : list) json[name] = std::isfinite(value) ? Json(value) : Json();
    return json;
}

MetricList listFromJson(const Json& json) {
    MetricList list;
    for (const auto& [name, value] : json.items()) list.emplace_back(name, value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN());
    return list;
}

}  // namespace

void writeScores(const std::filesystem::path& file, const std::vector<ModelScores>& models) {
    Json list = Json::array();
    for (const auto& model : models) {
        Json images = Json::array();
        for (const auto& image : model.images) images.push_back({{"image", image.image}, {"scores", listToJson(image.scores)}});
        list.push_back({{"epoch", model.epoch == 0 ? Json("best") : Json(model.epoch)}, {"means", listToJson(model.means)}, {"images", images}});
    }
    const Json json{{"format", "ganoscope-scores"}, {"format_version", 1}, {"models", list}};
    writeTextAtomically(file, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::vector<ModelScores> readScores(const std::filesystem::path& file) {
    std::vector<ModelScores> models;
    try {
        const auto json = Json::parse(readText(file));
        for (const auto& entry : json.at("models")) {
            ModelScores model;
            model.epoch = entry.at("epoch").is_number() ? entry.at("epoch").get<int>() : 0;
            model.means = listFromJson(entry.at("means"));
            for (const auto& image : entry.at("images")) model.images.push_back({image.at("image").get<std::string>(), listFromJson(image.at("scores"))});
            models.push_back(std::move(model));
        }
    } catch (const nlohmann::json::exception&) {
        throw Error(fmt::format("The scores in {} are damaged. Resume the study, and they are made again.", file.string()));
    }
    return models;
}

}  // namespace gano
