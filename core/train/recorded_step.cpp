// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "core/base/error.h"
#include "core/train/recorded_step_torch.h"

namespace gano {
namespace {

constexpr int proofSteps = 2;          ///< What is wrong with what lasts from one step to the next shows in the second.
constexpr double timesApart = 4.0;     ///< Of what two eager runs differ among themselves, since GPUs add up in any order.
constexpr double partApart = 0.01;     ///< Of what the steps changed.
constexpr double roundingApart = 1e-6; ///< Of the values themselves.

/// While it lives, optimisers take down their steps and out-of-memory is not mended.
class Recording {
public:
    explicit Recording(const RecordedStep::Parts& parts) : parts_(parts) {
        if (parts_.memory != nullptr) parts_.memory->setPatient(false);
        for (auto* optimiser : parts_.optimisers) optimiser->beginRecording();
    }
    ~Recording() {
        for (auto* optimiser : parts_.optimisers) optimiser->endRecording();
        if (parts_.memory != nullptr) parts_.memory->setPatient(true);
    }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

private:
    const RecordedStep::Parts& parts_;
};

using Tensors = std::vector<at::Tensor>;

Tensors copies(const Tensors& tensors) {
    Tensors made;
    made.reserve(tensors.size());
    for (const auto& tensor : tensors) made.push_back(tensor.detach().clone());
    return made;
}

/// The length of the difference of two lists of tensors, or of one list. `scales`: by what each counts, where it is defined.
double distance(const Tensors& a, const Tensors* b, const Tensors* scales = nullptr) {
    at::Tensor sum;
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto apart = b == nullptr ? a[i].to(at::kDouble) : a[i].to(at::kDouble) - (*b)[i].to(at::kDouble);
        if (scales != nullptr && (*scales)[i].defined()) apart = apart * (*scales)[i];
        const auto squares = apart.square().sum();
        sum = sum.defined() ? sum + squares : squares;
    }
    return sum.defined() ? std::sqrt(sum.item<double>()) : 0.0;
}

}  // namespace

class RecordedStep::Memory {
public:
    explicit Memory(RecordedStep& step) : step_(step), tensors_(everything()), values_(copies(tensors_)) {
        for (auto* optimiser : step_.parts_.optimisers) steps_.push_back(optimiser->steps());
    }
    /// The gradients go: each step makes its own.
    void restore() const {
        const at::NoGradGuard noGradients;
        for (std::size_t i = 0; i < tensors_.size(); ++i) tensors_[i].copy_(values_[i]);
        for (auto& weight : step_.weights_) weight.mutable_grad() = at::Tensor();
        for (std::size_t i = 0; i < steps_.size(); ++i) step_.parts_.optimisers[i]->setSteps(steps_[i]);
    }
    /// As they are now.
    Tensors now() const { return copies(tensors_); }
    const Tensors& values() const { return values_; }
    std::vector<std::vector<std::int64_t>> stepsNow() const {
        std::vector<std::vector<std::int64_t>> all;
        for (auto* optimiser : step_.parts_.optimisers) all.push_back(optimiser->steps());
        return all;
    }
    /// The size of each weight's gradient.
    Tensors scales() const {
        Tensors all;
        for (const auto& weight : step_.weights_) {
            all.emplace_back();
            for (auto* optimiser : step_.parts_.optimisers)
                if (const auto square = optimiser->squareOf(weight); square.defined()) all.back() = square.to(at::kDouble).sqrt();
        }
        return all;
    }
    /// Where weights end and buffers begin, where buffers end and moments begin, and the end.
    std::vector<std::size_t> ends() const { return {step_.weights_.size(), step_.weights_.size() + step_.buffers_.size(), tensors_.size()}; }

private:
    Tensors everything() const {
        auto all = step_.weights_;
        all.insert(all.end(), step_.buffers_.begin(), step_.buffers_.end());
        for (auto* optimiser : step_.parts_.optimisers)
            for (const auto& moment : optimiser->moments()) all.push_back(moment);
        return all;
    }

    RecordedStep& step_;
    Tensors tensors_, values_;
    std::vector<std::vector<std::int64_t>> steps_;
};

/// Where some steps ended.
struct RecordedStep::End {
    Tensors values;
    at::Tensor losses;
    std::vector<std::vector<std::int64_t>> steps;
};

RecordedStep::RecordedStep(Parts parts, std::unique_ptr<StepRecorder> recorder, std::function<void(const std::string&)> told)
    : parts_(std::move(parts)), recorder_(std::move(recorder)), told_(std::move(told)) {
    for (auto* network : parts_.networks) {
        for (auto& weight : network->parameters()) weights_.push_back(weight);
        for (auto& buffer : network->buffers()) buffers_.push_back(buffer);
        for (auto& module : network->modules(true)) modules_.push_back(module);
    }
    // A recording keeps the memory of its step for itself: others go before it.
    if (parts_.memory != nullptr) parts_.memory->askForRoom([this] { return makeRoom(); });
}

RecordedStep::~RecordedStep() {
    forget();
    if (parts_.memory != nullptr) parts_.memory->askForRoom(nullptr);
}

bool RecordedStep::makeRoom() {
    if (state_ != State::Replays) return false;
    forget();
    state_ = State::Off;
    told_("The recording of the training step gave its memory to other work; each step is started anew from here on.");
    return true;
}

RecordedStep::Kind RecordedStep::kindOf(const at::Tensor& input, const at::Tensor& target) const {
    Kind kind{input.sizes().vec(), target.sizes().vec(), {}};
    kind.flags.reserve(weights_.size() + modules_.size());
    for (const auto& weight : weights_) kind.flags.push_back(weight.requires_grad());
    for (const auto& module : modules_) kind.flags.push_back(module->is_training());
    return kind;
}

