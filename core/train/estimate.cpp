// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/estimate.h"

#include <torch/cuda.h>
#include <torch/optim/adam.h>

#include <chrono>
#include <cmath>
#include <optional>

#include "core/tasks/task.h"
#include "core/train/devices.h"
#include "core/train/grouped_adam_torch.h"
#include "core/train/model_card.h"
#include "core/train/run_folder.h"
#include "core/train/steps_torch.h"
#include "models/buffer_cache.h"
#include "models/precision.h"

namespace gano {
namespace {

constexpr int fewImages = 2;        ///< Per step, on the processor.
constexpr int moreImages = 8;       ///< A second size: a step costs something even without images.
constexpr int imagesOnDevice = 16;  ///< Per step, on a GPU: enough to keep it busy.
constexpr double longStep = 1.0;    ///< Seconds; what a step costs without images does not matter beside it.

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

/// The plan's network and optimiser on made-up images.
class Trial {
public:
    /// What one image leaves behind, and the weights, are known from then on.
    Trial(const TrainPlan& plan, const at::Device& device, MemoryPatience& memory)
        : device_(device), pretraining_(task(plan.task).target == TargetKind::None), labels_(task(plan.task).target == TargetKind::Labels) {
        const auto& t = plan.training;
        side_ = std::int64_t{std::min(t.crop, plan.data.patchSize)} * (pretraining_ ? 1 : t.scale);
        const auto& losses = task(plan.task).losses;
        const auto lossName = t.loss.empty() && !losses.empty() ? losses.front() : t.loss;
        // How many classes there are is not known yet; a few more channels at the end cost little.
        const int channels = lossName == "cross-entropy" ? 3 : 1;
        network_ = makeGenerator({plan.model.generator, 1, channels, plan.model.baseWidth, plan.model.norm});
        initialise(*network_, plan.model.initialisation, 1);
        activations = activationBytes(*network_, side_);
        const bool bfloat16 = wantsBfloat16(t.precision, device);
        optimiser_ = placed(*network_, bfloat16);
        if (pretraining_ && plan.pretrain.adversarial()) {
            discriminator_ = makeDiscriminator(2, plan.pretrain.discriminatorNorm);
            discriminatorOptimiser_ = placed(*discriminator_, bfloat16);
            // The discriminator sees each image twice; its activations are about half of a small U-Net's.
            activations *= 1.5;
            ganStep_ = std::make_unique<GanStep>(*network_, *discriminator_, *optimiser_, *discriminatorOptimiser_, plan.pretrain.adversarialLoss,
                                                 plan.pretrain.lambda, memory, bfloat16);
        } else {
            supervisedStep_ = std::make_unique<SupervisedStep>(*network_, *optimiser_, makeLoss(lossName), memory, bfloat16);
        }
    }

    /// The mean of two steps after one that warms up; nothing when stopped.
    std::optional<double> step(std::int64_t images, RunControl& control) {
        const auto options = at::TensorOptions().device(device_);
        const auto input = at::rand({images, 1, side_, side_}, options);
        const auto target = labels_ ? at::rand({images, 1, side_, side_}, options).gt(0.5).to(at::kFloat) : input;
        double measured = 0;
        for (int attempt = 0; attempt < 3; ++attempt) {
            if (!control.proceed()) return std::nullopt;
            const double taken = seconds([&] { ganStep_ ? ganStep_->run(input, target) : supervisedStep_->run(input, target); }, device_);
            if (attempt > 0) measured += taken / 2.0;
        }
        return measured;
    }

    double validation(std::int64_t patch) {
        return seconds([&] {
            at::NoGradGuard noGradients;
            network_->eval();
            network_->forward(at::rand({1, 1, patch, patch}, at::TensorOptions().device(device_)));
        }, device_);
    }

    double activations = 0;  ///< Bytes between the forward and the backward pass, for one image.
    double weights = 0;      ///< Bytes.

private:
    std::unique_ptr<torch::optim::Adam> placed(torch::nn::Module& network, bool bfloat16) {
        network.to(device_);
        chooseLayout(network, device_, bfloat16);
        for (const auto& p : network.parameters()) weights += static_cast<double>(p.nbytes());
        return std::make_unique<GroupedAdam>(network.parameters(), torch::optim::AdamOptions(1e-6));
    }

    at::Device device_;
    bool pretraining_, labels_;
    std::int64_t side_ = 0;
    std::shared_ptr<ImageNetwork> network_;
    std::shared_ptr<PatchGan> discriminator_;
    std::unique_ptr<torch::optim::Adam> optimiser_, discriminatorOptimiser_;
    std::unique_ptr<GanStep> ganStep_;
    std::unique_ptr<SupervisedStep> supervisedStep_;
};

/// Seconds of a step with the whole batch, from steps with fewer images.
std::optional<double> wholeStep(Trial& trial, int batch, bool onDevice, RunControl& control) {
    const auto few = std::min(batch, onDevice ? imagesOnDevice : fewImages);
    const auto quick = trial.step(few, control);
    if (!quick || few == batch) return quick;
    const auto more = std::min(batch, moreImages);
    if (onDevice || *quick > longStep || more <= few) return *quick * batch / few;
    const auto longer = trial.step(more, control);
    if (!longer) return std::nullopt;
    const double each = std::max(0.0, *longer - *quick) / (more - few);
    return *longer + each * (batch - more);
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
    const auto& t = plan.training;
    MemoryPatience memory(t.microBatch, [](const std::string&) {});
    Trial trial(plan, device, memory);
    estimate.cancelled = true;
    const auto step = wholeStep(trial, t.batchSize, device.is_cuda(), control);
    if (!step || !control.proceed()) return estimate;
    const auto patch = std::int64_t{plan.data.patchSize} * (task(plan.task).target == TargetKind::None ? 1 : t.scale);
    const double forward = trial.validation(patch);
    estimate.cancelled = false;
    estimate.secondsPerStep = *step;
    estimate.stepsPerEpoch = t.stepsPerEpoch > 0 ? t.stepsPerEpoch : std::ceil(static_cast<double>(trainPatches) / t.batchSize);
    const auto validated = t.maxValidationPatches > 0 ? std::min(validationPatches, static_cast<std::size_t>(t.maxValidationPatches)) : validationPatches;
    estimate.secondsTotal = t.epochs * (estimate.secondsPerStep * estimate.stepsPerEpoch + forward * static_cast<double>(validated));
    const double held = t.microBatch > 0 ? std::min(t.microBatch, t.batchSize) : t.batchSize;
    // Weights, gradients and Adam's two moments.
    estimate.memoryBytes = 4.0 * trial.weights + trial.activations * held;
    return estimate;
}

}  // namespace gano
