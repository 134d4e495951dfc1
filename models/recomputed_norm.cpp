// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/recomputed_norm_torch.h"

#include <torch/csrc/autograd/custom_function.h>

#include <array>
#include <tuple>
#include <vector>

namespace gano {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

class ConvOfActivatedNorm : public torch::autograd::Function<ConvOfActivatedNorm> {
public:
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                                 const torch::Tensor& kernel, const torch::Tensor& offset, const torch::Tensor& runningMean,
                                 const torch::Tensor& runningVariance, double momentum, double epsilon, std::int64_t stride, std::int64_t dilation) {
        auto [activated, mean, inverseDeviation] = at::native_batch_norm(x, weight, bias, runningMean, runningVariance, true, momentum, epsilon);
        activated.relu_();
        context->save_for_backward({x, weight, bias, kernel, mean, inverseDeviation});
        context->saved_data["epsilon"] = epsilon;
        context->saved_data["stride"] = stride;
        context->saved_data["dilation"] = dilation;
        context->saved_data["has_offset"] = offset.numel() > 0;
        return at::conv2d(activated, kernel, offset.numel() > 0 ? offset : torch::Tensor(), both(stride), padding(kernel, dilation), both(dilation));
    }

    static tensor_list backward(AutogradContext* context, tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1], &bias = saved[2], &kernel = saved[3], &mean = saved[4], &inverseDeviation = saved[5];
        const double epsilon = context->saved_data["epsilon"].toDouble();
        const auto stride = context->saved_data["stride"].toInt(), dilation = context->saved_data["dilation"].toInt();
        const bool hasOffset = context->saved_data["has_offset"].toBool();
        // The normalised image once more, by the statistics of this batch.
        const auto variance = inverseDeviation.square().reciprocal() - epsilon;
        const auto activated = at::batch_norm(x, weight, bias, mean, variance, false, 0.0, epsilon, false).relu_();
        const std::vector<std::int64_t> outputs = {kernel.size(0)};
        auto [forActivated, forKernel, forOffset] = at::convolution_backward(
            gradients[0], activated, kernel, hasOffset ? at::OptionalIntArrayRef(outputs) : at::OptionalIntArrayRef(), both(stride), padding(kernel, dilation),
            both(dilation), false, both(0), 1, {true, true, hasOffset});
        const auto forNorm = at::threshold_backward(forActivated, activated, 0);
        auto [forX, forWeight, forBias] =
            at::native_batch_norm_backward(forNorm, x, weight, {}, {}, mean, inverseDeviation, true, epsilon, {true, true, true});
        return {forX, forWeight, forBias, forKernel, hasOffset ? forOffset : torch::Tensor(), {}, {}, {}, {}, {}, {}};
    }

private:
    using Pair = std::array<std::int64_t, 2>;
    static Pair both(std::int64_t value) { return {value, value}; }
    static Pair padding(const torch::Tensor& kernel, std::int64_t dilation) { return both(dilation * (kernel.size(2) / 2)); }
};

}  // namespace

torch::Tensor convOfActivatedNorm(const torch::Tensor& x, const BatchNormTensors& norm, const torch::Tensor& kernel, const torch::Tensor& offset,
                                  std::int64_t stride, std::int64_t dilation) {
    // The engine wants tensors that are there.
    const auto given = offset.defined() ? offset : at::empty({0}, x.options());
    return ConvOfActivatedNorm::apply(x, norm.weight, norm.bias, kernel, given, norm.runningMean, norm.runningVariance, norm.momentum, norm.epsilon,
                                      stride, dilation);
}

}  // namespace gano
