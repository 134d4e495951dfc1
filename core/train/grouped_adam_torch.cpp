// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/grouped_adam_torch.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/record_function.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "models/adam_kernel.h"
#include "models/fast_paths.h"
#include "models/precision.h"
#include "models/torch_compat.h"
#include "models/winograd.h"

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
#define GANOSCOPE_FUSED_ADAM
#endif

namespace gano {

/// Weights that have made equally many steps: those of layers that were frozen for a while lag behind.
struct GroupedAdam::Cohort {
    std::vector<at::Tensor> weights, gradients, means, squares;
    std::vector<torch::optim::AdamParamState*> states;
};

namespace {

torch::optim::AdamParamState* knownState(torch::optim::Adam& adam, const at::Tensor& weight) {
    const auto found = adam.state().find(optimiserKey(weight));
    return found == adam.state().end() || !found->second ? nullptr : static_cast<torch::optim::AdamParamState*>(found->second.get());
}

torch::optim::AdamParamState& stateOf(torch::optim::Adam& adam, const at::Tensor& weight) {
    auto& state = adam.state()[optimiserKey(weight)];
    if (!state) {
        auto fresh = std::make_unique<torch::optim::AdamParamState>();
        fresh->step(0);
        fresh->exp_avg(at::zeros_like(weight, at::MemoryFormat::Preserve));
        fresh->exp_avg_sq(at::zeros_like(weight, at::MemoryFormat::Preserve));
        state = std::move(fresh);
    }
    return static_cast<torch::optim::AdamParamState&>(*state);
}

bool fusedWorks([[maybe_unused]] const at::Device& device) {
#if !defined(GANOSCOPE_FUSED_ADAM)
    return false;
#elif TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 4
    return device.is_cuda();
#else
    return device.is_cuda() || device.is_cpu();
#endif
}

/// Whether the values lie in memory in the same order. Along sides of length 1 strides mean nothing, and LibTorch leaves them as they come.
bool sameOrder(const at::Tensor& a, const at::Tensor& b) {
    for (std::int64_t i = 0; i < b.dim(); ++i)
        if (b.size(i) != 1 && a.stride(i) != b.stride(i)) return false;
    return true;
}

/// The fused step wants strides that are equal also where they mean nothing.
at::Tensor likeWeight(const at::Tensor& values, const at::Tensor& weight) {
    if (values.strides() == weight.strides()) return values;
    if (sameOrder(values, weight)) return values.as_strided(weight.sizes(), weight.strides());
    return at::empty_like(weight).copy_(values);
}

void arrange(torch::optim::AdamParamState& state, const at::Tensor& weight) {
    if (state.exp_avg().strides() != weight.strides()) state.exp_avg(likeWeight(state.exp_avg(), weight));
    if (state.exp_avg_sq().strides() != weight.strides()) state.exp_avg_sq(likeWeight(state.exp_avg_sq(), weight));
}

template <class Cohort>
void advanceFused([[maybe_unused]] const Cohort& cohort, [[maybe_unused]] const at::Tensor& step, [[maybe_unused]] const at::Tensor& rate,
                  [[maybe_unused]] const torch::optim::AdamOptions& options) {
#ifdef GANOSCOPE_FUSED_ADAM
    const auto [beta1, beta2] = options.betas();
    std::vector<at::Tensor> gradients;
    gradients.reserve(cohort.gradients.size());
    for (std::size_t i = 0; i < cohort.gradients.size(); ++i) gradients.push_back(likeWeight(cohort.gradients[i], cohort.weights[i]));
    // All of a cohort have made as many steps, so that one number serves them.
    const std::vector<at::Tensor> steps(cohort.weights.size(), step);
    at::_fused_adam_(cohort.weights, gradients, cohort.means, cohort.squares, {}, steps, rate, beta1, beta2, /*weight_decay=*/0.0, options.eps(), /*amsgrad=*/false,
                     /*maximize=*/false);
#endif
}

/// False, and nothing done, where some values are no float32 on the processor, or lie in another order than their weights.
template <class Cohort>
bool advanceInOnePass(const Cohort& cohort, std::int64_t step, const torch::optim::AdamOptions& options) {
    if (!winograd::built || !processorHasAvx2() || !fastPaths().fusedAdam) return false;
    struct Piece {
        const float* gradients;
        float *means, *squares, *weights;
        std::int64_t count;
    };
    constexpr std::int64_t most = 8192;  // Values of a piece: many for the way there, few enough for all cores to have some.
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < cohort.weights.size(); ++i) {
        const auto& weight = cohort.weights[i];
        if (!weight.is_non_overlapping_and_dense()) return false;
        for (const auto* values : {&weight, &cohort.gradients[i], &cohort.means[i], &cohort.squares[i]})
            if (!values->is_cpu() || values->scalar_type() != at::kFloat || values->layout() != at::kStrided || values->sizes() != weight.sizes() || !sameOrder(*values, weight)) return false;
        for (std::int64_t first = 0; first < weight.numel(); first += most)
            pieces.push_back({cohort.gradients[i].template data_ptr<float>() + first, cohort.means[i].template data_ptr<float>() + first,
                              cohort.squares[i].template data_ptr<float>() + first, weight.template data_ptr<float>() + first, std::min(most, weight.numel() - first)});
    }
    RECORD_FUNCTION("gano::adam", std::vector<c10::IValue>());
    const auto [beta1, beta2] = options.betas();
    const auto times = static_cast<double>(step);
    const adam::Rates rates{static_cast<float>(beta1), static_cast<float>(1 - beta1), static_cast<float>(beta2), static_cast<float>(1 - beta2),
                            static_cast<float>(std::sqrt(1 - std::pow(beta2, times))), static_cast<float>(options.eps()),
                            static_cast<float>(-(options.lr() / (1 - std::pow(beta1, times))))};
    at::parallel_for(0, static_cast<std::int64_t>(pieces.size()), 4, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end; ++i) {
            const auto& piece = pieces[static_cast<std::size_t>(i)];
            adam::advance(rates, piece.count, piece.gradients, piece.means, piece.squares, piece.weights);
        }
    });
    return true;
}

