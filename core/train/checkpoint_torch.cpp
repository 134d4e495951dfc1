// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checkpoint_torch.h"

#include <cmath>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "models/torch_compat.h"

namespace gano {
namespace {

TensorList optimiserTensors(torch::optim::Adam& optimiser, const torch::nn::Module& module, const std::string& prefix) {
    TensorList list;
    auto& states = optimiser.state();
    for (const auto& item : module.named_parameters()) {
        const auto found = states.find(optimiserKey(item.value()));
        if (found == states.end()) continue;
        const auto& state = static_cast<const torch::optim::AdamParamState&>(*found->second);
        list.emplace_back(prefix + item.key() + ".mean", state.exp_avg());
        list.emplace_back(prefix + item.key() + ".square", state.exp_avg_sq());
        list.emplace_back(prefix + item.key() + ".step", torch::full({1}, state.step(), torch::kInt64));
    }
    return list;
}

void loadOptimiser(torch::optim::Adam& optimiser, const torch::nn::Module& module, const std::map<std::string, at::Tensor>& tensors,
                   const std::string& prefix) {
    const torch::NoGradGuard noGradients;
    optimiser.state().clear();
    for (const auto& item : module.named_parameters()) {
        const auto name = prefix + item.key();
        const auto mean = tensors.find(name + ".mean"), square = tensors.find(name + ".square"), step = tensors.find(name + ".step");
        if (mean == tensors.end() || square == tensors.end() || step == tensors.end()) continue;
        if (mean->second.sizes() != item.value().sizes() || square->second.sizes() != item.value().sizes())
            throw Error("The checkpoint's optimiser belongs to another network.");
        auto state = std::make_unique<torch::optim::AdamParamState>();
        state->step(step->second.item<std::int64_t>());
        // Laid out as the weight is, or the optimiser could not go through both together.
        state->exp_avg(at::empty_like(item.value()).copy_(mean->second));
        state->exp_avg_sq(at::empty_like(item.value()).copy_(square->second));
        optimiser.state()[optimiserKey(item.value())] = std::move(state);
    }
}

void append(TensorList& list, TensorList more) {
    for (auto& entry : more) list.push_back(std::move(entry));
}

}  // namespace

std::filesystem::path saveCheckpoint(const RunFolder& folder, const TrainedParts& parts, const TrainingState& state,
                                     const ModelCard& card) {
    TensorList tensors = namedTensors(*parts.generator, "generator.");
    for (const auto& [name, tensor] : tensors)
        if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>())
            throw Error("The weights are not numbers any more; the last good checkpoint is kept.");
    if (parts.average) append(tensors, namedTensors(*parts.average, "average."));
    if (parts.discriminator) append(tensors, namedTensors(*parts.discriminator, "discriminator."));
    append(tensors, optimiserTensors(*parts.generatorOptimiser, *parts.generator, "adam_g."));
    if (parts.discriminatorOptimiser) append(tensors, optimiserTensors(*parts.discriminatorOptimiser, *parts.discriminator, "adam_d."));
    tensors.emplace_back("state.loss_sums", parts.lossSums);

    nlohmann::json json = {{"epoch", state.epoch},           {"step", state.step},           {"steps", state.steps},
                           {"micro_batch", state.microBatch}, {"best_epoch", state.bestEpoch}, {"data_fingerprint", state.dataFingerprint}};
    if (std::isfinite(state.bestScore)) json["best_score"] = state.bestScore;
    const auto file = folder.checkpoints() / fmt::format("last-{:05}-{:08}.safetensors", state.epoch, state.step);
    writeSafetensors(file, tensors, {{"ganoscope", jsonText(cardToJson(card))}, {"training_state", jsonText(json)}});
    const auto all = folder.lastCheckpoints();
    std::error_code ignored;
    for (std::size_t i = 2; i < all.size(); ++i) std::filesystem::remove(all[i], ignored);
    return file;
}

