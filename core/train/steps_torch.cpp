// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/steps_torch.h"

#include <algorithm>

#include "core/base/error.h"
#include "models/precision.h"

namespace gano {
namespace {

template <class Network>
at::Tensor through(Network& network, const at::Tensor& input, bool bfloat16) {
    const PrecisionScope precision(input.device(), bfloat16);
    return network.forward(input);
}

/// Keeps a network's weights out of the gradient while the generator learns through it: a third of the work saved.
class GradientsOff {
public:
    explicit GradientsOff(torch::nn::Module& module) : parameters_(module.parameters()) {
        for (auto& p : parameters_) p.set_requires_grad(false);
    }
    ~GradientsOff() {
        for (auto& p : parameters_) p.set_requires_grad(true);
    }
    GradientsOff(const GradientsOff&) = delete;
    GradientsOff& operator=(const GradientsOff&) = delete;

private:
    std::vector<at::Tensor> parameters_;
};

}  // namespace

GanStep::GanStep(ImageNetwork& generator, PatchGan& discriminator, torch::optim::Adam& generatorOptimiser,
                 torch::optim::Adam& discriminatorOptimiser, const std::string& adversarialLoss, double lambda,
                 MemoryPatience& memory, bool bfloat16)
    : generator_(generator),
      discriminator_(discriminator),
      generatorOptimiser_(generatorOptimiser),
      discriminatorOptimiser_(discriminatorOptimiser),
      leastSquares_(adversarialLoss == "lsgan"),
      lambda_(lambda),
      memory_(memory),
      bfloat16_(bfloat16) {
    const std::vector<std::string> known = {"lsgan", "vanilla"};
    if (std::find(known.begin(), known.end(), adversarialLoss) == known.end())
        throw unknownName("adversarial loss", adversarialLoss, known);
}

at::Tensor GanStep::adversarial(const at::Tensor& answer, bool real) const {
    const auto logits = answer.scalar_type() == at::kBFloat16 ? answer.to(at::kFloat) : answer;
    const auto wanted = at::full_like(logits, real ? 1.0 : 0.0);
    return leastSquares_ ? at::mse_loss(logits, wanted) : at::binary_cross_entropy_with_logits(logits, wanted);
}

void GanStep::record(std::unique_ptr<StepRecorder> recorder, std::function<void(const std::string&)> told) {
    recorded_ = recordedStep({{&generator_, &discriminator_}, {&generatorOptimiser_, &discriminatorOptimiser_}, &memory_}, std::move(recorder), std::move(told));
}

at::Tensor GanStep::run(const at::Tensor& corrupted, const at::Tensor& clean) {
    if (!recorded_) return eager(corrupted, clean);
    return recorded_->run(corrupted, clean, [this](const at::Tensor& x, const at::Tensor& y) { return eager(x, y); });
}

at::Tensor GanStep::eager(const at::Tensor& corrupted, const at::Tensor& clean) {
    const auto batch = corrupted.size(0);
    auto losses = at::zeros({4}, corrupted.options());
    // With one piece the generator runs once and its graph serves both networks; with several pieces the graphs of the
    // whole batch would not fit, so that the generator runs again after the discriminator's step.
    at::Tensor made;
    memory_.run(
        batch,
        [&] {
            discriminatorOptimiser_.zero_grad();
            losses.zero_();
            made = at::Tensor();
        },
        [&](std::int64_t start, std::int64_t count, double share) {
            const auto x = corrupted.narrow(0, start, count), y = clean.narrow(0, start, count);
            at::Tensor fake;
            if (memory_.whole()) {
                fake = made = through(generator_, x, bfloat16_);
            } else {
                at::NoGradGuard noGradients;
                fake = through(generator_, x, bfloat16_);
            }
            const auto real = adversarial(through(discriminator_, at::cat({x, y}, 1), bfloat16_), true);
            const auto faked = adversarial(through(discriminator_, at::cat({x, fake.detach()}, 1), bfloat16_), false);
            ((real + faked) * (0.5 * share)).backward();
            losses[2] += real.detach() * share;
            losses[3] += faked.detach() * share;
        });
    discriminatorOptimiser_.step();

    const GradientsOff judging(discriminator_);
    memory_.run(
        batch,
        [&] {
            generatorOptimiser_.zero_grad();
            losses.narrow(0, 0, 2).zero_();
        },
        [&](std::int64_t start, std::int64_t count, double share) {
            const auto x = corrupted.narrow(0, start, count), y = clean.narrow(0, start, count);
            const auto fake = memory_.whole() && made.defined() ? made : through(generator_, x, bfloat16_);
            made = at::Tensor();
            const auto fooled = adversarial(through(discriminator_, at::cat({x, fake}, 1), bfloat16_), true);
            const auto close = at::l1_loss(fake, y);
            ((fooled + close * lambda_) * share).backward();
            losses[0] += fooled.detach() * share;
            losses[1] += close.detach() * share;
        });
    generatorOptimiser_.step();
    return losses;
}

void SupervisedStep::record(std::unique_ptr<StepRecorder> recorder, std::function<void(const std::string&)> told) {
    recorded_ = recordedStep({{&network_}, {&optimiser_}, &memory_}, std::move(recorder), std::move(told));
}

at::Tensor SupervisedStep::run(const at::Tensor& input, const at::Tensor& target) {
    if (!recorded_) return eager(input, target);
    return recorded_->run(input, target, [this](const at::Tensor& x, const at::Tensor& y) { return eager(x, y); });
}

at::Tensor SupervisedStep::eager(const at::Tensor& input, const at::Tensor& target) {
    auto losses = at::zeros({1}, input.options());
    memory_.run(
        input.size(0),
        [&] {
            optimiser_.zero_grad();
            losses.zero_();
        },
        [&](std::int64_t start, std::int64_t count, double share) {
            const auto loss = loss_(through(network_, input.narrow(0, start, count), bfloat16_), target.narrow(0, start, count));
            (loss * share).backward();
            losses[0] += loss.detach() * share;
        });
    optimiser_.step();
    return losses;
}

}  // namespace gano
