// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <torch/cuda.h>
#include <torch/optim/adam.h>
#include <torch/types.h>

#include <condition_variable>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/error.h"
#include "core/train/devices.h"
#include "core/train/grouped_adam_torch.h"
#include "core/train/steps_torch.h"
#include "core/train/trainer.h"
#include "models/network.h"
#include "models/precision.h"
#include "models/weights_file.h"
#include "tests/bench/bench_works.h"

namespace gano::bench {
namespace {

GeneratorSpec specOf(const nlohmann::json& request) {
    return {.id = request.at("network"), .inChannels = 1, .outChannels = 1, .baseWidth = request.at("width"), .norm = "batch"};
}

std::unique_ptr<torch::optim::Adam> adamOf(torch::nn::Module& module, double rate) {
    return std::make_unique<GroupedAdam>(module.parameters(), torch::optim::AdamOptions(rate).betas({0.5, 0.999}));
}

/// One optimiser step on a batch that stays the same; put together as TrainingSession does.
class Step final : public Work {
public:
    explicit Step(const nlohmann::json& request)
        : computing_(request.at("threads")),
          device_(request.value("device", "cpu")),
          pretrains_(request.at("work") == "pretrain"),
          bfloat16_(wantsBfloat16(request.value("precision", "auto"), device_)),
          generator_(makeGenerator(specOf(request))),
          discriminator_(makeDiscriminator(2, "batch")),
          generatorOptimiser_(adamOf(*generator_, request.value("rate", 2e-4))),
          discriminatorOptimiser_(adamOf(*discriminator_, request.value("rate", 2e-4))),
          memory_(0, [](const std::string&) { throw Error("The memory was used up, so that this is no measurement."); }),
          gan_(*generator_, *discriminator_, *generatorOptimiser_, *discriminatorOptimiser_, "lsgan", 100.0, memory_, bfloat16_),
          supervised_(*generator_, *generatorOptimiser_, makeLoss("bce"), memory_, bfloat16_) {
        TensorList networks;
        for (const auto& [name, tensor] : readSafetensors(request.at("start").get<std::string>()).tensors) {
            if (name == "batch.corrupted") x_ = tensor.to(device_);
            if (name == (pretrains_ ? "batch.clean" : "batch.target")) y_ = tensor.to(device_);
            if (!name.starts_with("batch.")) networks.emplace_back(name, tensor);
        }
        loadTensors(*generator_, networks, "generator.");
        loadTensors(*discriminator_, networks, "discriminator.");
        for (torch::nn::Module* network : {static_cast<torch::nn::Module*>(generator_.get()), static_cast<torch::nn::Module*>(discriminator_.get())}) {
            network->to(device_);
            chooseLayout(*network, device_, bfloat16_);
        }
        const auto told = [](const std::string& sentence) { std::cerr << sentence << std::endl; };
        if (pretrains_) gan_.record(makeStepRecorder(device_), told);
        else supervised_.record(makeStepRecorder(device_), told);
    }

    void once() override { step(); }

    void settle() override {
        if (device_.is_cuda()) torch::cuda::synchronize();
    }

    nlohmann::json facts() const override { return {{"bfloat16", bfloat16_}}; }

    nlohmann::json losses(int steps) override {
        auto all = nlohmann::json::array();
        for (int i = 0; i < steps; ++i) all.push_back(numbers(step()));
        return all;
    }

    nlohmann::json output() override {
        const at::NoGradGuard noGradients;
        generator_->eval();
        auto out = numbers(generator_->forward(x_));
        generator_->train();
        return out;
    }

private:
    at::Tensor step() { return pretrains_ ? gan_.run(x_, y_) : supervised_.run(x_, y_); }

