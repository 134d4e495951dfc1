// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/data_profile.h"

#include <nlohmann/json.hpp>

#include "core/base/files.h"

namespace gano {
namespace {

void put(nlohmann::json& json, const char* key, const std::optional<PixelSize>& size) {
    if (size) json[key] = {size->xNm, size->yNm};
}

std::optional<PixelSize> pixelSizeAt(const nlohmann::json& json, const char* key) {
    if (!json.contains(key)) return std::nullopt;
    return makePixelSize(json[key].at(0).get<double>(), json[key].at(1).get<double>(), "nm");
}

}  // namespace

void writeProfile(const std::filesystem::path& file, const DataProfile& profile) {
    nlohmann::json json = {{"constantL1", profile.constantL1}, {"trainPatches", profile.trainPatches}, {"validationPatches", profile.validationPatches}};
    if (profile.images) json["images"] = profileToJson(*profile.images);
    if (profile.pretrained) json["pretrained"] = profileToJson(*profile.pretrained);
    put(json, "pixel_size_nm", profile.pixelSize);
    put(json, "pretrained_pixel_size_nm", profile.pretrainedPixelSize);
    writeTextAtomically(file, jsonText(json, -1) + "\n");
}

std::optional<DataProfile> readProfile(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return std::nullopt;
    try {
        const auto json = nlohmann::json::parse(readText(file));
        DataProfile profile;
        profile.constantL1 = json.value("constantL1", 0.0);
        profile.trainPatches = json.value("trainPatches", std::size_t{0});
        profile.validationPatches = json.value("validationPatches", std::size_t{0});
        if (json.contains("images")) profile.images = profileFromJson(json["images"]);
        if (json.contains("pretrained")) profile.pretrained = profileFromJson(json["pretrained"]);
        profile.pixelSize = pixelSizeAt(json, "pixel_size_nm");
        profile.pretrainedPixelSize = pixelSizeAt(json, "pretrained_pixel_size_nm");
        return profile;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace gano
