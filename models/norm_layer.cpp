// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/norm_layer.h"

#include <torch/nn/modules/container/sequential.h>

#include "core/base/error.h"
#include "models/batch_sums_torch.h"
#include "models/catalogue.h"
#include "models/fused_norm_torch.h"

namespace gano {
namespace {

constexpr double normMomentum = 0.1, normEpsilon = 1e-5;

void checkValues(const torch::Tensor& x) {
    if (x.numel() == x.size(1) && batchSums() == nullptr) throw Error("Batch normalisation cannot learn from one value per channel; use larger crops or batches, or another normalisation layer.");
}

}  // namespace

NormLayer::NormLayer(const std::string& norm, std::int64_t channels, double slope) : slope_(slope) {
    if (norm == "batch") kind_ = Kind::Batch;
    else if (norm == "instance") kind_ = Kind::Instance;
    else if (norm == "group") kind_ = Kind::Group;
    else if (norm == "none") kind_ = Kind::None;
    else throw unknownName("normalisation layer", norm, normNames());
    if (kind_ == Kind::None) return;
    weight_ = register_parameter("weight", torch::ones({channels}));
    bias_ = register_parameter("bias", torch::zeros({channels}));
    if (kind_ == Kind::Batch) {
        mean_ = register_buffer("running_mean", torch::zeros({channels}));
        variance_ = register_buffer("running_var", torch::ones({channels}));
        batches_ = register_buffer("num_batches_tracked", torch::zeros({}, torch::kLong));
    }
    for (const std::int64_t groups : {1, 2, 3, 4, 6, 8})
        if (channels % groups == 0) groups_ = groups;
}

torch::Tensor NormLayer::forwardAndAdd(const torch::Tensor& x, const torch::Tensor& skip) {
    if (kind_ == Kind::Batch && is_training()) {
        checkValues(x);
        batches_ += 1;
        if (batchSums() == nullptr && normalisesFused(x)) return fusedNorm(x, {weight_, bias_, mean_, variance_, normMomentum, normEpsilon}, skip, slope_);
    }
    auto y = normalised(x);
    if (skip.defined()) y = y.add_(skip);
    if (slope_ == noActivation) return y;
    // In place: neither convolutions nor norms need their output for the gradient.
    return slope_ == reluSlope ? y.relu_() : at::leaky_relu_(y, slope_);
}

torch::Tensor NormLayer::normalised(const torch::Tensor& x) {
    switch (kind_) {
    case Kind::Batch:
        if (is_training() && batchSums() != nullptr) return normaliseOverBatch(x, weight_, bias_, mean_, variance_, normMomentum, normEpsilon);
        return at::batch_norm(x, weight_, bias_, mean_, variance_, is_training(), normMomentum, normEpsilon, true);
    case Kind::Instance:
        return at::instance_norm(x, weight_, bias_, {}, {}, true, normMomentum, normEpsilon, true);
    case Kind::Group:
        return at::group_norm(x, groups_, weight_, bias_, normEpsilon, true);
    case Kind::None:
        break;
    }
    return x;
}

bool NormLayer::foldInto(torch::nn::Conv2dImpl& convolution) {
    if (kind_ != Kind::Batch) return false;
    torch::NoGradGuard noGradients;
    // Ioffe 2015, equation 11: a scale and a shift per channel.
    const auto scale = weight_ / (variance_ + normEpsilon).sqrt();
    const auto shift = bias_ - mean_ * scale;
    convolution.weight.set_data(convolution.weight * scale.view({-1, 1, 1, 1}));
    // A convolution built without a bias has no place registered for one; it is used all the same.
    convolution.bias = convolution.bias.defined() ? torch::Tensor(convolution.bias * scale + shift) : shift;
    kind_ = Kind::None;
    return true;
}

std::shared_ptr<NormLayer> makeNorm(const std::string& norm, std::int64_t channels, double slope) { return std::make_shared<NormLayer>(norm, channels, slope); }

void foldNorms(torch::nn::Module& network) {
    for (const auto& module : network.modules()) {
        if (auto* known = dynamic_cast<FoldsNorms*>(module.get())) known->foldOwnNorms();
        if (module->as<torch::nn::SequentialImpl>() == nullptr) continue;
        const auto parts = module->children();
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            auto* convolution = parts[i]->as<torch::nn::Conv2dImpl>();
            auto* norm = dynamic_cast<NormLayer*>(parts[i + 1].get());
            if (convolution != nullptr && norm != nullptr) norm->foldInto(*convolution);
        }
    }
}

}  // namespace gano
