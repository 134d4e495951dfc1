// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/batch_prefetch.h"
#include "core/data/data_set.h"
#include "core/predict/predictor.h"
#include "core/predict/tiled_network_torch.h"
#include "tests/bench/bench_works.h"

namespace gano::bench {
namespace {

namespace fs = std::filesystem;

/// What `ganoscope-cli predict` does with one file: reading, the network, probabilities and labels written.
class Predict final : public Work {
public:
    explicit Predict(const nlohmann::json& request) {
        const fs::path out = request.at("out").get<std::string>();
        ModelCard card;
        card.generator = {.id = request.at("network"), .inChannels = 1, .outChannels = 1, .baseWidth = request.at("width"), .norm = "batch"};
        card.task = "segmentation";
        card.labelValues = {0, 1};
        const auto network = makeGenerator(card.generator);
        TensorList weights;
        for (const auto& tensor : readSafetensors(request.at("start").get<std::string>()).tensors)
            if (tensor.first.starts_with("generator.")) weights.push_back(tensor);
        loadTensors(*network, weights, "generator.");
        job_ = {.model = out / "model.safetensors", .images = request.at("image").get<std::string>(), .out = out / "predicted", .options = {}};
        job_.options.device = "cpu";
        job_.options.threads = request.at("threads");
        saveModel(job_.model, *network, card);
    }

    void once() override {
        RunControl control;
        SilentObserver observer;
        const auto outcome = predict(job_, control, observer);
        if (outcome.result != RunOutcome::Done) throw Error(outcome.message);
    }

    nlohmann::json facts() const override {
        const TiledNetwork network(loadModel(job_.model), "cpu", job_.options, [](const std::string&) {});
        return {{"tile", network.options().tile}, {"overlap", network.options().overlap}};
    }

private:
    PredictJob job_;
};

/// The patch store through the prefetcher, with one reading thread.
class Load final : public Work {
public:
    explicit Load(const nlohmann::json& request) : batch_(request.at("batch")) {
        DataOptions data;
        data.images = request.at("images");
        data.validationPart = data.testPart = 0.0;
        PatchStoreOptions options;
        options.patchSize = request.at("patch");
        RunControl control;
        SilentObserver observer;
        store_ = PatchStore::build(fs::path(request.at("out").get<std::string>()) / "patches", findData(data, task("pretraining"), 1).samples, options, control, observer);
        for (int round = 0; round < request.at("rounds").get<int>(); ++round)
            for (const auto patch : shuffled(store_.size(), static_cast<std::uint64_t>(round))) order_.push_back(patch);
    }

    void once() override {
        BatchPrefetcher prefetch(store_, order_, batch_, 1);
        for (HostBatch host; prefetch.next(host);) {}
    }

private:
    int batch_;
    PatchStore store_;
    std::vector<std::size_t> order_;
};

}  // namespace

std::unique_ptr<Work> makeReadingWork(const nlohmann::json& request) {
    if (request.at("work") == "load") return std::make_unique<Load>(request);
    return std::make_unique<Predict>(request);
}

}  // namespace gano::bench
