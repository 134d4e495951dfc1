// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/optim/adam.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/train/gradient_sharing_torch.h"
#include "core/train/losses_torch.h"
#include "models/network.h"

namespace gano {

/// Runs one optimiser step in pieces that fit the device's memory.
///
/// When a piece runs out of memory it is halved, the gradients so far are thrown away, and the same batch is done again
/// with gradients added up: the effective batch does not change. `told` gets one sentence each time. The gradients are those
/// of the whole batch where the loss is a mean over pixels and no layer looks at the batch; batch norm and Dice see the pieces.
/// Where processes share the batch, all work in as many pieces, and gradients are those of all of them when run() returns.
class MemoryPatience {
public:
    MemoryPatience(std::int64_t microBatch, std::function<void(const std::string&)> told)
        : micro_(microBatch), told_(std::move(told)) {}

    /// Calls `piece(start, count, share)` until `batch` samples are done, share = count / the whole batch; `reset` before each try.
    void run(std::int64_t batch, const std::function<void()>& reset,
             const std::function<void(std::int64_t, std::int64_t, double)>& piece);

    std::int64_t microBatch() const { return micro_; }
    void setMicroBatch(std::int64_t microBatch) { micro_ = microBatch; }
    /// True while the batch, or this process's share of it, is done in one piece.
    bool whole() const { return whole_; }
    /// From now on `batch` is a share of a batch; null: the whole of one again.
    void share(GradientSharing* sharing) { sharing_ = sharing; }

private:
    void recover(const std::exception& failure, std::int64_t micro, std::int64_t batch);

    std::int64_t micro_;  ///< 0: the whole batch.
    bool whole_ = true;
    GradientSharing* sharing_ = nullptr;
    std::function<void(const std::string&)> told_;
};

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

private:
    at::Tensor adversarial(const at::Tensor& logits, bool real) const;

    ImageNetwork& generator_;
    PatchGan& discriminator_;
    torch::optim::Adam& generatorOptimiser_;
    torch::optim::Adam& discriminatorOptimiser_;
    bool leastSquares_;
    double lambda_;
    MemoryPatience& memory_;
    bool bfloat16_;
};

/// One step of learning from targets.
class SupervisedStep {
public:
    SupervisedStep(ImageNetwork& network, torch::optim::Adam& optimiser, Loss loss, MemoryPatience& memory, bool bfloat16 = false)
        : network_(network), optimiser_(optimiser), loss_(std::move(loss)), memory_(memory), bfloat16_(bfloat16) {}

    /// Returns the loss of the batch, shape 1, on the network's device.
    at::Tensor run(const at::Tensor& input, const at::Tensor& target);

private:
    ImageNetwork& network_;
    torch::optim::Adam& optimiser_;
    Loss loss_;
    MemoryPatience& memory_;
    bool bfloat16_;
};

}  // namespace gano
