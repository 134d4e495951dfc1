// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/model_card.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/tasks/task.h"
#include "models/weights_metadata.h"

namespace gano {

namespace {

nlohmann::json transferToJson(const MeasuredTransfer& t) {
    return {{"data", t.data}, {"task", t.task}, {"context", t.context}, {"metric", t.metric}, {"pretrained", t.pretrained}, {"scratch", t.scratch},
            {"seeds", t.seeds}, {"test_images", t.images}, {"steps", t.steps}, {"verdict", t.verdict}};
}

/// Nothing for entries that are no measurement: the model is worth more than its card.
std::optional<MeasuredTransfer> transferFromJson(const nlohmann::json& json) {
    const auto number = [&](const char* key) { return json.contains(key) && json.at(key).is_number(); };
    if (!json.is_object() || !number("pretrained") || !number("scratch")) return std::nullopt;
    return MeasuredTransfer{.data = json.value("data", ""), .task = json.value("task", ""), .context = json.value("context", ""), .metric = json.value("metric", ""),
                            .pretrained = json.at("pretrained").get<double>(), .scratch = json.at("scratch").get<double>(), .seeds = json.value("seeds", 0),
                            .images = json.value("test_images", 0), .steps = json.value("steps", 0), .verdict = json.value("verdict", "")};
}

}  // namespace

std::string transferText(const MeasuredTransfer& measured) {
    const auto where = measured.context.empty() ? measured.data : measured.data + ", " + measured.context;
    const auto scores = fmt::format("{}: {} {:.3f}, from scratch {:.3f}", where, metricWords(measured.metric), measured.pretrained, measured.scratch);
    return measured.verdict.empty() ? scores : fmt::format("{} ({})", scores, measured.verdict);
}

nlohmann::json cardToJson(const ModelCard& card) {
    nlohmann::ordered_json scores = nlohmann::ordered_json::object();
    for (const auto& [name, value] : card.scores) scores[name] = value;
    nlohmann::json json = {
        {"format", "ganoscope-model"},
        {"format_version", 1},
        {"generator", specToJson(card.generator)},
        {"task", card.task},
        {"scale", card.scale},
        {"normalisation", card.normalisation},
        {"label_values", card.labelValues},
        {"label_names", card.labelNames},
        {"crop_size", card.cropSize},
        {"training_images", card.trainingImages},
        {"data_name", card.dataName},
        {"data_fingerprint", card.dataFingerprint},
        {"started_from", card.startedFrom},
        {"epoch", card.epoch},
        {"scores", scores},
        {"seed", card.seed},
        {"created", card.created},
        {"version", card.version},
    };
    for (const auto& measured : card.transfer) json["transfer"].push_back(transferToJson(measured));
    if (!card.remark.empty()) json["remark"] = card.remark;
    if (card.profile) json["image_profile"] = profileToJson(*card.profile);
    if (card.pixelSize) json["pixel_size_nm"] = {card.pixelSize->xNm, card.pixelSize->yNm};
    return json;
}

ModelCard cardFromJson(const nlohmann::json& json) {
    try {
        if (json.at("format") != "ganoscope-model") throw Error("The file is not a Ganoscope model.");
        if (json.at("format_version").get<int>() > 1)
            throw Error("The model was written by a newer Ganoscope; please update this one.");
        ModelCard card;
        card.generator = specFromJson(json.at("generator"));
        card.task = json.at("task").get<std::string>();
        card.scale = json.at("scale").get<int>();
        card.normalisation = json.at("normalisation").get<std::string>();
        card.labelValues = json.value("label_values", std::vector<double>{});
        card.labelNames = json.value("label_names", std::vector<std::string>{});
        card.cropSize = json.value("crop_size", 0);
        card.trainingImages = json.value("training_images", 0);
        card.dataName = json.value("data_name", "");
        card.dataFingerprint = json.value("data_fingerprint", "");
        card.startedFrom = json.value("started_from", "");
        card.epoch = json.value("epoch", 0);
        const auto scores = json.value("scores", nlohmann::json::object());
        for (const auto& [name, value] : scores.items())
            if (value.is_number()) card.scores.emplace_back(name, value.get<double>());
        for (const auto& entry : json.value("transfer", nlohmann::json::array()))
            if (auto measured = transferFromJson(entry)) card.transfer.push_back(std::move(*measured));
        card.remark = json.value("remark", "");
        card.seed = json.value("seed", 0);
        card.created = json.value("created", "");
        card.version = json.value("version", "");
        if (json.contains("image_profile")) card.profile = profileFromJson(json.at("image_profile"));
        if (json.contains("pixel_size_nm"))
            card.pixelSize = makePixelSize(json.at("pixel_size_nm").at(0).get<double>(), json.at("pixel_size_nm").at(1).get<double>(), "nm");
        if (card.scale < 1 || card.scale > 8) throw Error("The model's enlargement is out of range.");
        return card;
    } catch (const nlohmann::json::exception& failure) {
        throw Error(fmt::format("The model's description is incomplete: {}", failure.what()));
    }
}

ModelCard readModelCard(const std::filesystem::path& file) {
    const auto metadata = readMetadata(file);
    const auto card = metadata.find("ganoscope");
    if (card == metadata.end())
        throw Error(fmt::format("{} holds weights but no Ganoscope model description; it was not made by this program.", file.string()));
    try {
        return cardFromJson(nlohmann::json::parse(card->second));
    } catch (const std::exception& failure) {
        throw Error(fmt::format("{}: {}", file.string(), failure.what()));
    }
}

}  // namespace gano