    static nlohmann::json numbers(const at::Tensor& tensor) {
        const auto flat = tensor.to(at::kCPU, at::kFloat).contiguous();
        return std::vector<float>(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    }

    ComputeScope computing_;  // First: what a training stands in.
    at::Device device_;
    bool pretrains_, bfloat16_;
    std::shared_ptr<ImageNetwork> generator_;
    std::shared_ptr<PatchGan> discriminator_;
    std::unique_ptr<torch::optim::Adam> generatorOptimiser_, discriminatorOptimiser_;
    MemoryPatience memory_;
    GanStep gan_;
    SupervisedStep supervised_;
    at::Tensor x_, y_;
};

/// A whole training as the programs run it, which is let go on for one epoch at a time.
class Epoch final : public Work, private RunObserver {
public:
    explicit Epoch(const nlohmann::json& request) {
        const bool pretrains = request.at("work") == "epoch-pretrain";
        auto plan = defaultPlan(pretrains ? "pretraining" : "segmentation");
        plan.data.images = request.at("images");
        if (!pretrains) plan.data.targets = request.at("masks");
        plan.data.patchSize = request.at("patch");
        plan.data.validationPart = plan.data.testPart = 0.0;
        plan.model.generator = request.at("network");
        plan.model.baseWidth = request.at("width");
        plan.training.crop = request.at("side");
        plan.training.batchSize = request.at("batch");
        plan.training.threads = request.at("threads");
        plan.training.checkpointMinutes = 0;
        plan.training.epochs = 1000;
        plan.training.device = request.value("device", "cpu");
        plan.training.precision = request.value("precision", "auto");
        plan.training.stepsPerEpoch = request.value("steps", 0);
        // Flips, turns and crops only, as in the plain program.
        plan.augmentation = {};
        trainer_ = std::thread([this, plan, folder = request.at("out").get<std::string>() + "/" + plan.task] { train(plan, folder, control_, *this); });
        wait();
    }
    ~Epoch() override {
        control_.requestStop();
        allow();
        trainer_.join();
    }

    void once() override {
        allow();
        wait();
    }

private:
    void onEvent(const RunEvent& event) override {
        if (const auto* finished = std::get_if<RunFinished>(&event)) {
            const std::lock_guard lock(mutex_);
            ended_ = finished->outcome.message;
            changed_.notify_all();
        }
        if (const auto* notice = std::get_if<Notice>(&event)) std::cerr << notice->sentence << std::endl;
        if (!std::holds_alternative<RunStarted>(event) && !std::holds_alternative<EpochFinished>(event)) return;
        std::unique_lock lock(mutex_);
        waits_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !waits_ || control_.stopRequested(); });
    }
    void allow() {
        const std::lock_guard lock(mutex_);
        waits_ = false;
        changed_.notify_all();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return waits_ || ended_; });
        if (ended_) throw Error("The training ended: " + *ended_);
    }

    RunControl control_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool waits_ = false;
    std::optional<std::string> ended_;
    std::thread trainer_;
};

}  // namespace

std::unique_ptr<Work> makeTrainingWork(const nlohmann::json& request) {
    if (request.at("work").get<std::string>().starts_with("epoch")) return std::make_unique<Epoch>(request);
    return std::make_unique<Step>(request);
}

void writeStart(const nlohmann::json& request) {
    const auto generator = makeGenerator(specOf(request));
    const auto discriminator = makeDiscriminator(2, "batch");
    initialise(*generator, "kaiming", 1);
    initialise(*discriminator, "normal-0.02", 2);
    auto tensors = namedTensors(*generator, "generator.");
    for (auto& tensor : namedTensors(*discriminator, "discriminator.")) tensors.push_back(std::move(tensor));
    const std::int64_t count = request.at("batch"), side = request.at("side");
    // Blobs of 16 px, and the same with noise; drawn alike every time, as the weights are.
    at::manual_seed(3);
    const auto blobs = at::rand({count, 1, side / 16 + 1, side / 16 + 1});
    const auto clean = at::upsample_bilinear2d(blobs, {side, side}, false, torch::nullopt, torch::nullopt);
    tensors.emplace_back("batch.clean", clean);
    tensors.emplace_back("batch.corrupted", clean + at::randn_like(clean) * 0.1);
    tensors.emplace_back("batch.target", (clean > 0.5).to(at::kFloat));
    writeSafetensors(request.at("start").get<std::string>(), tensors, {});
}

}  // namespace gano::bench