TrainingState loadCheckpoint(const std::filesystem::path& file, TrainedParts& parts) {
    const auto weights = readSafetensors(file);
    const auto text = weights.metadata.find("training_state");
    if (text == weights.metadata.end()) throw Error(fmt::format("{} is a model, not a checkpoint that training can go on from.", file.string()));
    loadTensors(*parts.generator, weights.tensors, "generator.");
    if (parts.average) loadTensors(*parts.average, weights.tensors, "average.");
    if (parts.discriminator) loadTensors(*parts.discriminator, weights.tensors, "discriminator.");
    const std::map<std::string, at::Tensor> byName(weights.tensors.begin(), weights.tensors.end());
    loadOptimiser(*parts.generatorOptimiser, *parts.generator, byName, "adam_g.");
    if (parts.discriminatorOptimiser) loadOptimiser(*parts.discriminatorOptimiser, *parts.discriminator, byName, "adam_d.");
    if (const auto sums = byName.find("state.loss_sums"); sums != byName.end() && sums->second.sizes() == parts.lossSums.sizes())
        parts.lossSums.copy_(sums->second);
    TrainingState state;
    try {
        const auto json = nlohmann::json::parse(text->second);
        state.epoch = json.at("epoch").get<int>();
        state.step = json.at("step").get<long>();
        state.steps = json.at("steps").get<long>();
        state.microBatch = json.at("micro_batch").get<int>();
        state.bestEpoch = json.at("best_epoch").get<int>();
        state.dataFingerprint = json.at("data_fingerprint").get<std::string>();
        state.bestScore = json.value("best_score", std::numeric_limits<double>::quiet_NaN());
    } catch (const nlohmann::json::exception& failure) {
        throw Error(fmt::format("{} is damaged: {}", file.string(), failure.what()));
    }
    return state;
}

void saveModel(const std::filesystem::path& file, const ImageNetwork& network, const ModelCard& card) {
    writeSafetensors(file, namedTensors(network, "generator."), {{"ganoscope", jsonText(cardToJson(card))}});
}

LoadedModel loadModel(const std::filesystem::path& file) {
    LoadedModel model;
    model.card = readModelCard(file);
    model.network = makeGenerator(model.card.generator);
    try {
        loadTensors(*model.network, readSafetensors(file).tensors, "generator.");
    } catch (const Error& failure) {
        throw Error(fmt::format("{}: {}", file.string(), failure.what()));
    }
    model.network->eval();
    return model;
}

TransferReport transferWeights(ImageNetwork& network, const std::filesystem::path& file) {
    constexpr std::string_view prefix = "generator.";
    const auto weights = readSafetensors(file);
    std::map<std::string, at::Tensor> given;
    for (const auto& [name, tensor] : weights.tensors)
        if (name.starts_with(prefix)) given.emplace(name.substr(prefix.size()), tensor);
    TransferReport report;
    torch::NoGradGuard noGradients;
    for (auto& [name, tensor] : namedTensors(network, "")) {
        const auto found = given.find(name);
        if (found == given.end()) {
            report.fresh.push_back(name);
        } else if (found->second.sizes() != tensor.sizes()) {
            report.fresh.push_back(name);
            report.skipped.push_back(name);
            given.erase(found);
        } else {
            tensor.copy_(found->second);
            report.taken.push_back(name);
            given.erase(found);
        }
    }
    for (const auto& rest : given) report.skipped.push_back(rest.first);
    if (report.taken.empty())
        throw Error(fmt::format("Nothing of {} fits this network; choose the same generator, or start from scratch.", file.string()));
    return report;
}

std::string TransferReport::text() const {
    std::string text = fmt::format("Taken over from the pretrained model: {} of {} tensors", taken.size(), taken.size() + fresh.size());
    if (!fresh.empty()) text += fmt::format("; new: {}", fmt::join(fresh, ", "));
    if (!skipped.empty()) text += fmt::format("; left behind: {}", fmt::join(skipped, ", "));
    return text + ".";
}

}  // namespace gano
