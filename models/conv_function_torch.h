// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/csrc/autograd/custom_function.h>

#include "models/fast_conv_torch.h"
#include "models/layout_torch.h"

namespace gano {

/// A convolution and its gradients for LibTorch, of a way of computing them: Way is made of the sizes of input and weight and the shape, and has
/// output(x, weight, bias or null), ofInput(gradient, weight) and ofWeight(x, gradient), all with the channels of a pixel side by side.
template <class Way>
class ConvFunction : public torch::autograd::Function<ConvFunction<Way>> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x, const torch::Tensor& weight, const OptionalTensor& bias,
                                 std::int64_t stride, std::int64_t padding, std::int64_t dilation) {
        context->saved_data["stride"] = stride;
        context->saved_data["padding"] = padding;
        context->saved_data["dilation"] = dilation;
        context->saved_data["bias"] = bias.has_value();
        context->saved_data["x"] = x.sizes().vec();
        context->saved_data["weight"] = weight.sizes().vec();
        const auto pixels = sideBySide(x);
        context->save_for_backward({weight.requires_grad() ? pixels : torch::Tensor(), x.requires_grad() ? weight : torch::Tensor()});
        return Way(x.sizes(), weight.sizes(), {stride, padding, dilation}).output(pixels, weight, bias ? OptionalTensor(bias->contiguous()) : bias);
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context, torch::autograd::tensor_list gradients) {
        const auto saved = context->get_saved_variables();
        const auto whole = [&](const char* name) { return context->saved_data[name].toInt(); };
        const Way way(context->saved_data["x"].toIntVector(), context->saved_data["weight"].toIntVector(), {whole("stride"), whole("padding"), whole("dilation")});
        const auto gradient = sideBySide(gradients[0]);
        torch::Tensor ofX, ofWeight, ofBias;
        if (context->needs_input_grad(0)) ofX = way.ofInput(gradient, saved[1]);
        if (context->needs_input_grad(1)) ofWeight = way.ofWeight(saved[0], gradient);
        if (context->saved_data["bias"].toBool() && context->needs_input_grad(2)) ofBias = gradient.sum({0, 2, 3});
        return {ofX, ofWeight, ofBias, {}, {}, {}};
    }
};

/// `bias` may be undefined.
template <class Way>
torch::Tensor convolvedBy(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const ConvShape& shape) {
    return ConvFunction<Way>::apply(x, weight, bias.defined() ? OptionalTensor(bias) : OptionalTensor(), shape.stride, shape.padding, shape.dilation);
}

/// Numbers of a bias, or null.
inline const float* valuesOf(const OptionalTensor& bias) { return bias ? bias->data_ptr<float>() : nullptr; }

}  // namespace gano
