// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/CPUGeneratorImpl.h>
#include <torch/cuda.h>
#include <torch/optim/adam.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/tasks/task.h"
#include "core/train/grouped_adam_torch.h"
#include "core/train/model_card.h"
#include "core/train/run_folder.h"
#include "core/train/trial_torch.h"
#include "models/buffer_cache.h"
#include "models/precision.h"

namespace gano {
namespace {

constexpr std::uint64_t trialSeed = 1;

/// What one image leaves behind between the forward and the backward pass.
double activationBytes(ImageNetwork& network, const at::Tensor& image) {
    const auto before = static_cast<double>(bufferUse().used);
    const auto output = network.forward(image);
    return std::max(0.0, static_cast<double>(bufferUse().used) - before);
}

double seconds(const std::function<void()>& work, const at::Device& device) {
    const auto start = std::chrono::steady_clock::now();
    work();
    if (device.is_cuda()) torch::cuda::synchronize(device.index());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Trial::Trial(const TrainPlan& plan, const at::Device& device, MemoryPatience& memory)
    : device_(device),
      random_(at::make_generator<at::CPUGeneratorImpl>(trialSeed)),
      pretraining_(task(plan.task).target == TargetKind::None),
      labels_(task(plan.task).target == TargetKind::Labels) {
    const auto& t = plan.training;
    side_ = std::int64_t{std::min(t.crop, plan.data.patchSize)} * (pretraining_ ? 1 : t.scale);
    const auto& losses = task(plan.task).losses;
    const auto lossName = t.loss.empty() && !losses.empty() ? losses.front() : t.loss;
    // How many classes there are is not known yet; a few more channels at the end cost little.
    const int channels = lossName == "cross-entropy" ? 3 : 1;
    network_ = makeGenerator({plan.model.generator, 1, channels, plan.model.baseWidth, plan.model.norm});
    initialise(*network_, plan.model.initialisation, 1);
    activations = activationBytes(*network_, at::rand({1, 1, side_, side_}, random_));
    const bool bfloat16 = wantsBfloat16(t.precision, device);
    optimiser_ = placed(*network_, bfloat16);
    if (pretraining_ && plan.pretrain.adversarial()) {
        discriminator_ = makeDiscriminator(2, plan.pretrain.discriminatorNorm);
        discriminatorOptimiser_ = placed(*discriminator_, bfloat16);
        // The discriminator sees each image twice; its activations are about half of a small U-Net's.
        activations *= 1.5;
        ganStep_ = std::make_unique<GanStep>(*network_, *discriminator_, *optimiser_, *discriminatorOptimiser_, plan.pretrain.adversarialLoss, plan.pretrain.lambda, memory,
                                             bfloat16);
    } else {
        supervisedStep_ = std::make_unique<SupervisedStep>(*network_, *optimiser_, makeLoss(lossName), memory, bfloat16);
    }
}

at::Tensor Trial::images(std::int64_t count, std::int64_t side) { return at::rand({count, 1, side, side}, random_).to(device_); }

Trial::Pair Trial::pairs(std::int64_t count) {
    const auto input = images(count, side_);
    return {input, labels_ ? images(count, side_).gt(0.5).to(at::kFloat) : input};
}

double Trial::run(const Pair& pair) {
    return seconds([&] { ganStep_ ? ganStep_->run(pair.input, pair.target) : supervisedStep_->run(pair.input, pair.target); }, device_);
}

void Trial::once(std::int64_t count) { run(pairs(count)); }

std::optional<double> Trial::step(std::int64_t count, RunControl& control) {
    const auto pair = pairs(count);
    double measured = 0;
    if (!std::exchange(records_, true)) {
        const auto quiet = [](const std::string&) {};
        if (ganStep_) ganStep_->record(makeStepRecorder(device_), quiet);
        else supervisedStep_->record(makeStepRecorder(device_), quiet);
    }
    // A GPU repeats recorded steps from then on.
    const int warmUps = device_.is_cuda() ? RecordedStep::warmUps + 1 : 1;
    for (int attempt = 0; attempt < warmUps + 2; ++attempt) {
        if (!control.proceed()) return std::nullopt;
        const double taken = run(pair);
        if (attempt >= warmUps) measured += taken / 2.0;
    }
    return measured;
}

double Trial::validation(std::int64_t patch) {
    return seconds([&] {
        at::NoGradGuard noGradients;
        network_->eval();
        network_->forward(images(1, patch));
    }, device_);
}

std::unique_ptr<torch::optim::Adam> Trial::placed(torch::nn::Module& network, bool bfloat16) {
    network.to(device_);
    chooseLayout(network, device_, bfloat16);
    for (const auto& p : network.parameters()) weights += static_cast<double>(p.nbytes());
    return std::make_unique<GroupedAdam>(network.parameters(), torch::optim::AdamOptions(1e-6));
}

TrainPlan withNetworkOfStart(const TrainPlan& wanted) {
    auto plan = wanted;
    if (plan.model.from.empty()) return plan;
    const auto card = readModelCard(modelFile(plan.model.from));
    plan.model.generator = card.generator.id;
    plan.model.baseWidth = card.generator.baseWidth;
    plan.model.norm = card.generator.norm;
    return plan;
}

}  // namespace gano
