// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/nn/modules/container/modulelist.h>

#include <utility>

#include "models/enlarged_conv_torch.h"
#include "models/enlarged_join_torch.h"
#include "models/fast_conv_torch.h"
#include "models/fast_paths.h"
#include "models/networks_torch.h"
#include "models/precision.h"

namespace gano {
namespace {

/// conv - norm - ReLU - conv - norm, plus a 1 × 1 convolution of the input, then ReLU.
class ResidualBlock : public torch::nn::Module, public FoldsNorms {
public:
    ResidualBlock(std::int64_t in, std::int64_t out, std::int64_t dilation, const std::string& norm)
        : dilation_(dilation),
          first_(register_module("conv1", conv(in, out, dilation))),
          second_(register_module("conv2", conv(out, out, dilation))),
          skip_(register_module("skip", FastConv(in, out, 1))),
          firstNorm_(register_module("norm1", makeNorm(norm, out, reluSlope))),
          secondNorm_(register_module("norm2", makeNorm(norm, out, reluSlope))) {}

    torch::Tensor forward(const torch::Tensor& x) { return afterFirst(first_->forward(x), skip_->forward(x)); }

    /// Of `fine` and the twice enlarged `coarse` side by side as channels.
    torch::Tensor forward(const torch::Tensor& fine, const torch::Tensor& coarse) {
        if (!convolvesCoarse(fine)) return forward(joinEnlarged(fine, coarse));
        const auto ofFine = [&](const FastConv& layer) { return layer->weight.narrow(1, 0, fine.size(1)); };
        const auto ofCoarse = [&](const FastConv& layer) { return layer->weight.narrow(1, fine.size(1), coarse.size(1)); };
        const auto inner = addConvOfEnlarged(fastConv2d(fine, ofFine(first_), first_->bias, {.padding = dilation_, .dilation = dilation_}), coarse, ofCoarse(first_), dilation_);
        return afterFirst(inner, addPointwiseOfEnlarged(fastConv2d(fine, ofFine(skip_), skip_->bias, {}), coarse, ofCoarse(skip_)));
    }

    void foldOwnNorms() override {
        firstNorm_->foldInto(*first_);
        secondNorm_->foldInto(*second_);
    }

private:
    /// While learning, the sums of the four phases cost more than the wider convolution does where products are few anyway.
    bool convolvesCoarse(const torch::Tensor& fine) const {
        return fastPaths().coarseConvolutions && !(dilation_ == 1 && at::GradMode::is_enabled() && convolvesFast(fine));
    }

    torch::Tensor afterFirst(const torch::Tensor& inner, const torch::Tensor& skipped) {
        return secondNorm_->forwardAndAdd(second_->forward(firstNorm_->forward(inner)), skipped);
    }

    static FastConv conv(std::int64_t in, std::int64_t out, std::int64_t dilation) {
        return FastConv(in, out, 3, ConvShape{.padding = dilation, .dilation = dilation});
    }

    std::int64_t dilation_;
    FastConv first_, second_, skip_;
    std::shared_ptr<NormLayer> firstNorm_, secondNorm_;
};

class UNet final : public ImageNetwork {
public:
    UNet(const GeneratorSpec& spec, const GeneratorRow& row) : ImageNetwork(row.sizeMultiple) {
        const auto levels = row.dilations.size();
        std::vector<std::int64_t> width;
        for (std::size_t i = 0; i < levels; ++i) width.push_back(std::int64_t{spec.baseWidth} << i);
        for (std::size_t i = 0; i < levels; ++i) {
            auto block = std::make_shared<ResidualBlock>(i == 0 ? spec.inChannels : width[i - 1], width[i], row.dilations[i], spec.norm);
            encoderList_->push_back(block);
            encoder_.push_back(std::move(block));
        }
        for (std::size_t i = 0; i + 1 < levels; ++i) {
            auto block = std::make_shared<ResidualBlock>(width[i] + width[i + 1], width[i], row.dilations[i], spec.norm);
            decoderList_->push_back(block);
            decoder_.push_back(std::move(block));
        }
        register_module("encoder", encoderList_);
        register_module("decoder", decoderList_);
        head_ = register_module("head", FastConv(width[0], spec.outChannels, 1));
    }

protected:
    torch::Tensor forwardPadded(const torch::Tensor& images) override {
        std::vector<torch::Tensor> skips;
        auto x = images;
        for (std::size_t i = 0; i + 1 < encoder_.size(); ++i) {
            skips.push_back(encoder_[i]->forward(x));
            x = at::max_pool2d(skips.back(), 2, 2);
        }
        x = encoder_.back()->forward(x);
        for (std::size_t i = skips.size(); i-- > 0;) x = decoder_[i]->forward(std::exchange(skips[i], {}), x);
        return inFullPrecision(x, [&](const torch::Tensor& full) { return head_->forward(full); });
    }

private:
    torch::nn::ModuleList encoderList_, decoderList_;
    std::vector<std::shared_ptr<ResidualBlock>> encoder_, decoder_;
    FastConv head_{nullptr};
};

}  // namespace

std::shared_ptr<ImageNetwork> makeUNet(const GeneratorSpec& spec, const GeneratorRow& row) {
    return std::make_shared<UNet>(spec, row);
}

}  // namespace gano
