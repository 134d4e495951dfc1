// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/optim/adam.h>

#include <cstdint>
#include <vector>

#include "core/train/recorded_step_torch.h"

namespace gano {

/// LibTorch's Adam (Kingma and Ba 2015), its arithmetic done for all weights of a group in one call each: on a GPU a dozen
/// launches instead of hundreds. State and numbers are those of torch::optim::Adam, bit for bit. Weight decay and
/// AMSGrad, which nothing here uses, are left to it, and so is everything where fastPaths().groupedAdam is off.
///
/// On processors with AVX2, all of it is one pass over memory (models/adam_kernel.h, fastPaths().fusedAdam): bit for bit what LibTorch 1.13
/// gives, and up to rounding what later ones do.
///
/// On GPUs, from LibTorch 2.1 on, all of it is one launch (at::_fused_adam_, fastPaths().fusedAdam): the same formula with the corrections
/// of the first steps computed in float32, so equal up to rounding. What is kept in states and checkpoints stays the same.
/// Recorded steps are of that kind on any device.
class GroupedAdam final : public torch::optim::Adam, public RecordedOptimiser {
public:
    using torch::optim::Adam::Adam;

    torch::Tensor step(LossClosure closure = nullptr) override;

    bool recordable() override;
    void beginRecording() override;
    void endRecording() override { recording_ = false; }
    void beforeReplay() override;
    void forgetRecording() override { recorded_.clear(); }
    std::vector<at::Tensor> moments() override;
    at::Tensor squareOf(const at::Tensor& weight) override;
    std::vector<std::int64_t> steps() override;
    void setSteps(const std::vector<std::int64_t>& steps) override;

private:
    struct Cohort;
    /// A cohort of a recording: where it reads its numbers, and who counts.
    struct Recorded {
        std::vector<torch::optim::AdamParamState*> states;
        const torch::optim::AdamOptions* options = nullptr;
        at::Tensor step, rate;
    };

    bool plain(bool closure);
    void advanceRecorded(const Cohort& cohort, const torch::optim::AdamOptions& options);

    bool recording_ = false;
    std::size_t next_ = 0;  ///< Of `recorded_`, while a step is taken down.
    std::vector<Recorded> recorded_;
};

}  // namespace gano
