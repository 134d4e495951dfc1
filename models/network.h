// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "models/catalogue.h"
#include "models/norm_layer.h"

namespace gano {

/// An image-to-image network with linear output: N × inChannels × H × W to N × outChannels × H × W for any H, W ≥ 1.
/// Inputs are padded to the network's size multiple by reflection (repetition where too small) and cropped back.
class ImageNetwork : public torch::nn::Module {
public:
    torch::Tensor forward(const torch::Tensor& images);

protected:
    explicit ImageNetwork(int sizeMultiple) : sizeMultiple_(sizeMultiple) {}
    /// H and W are multiples of the size multiple.
    virtual torch::Tensor forwardPadded(const torch::Tensor& images) = 0;

private:
    int sizeMultiple_;
};

/// Builds a generator with the starting weights LibTorch gives; see initialise(). Throws UsageError for unknown names.
std::shared_ptr<ImageNetwork> makeGenerator(const GeneratorSpec& spec);

/// The 70 × 70 PatchGAN of Pix2Pix: N × channels × H × W to one logit per overlapping patch, N × 1 × h × w
/// (224 px give 26 × 26). Inputs under 32 px a side are padded by repetition.
class PatchGan : public torch::nn::Module {
public:
    PatchGan(int channels, const std::string& norm);
    torch::Tensor forward(const torch::Tensor& pair);

private:
    torch::nn::Sequential layers_;
};

std::shared_ptr<PatchGan> makeDiscriminator(int channels, const std::string& norm);

/// Draws all weights anew: the same seed gives the same weights; no global random state is touched.
///   normal-0.02  convolutions N(0, 0.02), norm scales N(1, 0.02), biases 0 (Pix2Pix)
///   kaiming      convolutions N(0, sqrt(2 / fan-in)), norm scales 1, biases 0 (He 2015; Sytwu 2022)
///   hrnet        convolutions N(0, 0.001), norm scales 1, biases 0 (HRNet segmentation code)
void initialise(torch::nn::Module& module, const std::string& kind, std::uint64_t seed);

/// Trainable numbers (buffers such as running means do not count).
std::int64_t parameterCount(const torch::nn::Module& module);

}  // namespace gano
