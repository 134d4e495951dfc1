// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace gano {
namespace {

GeneratorRow unet(int field, std::vector<int> dilations) {
    const int blocks = static_cast<int>(dilations.size()) - 1;
    return {.id = fmt::format("unet_{}_{}", blocks, field),
            .label = fmt::format("U-Net {}_{}", blocks, field),
            .sentence = fmt::format("{} levels of residual blocks; one output pixel sees {} px.", blocks, field),
            .receptiveField = field,
            .hasWidth = true,
            .sizeMultiple = 1 << blocks,
            .dilations = std::move(dilations)};
}

GeneratorRow hrnet(std::string id, std::string label, std::string sentence) {
    return {.id = std::move(id), .label = std::move(label), .sentence = std::move(sentence), .receptiveField = 0,
            .hasWidth = false, .sizeMultiple = 32, .dilations = {}};
}

}  // namespace

const std::vector<GeneratorRow>& generatorRows() {
    static const std::vector<GeneratorRow> rows = {
        unet(44, {1, 1, 1}),
        unet(84, {2, 2, 2}),
        unet(116, {2, 2, 4}),
        unet(96, {1, 1, 1, 1}),
        unet(176, {1, 2, 2, 2}),
        unet(240, {1, 2, 2, 4}),
        unet(200, {1, 1, 1, 1, 1}),
        unet(360, {1, 1, 2, 2, 2}),
        unet(424, {1, 1, 2, 2, 3}),
        hrnet("hrnet_w18_small_v1", "HRNet W18 small v1", "The smallest HRNet; keeps fine and coarse detail side by side."),
        hrnet("hrnet_w18_small_v2", "HRNet W18 small v2", "A small HRNet for one GPU."),
        hrnet("hrnet_w18", "HRNet W18", "Full depth, narrow."),
        hrnet("hrnet_w32", "HRNet W32", "Full depth, wide; wants a GPU."),
        hrnet("hrnet_w40", "HRNet W40", "Full depth, wider; wants a large GPU."),
        hrnet("hrnet_w48", "HRNet W48", "The widest, closest to the paper; wants a large GPU."),
    };
    return rows;
}

const GeneratorRow& generatorRow(const std::string& id) {
    for (const auto& row : generatorRows())
        if (row.id == id) return row;
    throw unknownName("generator", id, generatorIds());
}

std::vector<std::string> generatorIds() {
    std::vector<std::string> ids;
    for (const auto& row : generatorRows()) ids.push_back(row.id);
    return ids;
}

std::vector<std::string> normNames() { return {"batch", "instance", "group", "none"}; }
std::vector<std::string> initialisationNames() { return {"normal-0.02", "kaiming", "hrnet"}; }

std::vector<std::string> encoderPrefixes(const std::string& id) {
    if (generatorRow(id).hasWidth) return {"encoder."};
    return {"stem.", "stage1.", "transition1_", "stage2.", "transition2_", "stage3.", "transition3_", "stage4."};
}

std::vector<std::string> headPrefixes(const std::string& id) {
    generatorRow(id);
    return {"head."};
}

void checkSpec(const GeneratorSpec& spec) {
    generatorRow(spec.id);
    const auto norms = normNames();
    if (std::find(norms.begin(), norms.end(), spec.norm) == norms.end()) throw unknownName("normalisation layer", spec.norm, norms);
    const auto within = [](const char* what, int value, int most) {
        if (value < 1 || value > most) throw UsageError(fmt::format("A network cannot have {} {}; 1 to {} are possible.", value, what, most));
    };
    within("input channels", spec.inChannels, 256);
    within("output channels", spec.outChannels, 256);
    within("channels as its base width", spec.baseWidth, 128);
}

nlohmann::json specToJson(const GeneratorSpec& spec) {
    return {{"id", spec.id}, {"in_channels", spec.inChannels}, {"out_channels", spec.outChannels},
            {"base_width", spec.baseWidth}, {"norm", spec.norm}};
}

GeneratorSpec specFromJson(const nlohmann::json& json) {
    GeneratorSpec spec;
    try {
        spec.id = json.at("id").get<std::string>();
        spec.inChannels = json.value("in_channels", 1);
        spec.outChannels = json.value("out_channels", 1);
        spec.baseWidth = json.value("base_width", 16);
        spec.norm = json.value("norm", "batch");
    } catch (const nlohmann::json::exception& failure) {
        throw Error(fmt::format("The description of the network is damaged: {}.", failure.what()));
    }
    checkSpec(spec);
    return spec;
}

}  // namespace gano
