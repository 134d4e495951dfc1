// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/batch_sums_torch.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cstdint>
#include <utility>

namespace gano {
namespace {

thread_local BatchSums* current = nullptr;

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The backward pass may run on another thread, which has no sums of its own.
void remember(AutogradContext* context, BatchSums* sums) {
    context->saved_data["sums"] = static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(sums));
    context->saved_data["takes_part"] = sums->takesPart();
}
BatchSums& remembered(AutogradContext* context) {
    return *reinterpret_cast<BatchSums*>(static_cast<std::intptr_t>(context->saved_data["sums"].toInt()));
}

/// y = Σ over processes of x; each process's loss depends on every x, so that the gradients are added up as well.
struct SumOverBatch : torch::autograd::Function<SumOverBatch> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& mine) {
        remember(context, current);
        auto all = current->takesPart() ? mine.clone() : at::zeros_like(mine);
        current->sum(all);
        return all;
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        auto all = gradients[0].clone();
        remembered(context).sum(all);
        if (!context->saved_data["takes_part"].toBool()) all.zero_();
        return {all};
    }
};

at::Tensor alongChannels(const at::Tensor& values) { return values.view({1, -1, 1, 1}); }

/// Ioffe & Szegedy 2015 over the samples of all processes. Each gives its count, means and sums of squared deviations in a row of
/// its own, which are put together as in Chan 1983: no difference of large sums.
struct NormaliseOverBatch : torch::autograd::Function<NormaliseOverBatch> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& runningMean,
                              const at::Tensor& runningVariance, double momentum, double epsilon) {
        remember(context, current);
        const auto channels = input.size(1);
        auto table = at::zeros({current->size(), 2 * channels + 1}, input.options().dtype(at::kDouble));
        if (current->takesPart()) {
            const auto pixels = static_cast<double>(input.numel() / channels);
            const auto [variance, mean] = at::var_mean(input.to(at::kFloat), {0, 2, 3}, false);
            auto row = table[current->rank()];
            row[0] = pixels;
            row.narrow(0, 1, channels).copy_(mean);
            row.narrow(0, 1 + channels, channels).copy_(variance.to(at::kDouble) * pixels);
        }
        current->sum(table);
        const auto counts = table.narrow(1, 0, 1), means = table.narrow(1, 1, channels), squares = table.narrow(1, 1 + channels, channels);
        const auto count = counts.sum();
        const auto mean = (means * counts).sum(0) / count;
        const auto squared = (squares + (means - mean).square() * counts).sum(0);
        const auto variance = squared / count;
        auto movingMean = runningMean, movingVariance = runningVariance;
        movingMean.lerp_(mean.to(movingMean.dtype()), momentum);
        movingVariance.lerp_((squared / (count - 1.0).clamp_min(1.0)).to(movingVariance.dtype()), momentum);
        const auto usedMean = mean.to(weight.dtype()), usedVariance = variance.to(weight.dtype());
        context->save_for_backward({input, weight, usedMean, usedVariance, count});
        context->saved_data["epsilon"] = epsilon;
        return at::batch_norm(input, weight, bias, usedMean, usedVariance, false, 0.0, epsilon, false);
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto& input = saved[0];
        const auto& weight = saved[1];
        const auto &mean = saved[2], &variance = saved[3], &count = saved[4];
        const double epsilon = context->saved_data["epsilon"].toDouble();
        // As if mean and variance were given; what comes of their dependence on the input is added below.
        auto [forInput, forWeight, forBias] =
            at::native_batch_norm_backward(gradients[0].contiguous(input.suggest_memory_format()), input, weight, mean, variance, {}, {}, false, epsilon, {true, true, true});
        auto sums = at::stack({forWeight, forBias}).to(at::kDouble);
        const bool takesPart = context->saved_data["takes_part"].toBool();
        if (!takesPart) sums.zero_();
        remembered(context).sum(sums);
        if (!takesPart) return {at::zeros_like(input), at::zeros_like(weight), at::zeros_like(weight), {}, {}, {}, {}};
        const auto inverse = (variance.to(at::kDouble) + epsilon).rsqrt();
        const auto slope = -weight.to(at::kDouble) * inverse * inverse * sums[0] / count;
        const auto offset = -weight.to(at::kDouble) * inverse * sums[1] / count - mean.to(at::kDouble) * slope;
        // In float32 also where the layers around compute in bfloat16.
        const auto whole = forInput.to(at::kFloat).addcmul_(input.to(at::kFloat), alongChannels(slope.to(at::kFloat))).add_(alongChannels(offset.to(at::kFloat)));
        return {whole.to(input.dtype()), forWeight, forBias, {}, {}, {}, {}};
    }
};

}  // namespace

BatchSums* batchSums() { return current; }

BatchSumsScope::BatchSumsScope(BatchSums* sums) : before_(std::exchange(current, sums)) {}
BatchSumsScope::~BatchSumsScope() { current = before_; }

at::Tensor sumOverBatch(const at::Tensor& mine) { return current == nullptr ? mine : SumOverBatch::apply(mine); }

at::Tensor normaliseOverBatch(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& mean, const at::Tensor& variance, double momentum,
                              double epsilon) {
    return NormaliseOverBatch::apply(input, weight, bias, mean, variance, momentum, epsilon);
}

}  // namespace gano