bool RecordedStep::recordable() const {
    for (auto* optimiser : parts_.optimisers)
        if (!optimiser->recordable()) return false;
    return true;
}

at::Tensor RecordedStep::run(const at::Tensor& input, const at::Tensor& target, const Compute& eager) {
    if (state_ == State::Off) return eager(input, target);
    if (parts_.memory != nullptr && !parts_.memory->takesWhole(input.size(0))) {
        forget();
        return eager(input, target);
    }
    const auto kind = kindOf(input, target);
    if (state_ == State::Replays && kind == recorded_) {
        times_ = 0;
        return replay(input, target);
    }
    if (times_ == 0 || kind != seen_) {
        seen_ = kind;
        times_ = 0;
    }
    ++times_;
    if (times_ > warmUps && recordable()) return record(input, target, eager);
    // Beside a recording that stays, its memory need not be made room for.
    if (state_ == State::Replays && times_ == 1) return eager(input, target);
    at::Tensor losses;
    recorder_->warmUp([&] { losses = eager(input, target); });
    return losses;
}

at::Tensor RecordedStep::record(const at::Tensor& input, const at::Tensor& target, const Compute& eager) {
    forget();
    std::string failure;
    const Memory before(*this);
    try {
        // The ordinary steps come first: their memory is free again when the recording asks for its own.
        const auto ordinary = [&] {
            at::Tensor losses;
            recorder_->warmUp([&] { losses = eager(input, target); });
            return losses;
        };
        const auto plain = endOf(before, ordinary), again = endOf(before, ordinary);
        before.restore();
        if (parts_.memory != nullptr && !parts_.memory->takesWhole(input.size(0))) throw Error("the memory is too short for it");
        input_ = input.clone();
        target_ = target.clone();
        // By value: a recorder may keep it.
        recorder_->record([this, eager] {
            const Recording recording(parts_);
            losses_ = eager(input_, target_);
        });
        const auto replayed = endOf(before, [&] { return replay(input, target); });
        if (!alike(before, replayed, plain, again)) failure = "its results were not those of the step itself";
    } catch (const std::exception& failed) {
        failure = failed.what();
    }
    before.restore();
    if (failure.empty()) {
        state_ = State::Replays;
        recorded_ = seen_;
        times_ = 0;
        if (!std::exchange(toldOfIt_, true)) told_("The training step was recorded: the GPU repeats it without waiting for the processor.");
        return replay(input, target);
    }
    forget();
    state_ = State::Off;
    // LibTorch's messages go on with where they came from.
    told_(fmt::format("The training step could not be recorded on the GPU, so that each step is started anew, which is slower: {}.", failure.substr(0, failure.find_first_of(".\n"))));
    return eager(input, target);
}

at::Tensor RecordedStep::replay(const at::Tensor& input, const at::Tensor& target) {
    input_.copy_(input, /*non_blocking=*/true);
    target_.copy_(target, /*non_blocking=*/true);
    for (auto* optimiser : parts_.optimisers) optimiser->beforeReplay();
    recorder_->replay();
    return losses_.clone();
}

RecordedStep::End RecordedStep::endOf(const Memory& before, const std::function<at::Tensor()>& step) {
    before.restore();
    End end;
    for (int i = 0; i < proofSteps; ++i) end.losses = step();
    end.values = before.now();
    end.steps = before.stepsNow();
    return end;
}

bool RecordedStep::alike(const Memory& before, const End& replayed, const End& plain, const End& again) {
    const auto scales = before.scales();
    if (replayed.steps != plain.steps) return false;
    const auto close = [](double apart, double amongEager, double changed, double size) {
        return apart <= timesApart * amongEager + partApart * changed + roundingApart * size;  // Not where one is no number.
    };
    std::size_t begin = 0;
    for (const auto end : before.ends()) {
        const auto part = [&](const Tensors& all) { return Tensors(all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end)); };
        const auto a = part(replayed.values), b = part(plain.values), c = part(again.values), start = part(before.values());
        const auto* counts = begin == 0 ? &scales : nullptr;
        if (!close(distance(a, &b, counts), distance(b, &c, counts), distance(b, &start, counts), distance(b, nullptr, counts))) return false;
        begin = end;
    }
    const Tensors a = {replayed.losses}, b = {plain.losses}, c = {again.losses};
    return close(distance(a, &b), distance(b, &c), distance(b, nullptr), 0.0);
}

void RecordedStep::forget() {
    if (!input_.defined()) return;
    for (auto& weight : weights_) weight.mutable_grad() = at::Tensor();
    for (auto* optimiser : parts_.optimisers) optimiser->forgetRecording();
    input_ = target_ = losses_ = at::Tensor();
    recorder_->forget();
    state_ = State::Watches;
    times_ = 0;
}

std::unique_ptr<RecordedStep> recordedStep(const StepParts& parts, std::unique_ptr<StepRecorder> recorder, std::function<void(const std::string&)> told) {
    if (!recorder) return nullptr;
    RecordedStep::Parts found{parts.networks, {}, parts.memory};
    for (auto* optimiser : parts.optimisers) {
        auto* known = dynamic_cast<RecordedOptimiser*>(optimiser);
        if (known == nullptr) return nullptr;
        found.optimisers.push_back(known);
    }
    return std::make_unique<RecordedStep>(std::move(found), std::move(recorder), std::move(told));
}

}  // namespace gano
