// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/estimate.h"

#include <torch/cuda.h>
#include <torch/optim/adam.h>

#include <chrono>
#include <cmath>

#include "core/tasks/task.h"
#include "core/train/devices.h"
#include "core/train/model_card.h"
#include "core/train/run_folder.h"
#include "core/train/steps_torch.h"
#include "models/buffer_cache.h"

namespace gano {
namespace {

constexpr int measuredImages = 2;     ///< Per step, on the processor.
constexpr int measuredOnDevice = 16;  ///< Per step, on a GPU: enough to keep it busy.

/// What one image leaves behind between the forward and the backward pass.
double activationBytes(ImageNetwork& network, std::int64_t side) {
    const auto image = at::rand({1, 1, side, side});
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

RunEstimate estimateRun(const TrainPlan& wanted, std::size_t trainPatches, std::size_t validationPatches, RunControl& control) {
    auto plan = wanted;
    if (plan.data.images.empty()) plan.data.images = ".";  // Which images they are does not matter here.
    checkPlan(plan);
    if (!plan.model.from.empty()) {
        const auto card = readModelCard(modelFile(plan.model.from));
        plan.model.generator = card.generator.id;
        plan.model.baseWidth = card.generator.baseWidth;
        plan.model.norm = card.generator.norm;
    }
    RunEstimate estimate;
    estimate.device = chooseDevice(plan.training.device);
    const ComputeScope computing(plan.training.threads);
    const at::Device device(estimate.device);
    const auto& row = task(plan.task);
    const bool pretraining = row.target == TargetKind::None;
    const auto& t = plan.training;
    const std::int64_t side = std::int64_t{std::min(t.crop, plan.data.patchSize)} * (pretraining ? 1 : t.scale);
    const std::int64_t images = std::min(t.batchSize, device.is_cuda() ? measuredOnDevice : measuredImages);

    const auto lossName = t.loss.empty() && !row.losses.empty() ? row.losses.front() : t.loss;
    // How many classes there are is not known yet; a few more channels at the end cost little.
    const int channels = lossName == "cross-entropy" ? 3 : 1;
    const auto network = makeGenerator({plan.model.generator, 1, channels, plan.model.baseWidth, plan.model.norm});
    initialise(*network, plan.model.initialisation, 1);
    double activations = activationBytes(*network, side);
    network->to(device);
    torch::optim::Adam optimiser(network->parameters(), torch::optim::AdamOptions(1e-6));
    MemoryPatience memory(t.microBatch, [](const std::string&) {});
    std::shared_ptr<PatchGan> discriminator;
    std::unique_ptr<torch::optim::Adam> discriminatorOptimiser;
    std::unique_ptr<GanStep> ganStep;
    std::unique_ptr<SupervisedStep> supervisedStep;
    double weights = 0;
    for (const auto& p : network->parameters()) weights += static_cast<double>(p.nbytes());
    if (pretraining) {
        discriminator = makeDiscriminator(2, plan.pretrain.discriminatorNorm);
        discriminator->to(device);
        for (const auto& p : discriminator->parameters()) weights += static_cast<double>(p.nbytes());
        // The discriminator sees each image twice; its activations are about half of a small U-Net's.
        activations *= 1.5;
        discriminatorOptimiser = std::make_unique<torch::optim::Adam>(discriminator->parameters(), torch::optim::AdamOptions(1e-6));
        ganStep = std::make_unique<GanStep>(*network, *discriminator, optimiser, *discriminatorOptimiser, plan.pretrain.adversarialLoss,
                                            plan.pretrain.lambda, memory);
    } else {
        supervisedStep = std::make_unique<SupervisedStep>(*network, optimiser, makeLoss(lossName), memory);
    }
    const auto input = at::rand({images, 1, side, side}, at::TensorOptions().device(device));
    const auto target = row.target == TargetKind::Labels ? at::rand({images, 1, side, side}, at::TensorOptions().device(device)).gt(0.5).to(at::kFloat) : input;
    const auto step = [&] {
        if (ganStep) ganStep->run(input, target);
        else supervisedStep->run(input, target);
    };
    estimate.cancelled = true;
    double measured = 0;
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (!control.proceed()) return estimate;
        const double taken = seconds(step, device);
        if (attempt > 0) measured += taken / 2.0;  // The first one warms up.
    }
    if (!control.proceed()) return estimate;
    const auto patch = std::int64_t{plan.data.patchSize} * (pretraining ? 1 : t.scale);
    const double forward = seconds([&] {
        at::NoGradGuard noGradients;
        network->eval();
        network->forward(at::rand({1, 1, patch, patch}, at::TensorOptions().device(device)));
    }, device);
    estimate.cancelled = false;
    const auto batch = static_cast<double>(t.batchSize);
    estimate.secondsPerStep = measured * batch / static_cast<double>(images);
    estimate.stepsPerEpoch = t.stepsPerEpoch > 0 ? t.stepsPerEpoch : std::ceil(static_cast<double>(trainPatches) / batch);
    const auto validated = t.maxValidationPatches > 0 ? std::min(validationPatches, static_cast<std::size_t>(t.maxValidationPatches)) : validationPatches;
    estimate.secondsTotal = t.epochs * (estimate.secondsPerStep * estimate.stepsPerEpoch + forward * static_cast<double>(validated));
    const double held = t.microBatch > 0 ? std::min(t.microBatch, t.batchSize) : t.batchSize;
    // Weights, gradients and Adam's two moments.
    estimate.memoryBytes = 4.0 * weights + activations * held;
    return estimate;
}

}  // namespace gano
