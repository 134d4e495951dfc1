// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "core/base/run_control.h"
#include "core/train/plan.h"
#include "core/train/steps_torch.h"

namespace gano {

/// A plan's network and optimiser on made-up images: what its steps cost before there is a training. Draws from a random
/// stream of its own, so that a training that follows draws the same numbers as without it.
class Trial {
public:
    /// What one image leaves behind, and the weights, are known from then on. `memory` must outlive it.
    Trial(const TrainPlan& plan, const at::Device& device, MemoryPatience& memory);

    /// One optimiser step with so many images; done when it returns, also on a GPU.
    void once(std::int64_t images);
    /// The mean seconds of two steps after those that warm up; nothing when stopped.
    std::optional<double> step(std::int64_t images, RunControl& control);
    /// Seconds of a forward pass of one image.
    double validation(std::int64_t patch);

    double activations = 0;  ///< Bytes between the forward and the backward pass, for one image.
    double weights = 0;      ///< Bytes.

private:
    std::unique_ptr<torch::optim::Adam> placed(torch::nn::Module& network, bool bfloat16);
    struct Pair {
        at::Tensor input, target;
    };
    at::Tensor images(std::int64_t count, std::int64_t side);
    Pair pairs(std::int64_t count);
    double run(const Pair& pair);  ///< Seconds of a step.

    at::Device device_;
    at::Generator random_;
    bool pretraining_, labels_, records_ = false;
    std::int64_t side_ = 0;
    std::shared_ptr<ImageNetwork> network_;
    std::shared_ptr<PatchGan> discriminator_;
    std::unique_ptr<torch::optim::Adam> optimiser_, discriminatorOptimiser_;
    std::unique_ptr<GanStep> ganStep_;
    std::unique_ptr<SupervisedStep> supervisedStep_;
};

/// The plan with the network that its start fixes: that of the model it is taken from.
TrainPlan withNetworkOfStart(const TrainPlan& plan);

}  // namespace gano
