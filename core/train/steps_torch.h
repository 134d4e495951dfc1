// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/optim/adam.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/train/losses_torch.h"
#include "core/train/memory_patience_torch.h"
#include "core/train/recorded_step_torch.h"
#include "models/network.h"

namespace gano {

/// One Pix2Pix step (Isola et al. 2017): the discriminator learns real pairs from made ones, then the generator learns
/// to fool it and to be close to the clean image.
///
///   D: (adv(D(x, y), 1) + adv(D(x, G(x)), 0)) / 2      G: adv(D(x, G(x)), 1) + λ · L1(G(x), y)
/// with adv the mean squared difference (LSGAN, Mao 2017) or binary cross entropy on logits (vanilla).
/// With `bfloat16` convolutions run in it (models/precision.h); losses and weights stay in float32.
class GanStep {
public:
    /// `bad adversarialLoss` names are a UsageError. Networks and optimisers must outlive the step.
    GanStep(ImageNetwork& generator, PatchGan& discriminator, torch::optim::Adam& generatorOptimiser,
            torch::optim::Adam& discriminatorOptimiser, const std::string& adversarialLoss, double lambda,
            MemoryPatience& memory, bool bfloat16 = false);

    static std::vector<std::string> lossNames() { return {"g_adversarial", "g_l1", "d_real", "d_fake"}; }

    /// `corrupted` and `clean` are N × 1 × H × W on the networks' device. Returns the four losses of lossNames() as a
    /// float tensor on that device; g_l1 is the plain mean absolute difference, without λ.
    at::Tensor run(const at::Tensor& corrupted, const at::Tensor& clean);

    /// From now on steps are recorded and replayed where that is possible (RecordedStep); a null `recorder` changes nothing.
    void record(std::unique_ptr<StepRecorder> recorder, std::function<void(const std::string&)> told);

private:
    at::Tensor eager(const at::Tensor& corrupted, const at::Tensor& clean);
    at::Tensor adversarial(const at::Tensor& logits, bool real) const;

    ImageNetwork& generator_;
    PatchGan& discriminator_;
    torch::optim::Adam& generatorOptimiser_;
    torch::optim::Adam& discriminatorOptimiser_;
    bool leastSquares_;
    double lambda_;
    MemoryPatience& memory_;
    bool bfloat16_;
    std::unique_ptr<RecordedStep> recorded_;
};

/// One step of learning from targets.
class SupervisedStep {
public:
    SupervisedStep(ImageNetwork& network, torch::optim::Adam& optimiser, Loss loss, MemoryPatience& memory, bool bfloat16 = false)
        : network_(network), optimiser_(optimiser), loss_(std::move(loss)), memory_(memory), bfloat16_(bfloat16) {}

    /// Returns the loss of the batch, shape 1, on the network's device.
    at::Tensor run(const at::Tensor& input, const at::Tensor& target);

    /// As GanStep::record().
    void record(std::unique_ptr<StepRecorder> recorder, std::function<void(const std::string&)> told);

private:
    at::Tensor eager(const at::Tensor& input, const at::Tensor& target);

    ImageNetwork& network_;
    torch::optim::Adam& optimiser_;
    Loss loss_;
    MemoryPatience& memory_;
    bool bfloat16_;
    std::unique_ptr<RecordedStep> recorded_;
};

}  // namespace gano
