// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/train/step_recorder_torch.h"

namespace gano::test {

/// Keeps the work itself. As on a GPU, recording it changes nothing.
class FakeRecorder final : public gano::StepRecorder {
public:
    struct Log {
        int recordings = 0, replays = 0, forgotten = 0;
        std::string failure;          ///< Thrown at the end of each recording, unless empty.
        std::vector<at::Tensor> wrong;  ///< What replays spoil.
    };
    FakeRecorder(Log& log, std::vector<at::Tensor> kept) : log_(log), kept_(std::move(kept)) {}

    void warmUp(const std::function<void()>& work) override { work(); }
    void record(const std::function<void()>& work) override {
        std::vector<at::Tensor> values;
        for (const auto& tensor : kept_) values.push_back(tensor.detach().clone());
        work();
        const at::NoGradGuard noGradients;
        for (std::size_t i = 0; i < kept_.size(); ++i) kept_[i].copy_(values[i]);
        if (!log_.failure.empty()) throw std::runtime_error(log_.failure);
        ++log_.recordings;
        work_ = work;
    }
    void replay() override {
        ++log_.replays;
        work_();
        const at::NoGradGuard noGradients;
        for (auto& tensor : log_.wrong) tensor.add_(1e-2);
    }
    void forget() override {
        ++log_.forgotten;
        work_ = nullptr;
    }

private:
    Log& log_;
    std::vector<at::Tensor> kept_;
    std::function<void()> work_;
};

}  // namespace gano::test
