// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pointwise_conv_torch.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "models/winograd.h"

namespace gano {
namespace {

constexpr std::int64_t rowsOfATurn = 96;
/// Rows of one sum; sums are added up in the same order whatever the number of threads.
constexpr std::int64_t leastRowsOfASum = 1024, mostSums = 16;

std::int64_t pixels(const torch::Tensor& x) { return x.size(0) * x.size(2) * x.size(3); }

/// `from` with its channels side by side, times the matrix at `weight`.
torch::Tensor product(const torch::Tensor& from, const torch::Tensor& weight, bool transposed, const float* bias) {
    GANO_RECORD_CONVOLUTION;
    const auto inputs = weight.size(transposed ? 0 : 1), outputs = weight.size(transposed ? 1 : 0);
    const auto ofInput = weight.stride(transposed ? 0 : 1), ofOutput = weight.stride(transposed ? 1 : 0);
    const auto packed = at::empty({upTo(outputs, winograd::panel) * inputs}, torch::kFloat);
    winograd::packMatrix(weight.data_ptr<float>(), inputs, outputs, ofInput, ofOutput, packed.data_ptr<float>());
    const auto made = at::empty({from.size(0), outputs, from.size(2), from.size(3)}, from.options().memory_format(torch::MemoryFormat::ChannelsLast));
    const auto turns = std::max<std::int64_t>(1, pixels(from) / rowsOfATurn);
    at::parallel_for(0, turns, 1, [&](std::int64_t begin, std::int64_t end) {
        const auto first = begin * rowsOfATurn, last = end == turns ? pixels(from) : end * rowsOfATurn;
        winograd::multiplyRows(from.data_ptr<float>() + first * inputs, last - first, inputs, packed.data_ptr<float>(), outputs, bias, made.data_ptr<float>() + first * outputs);
    });
    return made;
}

torch::Tensor weightGradient(const torch::Tensor& x, const torch::Tensor& gradient) {
    GANO_RECORD_CONVOLUTION;
    const auto inputs = x.size(1), outputs = gradient.size(1), rows = pixels(x);
    const auto padded = upTo(inputs, winograd::rowsAtOnce);
    const auto each = std::max(leastRowsOfASum, upTo(rows, mostSums) / mostSums), count = upTo(rows, each) / each;
    const auto panels = upTo(outputs, winograd::panel) / winograd::panel;
    // The lanes of a half panel stay as they are.
    const auto sums = at::zeros({count, panels, padded, winograd::panel}, torch::kFloat);
    at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end; ++i)
            winograd::sumProducts(x.data_ptr<float>() + i * each * inputs, inputs, gradient.data_ptr<float>() + i * each * outputs, outputs,
                                  std::min(each, rows - i * each), true, sums.data_ptr<float>() + i * panels * padded * winograd::panel);
    });
    const auto all = sums.sum(0).permute({0, 2, 1}).reshape({panels * winograd::panel, padded}).narrow(0, 0, outputs);
    const auto whole = inputs / winograd::rowsAtOnce * winograd::rowsAtOnce, rest = inputs - whole;
    if (rest == 0) return all.reshape({outputs, inputs, 1, 1});
    return at::cat({all.narrow(1, 0, whole), all.narrow(1, padded - rest, rest)}, 1).view({outputs, inputs, 1, 1});
}

class PointwiseConv : public torch::autograd::Function<PointwiseConv> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x, const torch::Tensor& weight, const OptionalTensor& bias) {
        const auto rows = sideBySide(x);
        context->save_for_backward({weight.requires_grad() ? rows : torch::Tensor(), x.requires_grad() ? weight : torch::Tensor()});
        context->saved_data["bias"] = bias.has_value();
        const auto shift = bias ? bias->contiguous() : torch::Tensor();
        return product(rows, weight, false, bias ? shift.data_ptr<float>() : nullptr);
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context, torch::autograd::tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto gradient = sideBySide(gradients[0]);
        torch::Tensor ofX, ofWeight, ofBias;
        if (context->needs_input_grad(0)) ofX = product(gradient, saved[1], true, nullptr);
        if (context->needs_input_grad(1)) ofWeight = weightGradient(saved[0], gradient);
        if (context->saved_data["bias"].toBool() && context->needs_input_grad(2)) ofBias = gradient.sum({0, 2, 3});
        return {ofX, ofWeight, ofBias};
    }
};

}  // namespace

bool canBePointwise(const torch::Tensor& x, const torch::Tensor& weight) {
    const auto suits = [](std::int64_t channels) { return channels >= winograd::lanes && channels % winograd::lanes == 0; };
    return weight.size(2) == 1 && weight.size(3) == 1 && x.size(1) == weight.size(1) && suits(weight.size(0)) && suits(weight.size(1)) && pixels(x) >= winograd::rowsAtOnce;
}

torch::Tensor pointwiseConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
    return PointwiseConv::apply(x, weight, bias.defined() ? OptionalTensor(bias) : OptionalTensor());
}

}  // namespace gano