template <class Cohort>
void advance(const Cohort& cohort, std::int64_t step, const torch::optim::AdamOptions& options) {
    const auto& device = cohort.weights.front().device();
    if (device.is_cuda() && fastPaths().fusedAdam && fusedWorks(device)) {
        // Numbers as tensors here as well, so that a recorded step rounds alike.
        const auto number = [&](double value) { return at::full({}, value, at::TensorOptions().dtype(at::kFloat).device(device)); };
        advanceFused(cohort, number(static_cast<double>(step)), number(options.lr()), options);
        return;
    }
    if (advanceInOnePass(cohort, step, options)) return;
    const auto [beta1, beta2] = options.betas();
    at::_foreach_mul_(cohort.means, beta1);
    at::_foreach_add_(cohort.means, cohort.gradients, 1 - beta1);
    at::_foreach_mul_(cohort.squares, beta2);
    at::_foreach_addcmul_(cohort.squares, cohort.gradients, cohort.gradients, 1 - beta2);
    auto deviations = at::_foreach_sqrt(cohort.squares);
    at::_foreach_div_(deviations, std::sqrt(1 - std::pow(beta2, step)));
    at::_foreach_add_(deviations, options.eps());
    at::_foreach_addcdiv_(cohort.weights, cohort.means, deviations, -(options.lr() / (1 - std::pow(beta1, step))));
}

}  // namespace

bool GroupedAdam::plain(bool closure) {
    bool plain = !fastPaths().groupedAdam || closure;
    for (auto& group : param_groups()) {
        const auto& options = static_cast<const torch::optim::AdamOptions&>(group.options());
        plain = plain || options.amsgrad() || options.weight_decay() != 0;
    }
    return plain;
}

