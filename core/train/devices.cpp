// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/devices.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <fmt/format.h>
#include <fstream>
#include <thread>

#include "core/base/error.h"

namespace gano {

std::vector<ComputeDevice> computeDevices() {
    std::vector<ComputeDevice> devices;
    const auto gpus = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(gpus); ++i)
        devices.push_back({fmt::format("cuda:{}", i), fmt::format("NVIDIA GPU {}", i)});
    devices.push_back({"cpu", fmt::format("Processor, {} threads", at::get_num_threads())});
    return devices;
}

std::string chooseDevice(const std::string& wanted) {
    const auto devices = computeDevices();
    if (wanted == "auto" || wanted.empty()) return devices.front().id;
    std::vector<std::string> known;
    for (const auto& device : devices) {
        if (device.id == wanted || (wanted == "cuda" && device.id == "cuda:0")) return device.id;
        known.push_back(device.id);
    }
    if (wanted.starts_with("cuda"))
        throw UsageError(fmt::format("The device {} is not there; this machine has {}.", wanted, fmt::join(known, ", ")));
    known.emplace_back("auto");
    throw unknownName("device", wanted, known);
}

void setComputeThreads(int threads) {
    if (threads <= 0) threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    at::set_num_threads(threads);
}

std::string slowBlasSentence() {
    std::ifstream maps("/proc/self/maps");
    bool reference = false;
    for (std::string line; std::getline(maps, line);) {
        for (const auto* fast : {"openblas", "libmkl", "libblis", "atlas"})
            if (line.find(fast) != std::string::npos) return {};
        reference = reference || line.find("/blas/libblas") != std::string::npos;
    }
    if (!reference) return {};
    return "LibTorch found only the reference BLAS and multiplies matrices about thirty times slower than it could; "
           "install OpenBLAS (on Debian: libopenblas0-pthread).";
}

std::string engineVersion() {
    return fmt::format("LibTorch {}.{}.{}", TORCH_VERSION_MAJOR, TORCH_VERSION_MINOR, TORCH_VERSION_PATCH);
}

}  // namespace gano
