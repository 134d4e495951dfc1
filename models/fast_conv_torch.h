// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include <cstdint>

namespace gano {

/// True where convolutions in float32 on the processor take the way of models/winograd.h: fastPaths().winograd is on, and the
/// processor has AVX2 but not AVX-512, for which oneDNN has kernels of twice the width.
bool computesWinograd();

/// True for images that take that way: N × C × H × W in float32 on the processor, outside a bfloat16 scope.
bool convolvesFast(const torch::Tensor& x);

/// Also on processors with AVX-512, where nobody measured which is faster: for tests.
void wantWinograd(bool everywhere);

struct ConvShape {
    std::int64_t stride = 1, padding = 0, dilation = 1;  ///< Along both dimensions alike.
};

/// at::conv2d: N × C × H × W by out × C × k × k plus `bias` (may be undefined), with the gradients of all three. Up to rounding
/// the same numbers on the fast way and on LibTorch's. The fast way is taken where computesWinograd() says so, for kernels of 2 × 2
/// to 4 × 4 taps without stride, of 4 × 4 with stride 2 and of 3 × 3 with stride 2 on even sides and many channels; from and to at least 16
/// channels that are multiples of 8; unless there are so few pixels, in all images of the batch, that it would not pay. Kernels of one
/// pixel need 8 channels. The result has its channels side by side. Gradients once, not gradients of gradients. A value that is not a
/// number reaches the whole tile, a few pixels further than the kernel is wide.
torch::Tensor fastConv2d(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const ConvShape& shape);

/// A layer with the parameters and names of LibTorch's own.
class FastConvImpl : public torch::nn::Conv2dImpl {
public:
    FastConvImpl(std::int64_t in, std::int64_t out, std::int64_t kernelSide, const ConvShape& shape = {}, bool withBias = true);
    torch::Tensor forward(const torch::Tensor& x);

private:
    ConvShape shape_;
};
TORCH_MODULE(FastConv);

}  // namespace gano
