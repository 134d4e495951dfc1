// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <string>

namespace gano {

/// True where the device multiplies bfloat16 natively and faster than float32: GPUs from compute capability 8.0 on,
/// processors with the AVX-512 BF16 instructions (those with AMX have them too).
bool computesBfloat16(const torch::Device& device);

/// What "auto", "float32" and "bfloat16" mean on a device; true for bfloat16. Throws UsageError for other names.
bool wantsBfloat16(const std::string& precision, const torch::Device& device);

/// True where convolutions of this thread on the device run in bfloat16 (see PrecisionScope).
bool convolvesReduced(const torch::Device& device);

bool processorHasAvx2();  ///< And FMA.
/// AVX-512 with the extensions that oneDNN's kernels want.
bool processorHasAvx512();

/// Lays out the weights of convolutions with their channels side by side where the device is faster so: GPUs in
/// bfloat16, processors with AVX-512. What flows through the network follows its weights. Call it after the network was
/// moved to its device; values do not change.
void chooseLayout(torch::nn::Module& network, const torch::Device& device, bool bfloat16);

/// While it lives, this thread's convolutions and matrix products on the device run in bfloat16 (on), or everything in
/// the precision of its tensors (off). Sums, norms and losses stay in float32; weights and gradients are float32 always.
class PrecisionScope {
public:
    PrecisionScope(const torch::Device& device, bool bfloat16);
    ~PrecisionScope();
    PrecisionScope(const PrecisionScope&) = delete;
    PrecisionScope& operator=(const PrecisionScope&) = delete;

private:
    torch::DeviceType device_;
    bool before_;
    torch::ScalarType typeBefore_;
};

/// A layer's output in float32 whatever scope it stands in: the last layer of a network, so that what it draws is not
/// rounded to the 8 bits of bfloat16. `work` gets `x` in float32 (float64 stays).
template <class Work>
torch::Tensor inFullPrecision(const torch::Tensor& x, const Work& work) {
    const PrecisionScope full(x.device(), false);
    return work(x.scalar_type() == torch::kBFloat16 || x.scalar_type() == torch::kHalf ? x.to(torch::kFloat) : x);
}

}  // namespace gano