torch::Tensor GroupedAdam::step(LossClosure closure) {
    if (plain(closure != nullptr)) {
        if (recording_) throw Error("the optimiser counts its steps on the processor");
        return torch::optim::Adam::step(std::move(closure));
    }
    const at::NoGradGuard noGradients;
    next_ = 0;
    for (auto& group : param_groups()) {
        const auto& options = static_cast<const torch::optim::AdamOptions&>(group.options());
        std::map<std::int64_t, Cohort> cohorts;
        for (auto& weight : group.params()) {
            if (!weight.grad().defined()) continue;
            if (recording_ && knownState(*this, weight) == nullptr) throw Error("a weight learns for the first time");
            auto& state = stateOf(*this, weight);
            if (!recording_) {
                state.step(state.step() + 1);
                if (weight.is_cuda()) arrange(state, weight);
            }
            auto& cohort = cohorts[state.step()];
            cohort.weights.push_back(weight);
            cohort.gradients.push_back(weight.grad());
            cohort.means.push_back(state.exp_avg());
            cohort.squares.push_back(state.exp_avg_sq());
            cohort.states.push_back(&state);
        }
        for (const auto& [step, cohort] : cohorts) {
            if (recording_) advanceRecorded(cohort, options);
            else advance(cohort, step, options);
        }
    }
    return {};
}

bool GroupedAdam::recordable() {
    if (plain(false) || !fastPaths().fusedAdam) return false;
    for (auto& group : param_groups())
        for (auto& weight : group.params()) {
            if (!fusedWorks(weight.device())) return false;
            if (!weight.requires_grad()) continue;
            auto* state = knownState(*this, weight);
            if (state == nullptr) return false;
            const at::NoGradGuard noGradients;
            arrange(*state, weight);
        }
    return true;
}

void GroupedAdam::beginRecording() {
    recording_ = true;
    next_ = 0;
}

void GroupedAdam::advanceRecorded(const Cohort& cohort, const torch::optim::AdamOptions& options) {
    // A recorder may have the work done again: the numbers stay where they were.
    if (next_ == recorded_.size()) {
        const auto place = at::TensorOptions().dtype(at::kFloat).device(cohort.weights.front().device());
        recorded_.push_back({cohort.states, &options, at::empty({}, place), at::empty({}, place)});
    }
    const auto& known = recorded_[next_++];
    advanceFused(cohort, known.step, known.rate, options);
}

void GroupedAdam::beforeReplay() {
    const at::NoGradGuard noGradients;
    for (auto& cohort : recorded_) {
        for (auto* state : cohort.states) state->step(state->step() + 1);
        cohort.step.fill_(static_cast<double>(cohort.states.front()->step()));
        cohort.rate.fill_(cohort.options->lr());
    }
}

std::vector<at::Tensor> GroupedAdam::moments() {
    std::vector<at::Tensor> all;
    for (auto& group : param_groups())
        for (auto& weight : group.params())
            if (auto* state = knownState(*this, weight)) {
                all.push_back(state->exp_avg());
                all.push_back(state->exp_avg_sq());
            }
    return all;
}

at::Tensor GroupedAdam::squareOf(const at::Tensor& weight) {
    auto* state = knownState(*this, weight);
    return state == nullptr ? at::Tensor() : state->exp_avg_sq();
}

std::vector<std::int64_t> GroupedAdam::steps() {
    std::vector<std::int64_t> all;
    for (auto& group : param_groups())
        for (auto& weight : group.params())
            if (auto* state = knownState(*this, weight)) all.push_back(state->step());
    return all;
}

void GroupedAdam::setSteps(const std::vector<std::int64_t>& steps) {
    std::size_t next = 0;
    for (auto& group : param_groups())
        for (auto& weight : group.params())
            if (auto* state = knownState(*this, weight)) state->step(steps.at(next++));
}

}  // namespace gano
