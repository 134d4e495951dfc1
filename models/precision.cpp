// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/precision.h"

#include <ATen/autocast_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/version.h>

#include <vector>

#include "core/base/error.h"
#include "models/fast_paths.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define GANOSCOPE_ASKS_PROCESSOR
#endif

namespace gano {
namespace {

// Since LibTorch 2.4 the switches take the kind of device; before there was one for each.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
bool isOn(torch::DeviceType device) { return at::autocast::is_autocast_enabled(device); }
void setOn(torch::DeviceType device, bool on) { at::autocast::set_autocast_enabled(device, on); }
torch::ScalarType typeOf(torch::DeviceType device) { return at::autocast::get_autocast_dtype(device); }
void setType(torch::DeviceType device, torch::ScalarType type) { at::autocast::set_autocast_dtype(device, type); }
#else
bool isOn(torch::DeviceType device) { return device == torch::kCUDA ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled(); }
void setOn(torch::DeviceType device, bool on) {
    if (device == torch::kCUDA) at::autocast::set_enabled(on);
    else at::autocast::set_cpu_enabled(on);
}
torch::ScalarType typeOf(torch::DeviceType device) {
    return device == torch::kCUDA ? at::autocast::get_autocast_gpu_dtype() : at::autocast::get_autocast_cpu_dtype();
}
void setType(torch::DeviceType device, torch::ScalarType type) {
    if (device == torch::kCUDA) at::autocast::set_autocast_gpu_dtype(type);
    else at::autocast::set_autocast_cpu_dtype(type);
}
#endif

bool processorHasBfloat16() {
#ifdef GANOSCOPE_ASKS_PROCESSOR
    return processorHasAvx512() && __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

}  // namespace

bool processorHasAvx2() {
#ifdef GANOSCOPE_ASKS_PROCESSOR
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

bool processorHasAvx512() {
#ifdef GANOSCOPE_ASKS_PROCESSOR
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#else
    return false;
#endif
}

bool convolvesReduced(const torch::Device& device) { return isOn(device.type()); }

bool computesBfloat16(const torch::Device& device) {
    if (device.is_cpu()) return processorHasBfloat16();
    if (!device.is_cuda()) return false;
    // What cuDNN can do with this GPU; true from compute capability 8.0 on.
    static const bool supported = at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8();
    return supported;
}

bool wantsBfloat16(const std::string& precision, const torch::Device& device) {
    if (precision == "bfloat16") return true;
    if (precision == "float32") return false;
    if (precision != "auto") throw unknownName("precision", precision, std::vector<std::string>{"auto", "float32", "bfloat16"});
    return fastPaths().reducedPrecision && computesBfloat16(device);
}

void chooseLayout(torch::nn::Module& network, const torch::Device& device, bool bfloat16) {
    if (!fastPaths().channelsLast) return;
    if (!(device.is_cuda() && bfloat16) && !(device.is_cpu() && processorHasAvx512())) return;
    torch::NoGradGuard noGradients;
    for (auto& weight : network.parameters())
        if (weight.dim() == 4) weight.set_data(weight.contiguous(torch::MemoryFormat::ChannelsLast));
}

PrecisionScope::PrecisionScope(const torch::Device& device, bool bfloat16)
    : device_(device.type()), before_(isOn(device_)), typeBefore_(typeOf(device_)) {
    if (bfloat16) setType(device_, torch::kBFloat16);
    setOn(device_, bfloat16);
}

PrecisionScope::~PrecisionScope() {
    // The copies of weights that were made for this scope are not those of the next step.
    if (isOn(device_) && !before_) at::autocast::clear_cache();
    setOn(device_, before_);
    setType(device_, typeBefore_);
}

}  // namespace gano
