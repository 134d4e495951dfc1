// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/network.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "models/batch_sums_torch.h"
#include "models/fast_conv_torch.h"
#include "models/networks_torch.h"

namespace gano {
namespace {

std::int64_t missingTo(std::int64_t side, std::int64_t multiple) { return (multiple - side % multiple) % multiple; }

/// Grows to the right and below: by reflection as far as that reaches, then by repetition of the edge.
torch::Tensor paddedBy(torch::Tensor images, std::int64_t right, std::int64_t below) {
    const auto mirrorRight = std::min(right, images.size(3) - 1), mirrorBelow = std::min(below, images.size(2) - 1);
    if (mirrorRight > 0 || mirrorBelow > 0) images = at::reflection_pad2d(images, {0, mirrorRight, 0, mirrorBelow});
    if (right > mirrorRight || below > mirrorBelow)
        images = at::replication_pad2d(images, {0, right - mirrorRight, 0, below - mirrorBelow});
    return images;
}

void fillNormal(torch::Tensor& tensor, double mean, double deviation, Rng& rng) {
    auto values = torch::empty(tensor.sizes(), torch::kFloat);
    float* value = values.data_ptr<float>();
    for (std::int64_t i = 0; i < values.numel(); ++i) value[i] = static_cast<float>(mean + deviation * rng.normal());
    tensor.copy_(values);
}

}  // namespace

torch::Tensor ImageNetwork::forward(const torch::Tensor& images) {
    const auto height = images.size(2), width = images.size(3);
    auto right = missingTo(width, sizeMultiple_), below = missingTo(height, sizeMultiple_);
    // Batch norm learns from more than one value per channel, also at the coarsest level of one small image.
    const std::int64_t multiple = sizeMultiple_;
    if (is_training() && images.size(0) == 1 && batchSums() == nullptr && height <= multiple && width <= multiple) right += multiple;
    if (right == 0 && below == 0) return forwardPadded(images);
    return forwardPadded(paddedBy(images, right, below)).narrow(2, 0, height).narrow(3, 0, width);
}

std::shared_ptr<ImageNetwork> makeGenerator(const GeneratorSpec& spec) {
    checkSpec(spec);
    const auto& row = generatorRow(spec.id);
    return row.hasWidth ? makeUNet(spec, row) : makeHrNet(spec, row);
}

PatchGan::PatchGan(int channels, const std::string& norm) {
    constexpr std::int64_t base = 64;
    // Batch norm has its own shift; instance norm as used by Pix2Pix has none, so that the convolution keeps its bias.
    const bool bias = norm != "batch";
    const auto conv = [](std::int64_t in, std::int64_t out, std::int64_t stride, bool withBias) {
        return FastConv(in, out, 4, ConvShape{.stride = stride, .padding = 1}, withBias);
    };
    constexpr double slope = 0.2;
    layers_->push_back(conv(channels, base, 2, true));
    // In place: convolutions do not need their output for the gradient.
    layers_->push_back(torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(slope).inplace(true)));
    std::int64_t in = base;
    for (const std::int64_t stride : {2, 2, 1}) {
        const auto out = in * 2;
        layers_->push_back(conv(in, out, stride, bias));
        layers_->push_back(makeNorm(norm, out, slope));
        layers_->push_back(torch::nn::Identity());  // Weights are numbered as if the activation were a layer of its own.
        in = out;
    }
    layers_->push_back(conv(in, 1, 1, true));
    register_module("layers", layers_);
}

torch::Tensor PatchGan::forward(const torch::Tensor& pair) {
    constexpr std::int64_t least = 32;
    const auto right = std::max<std::int64_t>(0, least - pair.size(3)), below = std::max<std::int64_t>(0, least - pair.size(2));
    return layers_->forward(right > 0 || below > 0 ? paddedBy(pair, right, below) : pair);
}

std::shared_ptr<PatchGan> makeDiscriminator(int channels, const std::string& norm) {
    return std::make_shared<PatchGan>(channels, norm);
}

void initialise(torch::nn::Module& module, const std::string& kind, std::uint64_t seed) {
    const auto known = initialisationNames();
    if (std::find(known.begin(), known.end(), kind) == known.end()) throw unknownName("way to draw starting weights", kind, known);
    torch::NoGradGuard noGradients;
    std::uint64_t index = 0;
    for (auto& item : module.named_parameters()) {
        const auto& name = item.key();
        auto parameter = item.value();
        // One stream per tensor: the weights of a layer do not depend on how large the layers before it are.
        Rng rng(seedFor(seed, 0, index++, 0x77656967));
        if (parameter.dim() == 4) {
            const auto fanIn = static_cast<double>(parameter.size(1) * parameter.size(2) * parameter.size(3));
            const double deviation = kind == "normal-0.02" ? 0.02 : kind == "hrnet" ? 0.001 : std::sqrt(2.0 / fanIn);
            fillNormal(parameter, 0.0, deviation, rng);
        } else if (name.ends_with("weight")) {
            fillNormal(parameter, 1.0, kind == "normal-0.02" ? 0.02 : 0.0, rng);
        } else {
            parameter.zero_();
        }
    }
}

std::int64_t parameterCount(const torch::nn::Module& module) {
    std::int64_t count = 0;
    for (const auto& parameter : module.parameters()) count += parameter.numel();
    return count;
}

}  // namespace gano
