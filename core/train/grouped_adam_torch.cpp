// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/grouped_adam_torch.h"

#include <ATen/ATen.h>

#include <cmath>
#include <map>

#include "models/fast_paths.h"
#include "models/torch_compat.h"

namespace gano {
namespace {

/// Weights that have made equally many steps: those of layers that were frozen for a while lag behind.
struct Cohort {
    std::vector<at::Tensor> weights, gradients, means, squares;
};

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

void advance(const Cohort& cohort, std::int64_t step, const torch::optim::AdamOptions& options) {
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

torch::Tensor GroupedAdam::step(LossClosure closure) {
    bool plain = !fastPaths().groupedAdam || closure != nullptr;
    for (auto& group : param_groups()) {
        const auto& options = static_cast<const torch::optim::AdamOptions&>(group.options());
        plain = plain || options.amsgrad() || options.weight_decay() != 0;
    }
    if (plain) return torch::optim::Adam::step(std::move(closure));
    const at::NoGradGuard noGradients;
    for (auto& group : param_groups()) {
        std::map<std::int64_t, Cohort> cohorts;
        for (auto& weight : group.params()) {
            if (!weight.grad().defined()) continue;
            auto& state = stateOf(*this, weight);
            state.step(state.step() + 1);
            auto& cohort = cohorts[state.step()];
            cohort.weights.push_back(weight);
            cohort.gradients.push_back(weight.grad());
            cohort.means.push_back(state.exp_avg());
            cohort.squares.push_back(state.exp_avg_sq());
        }
        for (const auto& [step, cohort] : cohorts) advance(cohort, step, static_cast<const torch::optim::AdamOptions&>(group.options()));
    }
    return {};
}

}  // namespace gano
