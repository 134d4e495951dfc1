// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/conv.h>

#include "models/networks_torch.h"

namespace gano {
namespace {

/// conv - norm - ReLU - conv - norm, plus a 1 × 1 convolution of the input, then ReLU.
class ResidualBlock : public torch::nn::Module {
public:
    ResidualBlock(std::int64_t in, std::int64_t out, std::int64_t dilation, const std::string& norm)
        : first_(register_module("conv1", conv(in, out, dilation))),
          firstNorm_(makeNorm(norm, out)),
          second_(register_module("conv2", conv(out, out, dilation))),
          secondNorm_(makeNorm(norm, out)),
          skip_(register_module("skip", torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1)))) {
        register_module("norm1", firstNorm_.ptr());
        register_module("norm2", secondNorm_.ptr());
    }

    torch::Tensor forward(const torch::Tensor& x) {
        const auto inner = firstNorm_.forward(first_->forward(x)).relu_();
        return secondNorm_.forward(second_->forward(inner)).add_(skip_->forward(x)).relu_();
    }

private:
    static torch::nn::Conv2d conv(std::int64_t in, std::int64_t out, std::int64_t dilation) {
        return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).padding(dilation).dilation(dilation));
    }

    torch::nn::Conv2d first_;
    torch::nn::AnyModule firstNorm_;
    torch::nn::Conv2d second_;
    torch::nn::AnyModule secondNorm_;
    torch::nn::Conv2d skip_;
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
        head_ = register_module("head", torch::nn::Conv2d(torch::nn::Conv2dOptions(width[0], spec.outChannels, 1)));
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
        for (std::size_t i = skips.size(); i-- > 0;) {
            x = at::upsample_nearest2d(x, {skips[i].size(2), skips[i].size(3)}, torch::nullopt, torch::nullopt);
            x = decoder_[i]->forward(at::cat({skips[i], x}, 1));
        }
        return head_->forward(x);
    }

private:
    torch::nn::ModuleList encoderList_, decoderList_;
    std::vector<std::shared_ptr<ResidualBlock>> encoder_, decoder_;
    torch::nn::Conv2d head_{nullptr};
};

}  // namespace

std::shared_ptr<ImageNetwork> makeUNet(const GeneratorSpec& spec, const GeneratorRow& row) {
    return std::make_shared<UNet>(spec, row);
}

}  // namespace gano
