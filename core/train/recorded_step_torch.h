// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/optim/adam.h>
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/train/memory_patience_torch.h"
#include "core/train/step_recorder_torch.h"

namespace gano {

/// An optimiser whose steps can be recorded: what changes from step to step lies in tensors that the recording reads.
class RecordedOptimiser {
public:
    virtual ~RecordedOptimiser() = default;
    /// False where it cannot be, or not yet.
    virtual bool recordable() = 0;
    /// Between the two, step() takes down what it does: it counts no step.
    virtual void beginRecording() = 0;
    virtual void endRecording() = 0;
    /// Counts the step that is about to be replayed, and puts its number and the learning rate where the recording reads them.
    virtual void beforeReplay() = 0;
    virtual void forgetRecording() = 0;

    /// Everything of its own that a step changes.
    virtual std::vector<at::Tensor> moments() = 0;
    /// The mean square of a weight's gradients, as it is now; undefined where that is not known.
    virtual at::Tensor squareOf(const at::Tensor& weight) = 0;
    virtual std::vector<std::int64_t> steps() = 0;
    virtual void setSteps(const std::vector<std::int64_t>& steps) = 0;
};

/// Decides for each training step whether it is computed as ever ("eager"), recorded, or replayed.
///
/// After some eager steps of one kind (shapes, weights that learn, layers in training mode) the next of that kind is recorded. Before
/// it is used, a recording has to prove itself: from the same weights, moments and buffers two replays must end where two eager
/// steps end, as closely as two other eager steps do. Weights count by their gradients: one on which nothing depends, as a bias before batch
/// norm, is moved as far by the last digit of its gradient as any other. If they do not, or if anything throws while recording, all steps
/// are eager from then on. `told` gets one sentence of how it went. Steps of another kind in between, as an epoch's last smaller batch, are
/// eager; when another kind keeps coming, it is recorded instead. Nothing is recorded while a batch is done in pieces or shared
/// with other processes, and where memory becomes short, the recording is given up before anything else. Learning rates may change at any time.
class RecordedStep {
public:
    /// A whole step on a batch: gradients cleared, forward, backward, optimiser. Returns the losses, on the device.
    using Compute = std::function<at::Tensor(const at::Tensor&, const at::Tensor&)>;

    /// What a step changes; all outlive it.
    struct Parts {
        std::vector<torch::nn::Module*> networks;
        std::vector<RecordedOptimiser*> optimisers;
        MemoryPatience* memory = nullptr;
    };

    RecordedStep(Parts parts, std::unique_ptr<StepRecorder> recorder, std::function<void(const std::string&)> told);
    ~RecordedStep();
    RecordedStep(const RecordedStep&) = delete;
    RecordedStep& operator=(const RecordedStep&) = delete;

    /// The losses are a tensor of their own, which later steps leave alone. Reads nothing back from the device but once, in the proof.
    at::Tensor run(const at::Tensor& input, const at::Tensor& target, const Compute& eager);

    bool replays() const { return state_ == State::Replays; }

    static constexpr int warmUps = 4;  ///< cuDNN tries its ways in the first, and Adam makes its moments.

private:
    enum class State { Watches, Replays, Off };
    /// What must be alike for a recording to fit a step.
    struct Kind {
        std::vector<std::int64_t> input, target;
        std::vector<bool> flags;
        bool operator==(const Kind&) const = default;
    };
    class Memory;  ///< Everything a step changes, as it was.
    struct End;

    Kind kindOf(const at::Tensor& input, const at::Tensor& target) const;
    bool recordable() const;
    at::Tensor record(const at::Tensor& input, const at::Tensor& target, const Compute& eager);
    at::Tensor replay(const at::Tensor& input, const at::Tensor& target);
    End endOf(const Memory& before, const std::function<at::Tensor()>& step);
    static bool alike(const Memory& before, const End& replayed, const End& plain, const End& again);
    bool makeRoom();
    void forget();

    Parts parts_;
    std::unique_ptr<StepRecorder> recorder_;
    std::function<void(const std::string&)> told_;
    std::vector<at::Tensor> weights_, buffers_;
    std::vector<std::shared_ptr<torch::nn::Module>> modules_;
    State state_ = State::Watches;
    Kind seen_, recorded_;
    bool toldOfIt_ = false;
    int times_ = 0;  ///< How often `seen_` came without another in between.
    at::Tensor input_, target_, losses_;
};

/// A RecordedStep, or null: without a recorder, or with an optimiser that cannot be recorded at all.
struct StepParts {
    std::vector<torch::nn::Module*> networks;
    std::vector<torch::optim::Adam*> optimisers;
    MemoryPatience* memory = nullptr;
};
std::unique_ptr<RecordedStep> recordedStep(const StepParts& parts, std::unique_ptr<StepRecorder> recorder, std::function<void(const std::string&)> told);

}  // namespace gano
