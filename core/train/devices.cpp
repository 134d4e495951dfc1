// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/devices.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <thread>

#ifndef _WIN32
#include <dlfcn.h>
#endif

#include "core/base/error.h"
#include "core/train/gpu_driver.h"
#include "models/buffer_cache.h"
#include "models/short_waits.h"

namespace gano {

namespace {

const GpuEngine& gpuEngine() {
    static const GpuEngine engine = [] {
        try {
            return parseGpuEngine(at::detail::getCUDAHooks().showConfig());
        } catch (const std::exception&) {  // how a LibTorch without CUDA answers
            return GpuEngine{};
        }
    }();
    return engine;
}

const GpuDriver& gpuDriver() {
    static const GpuDriver driver = readGpuDriver();
    return driver;
}

/// What a job takes when it is not told how many. LibTorch's own number counts cores without their second threads.
int usableThreads() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

}  // namespace

std::vector<ComputeDevice> computeDevices() {
    std::vector<ComputeDevice> devices;
    const auto gpus = gpuEngine().cuda > 0 && torch::cuda::is_available() ? static_cast<std::size_t>(torch::cuda::device_count()) : 0;
    const auto known = gpus > 0 ? gpuDriver().gpus : std::vector<Gpu>();
    for (std::size_t i = 0; i < gpus; ++i) {
        // A GPU without code for it fails only at the first kernel, in the middle of the work.
        if (i < known.size() && !gpuEngine().generations.empty() && !gpuEngine().serves(known[i].generation)) continue;
        devices.push_back({fmt::format("cuda:{}", i), i < known.size() ? known[i].name : fmt::format("NVIDIA GPU {}", i)});
    }
    const int threads = usableThreads();
    devices.push_back({"cpu", fmt::format("Processor, {} thread{}", threads, threads == 1 ? "" : "s")});
    return devices;
}

std::string missingGpuSentence() {
#if defined(__APPLE__)
    return "On a Mac, Ganoscope computes on the processor.";
#else
    auto reason = whyNoGpu(gpuDriver(), gpuEngine());
    if (reason.empty() && computeDevices().size() == 1) reason = "The NVIDIA driver works, but LibTorch cannot use it; send this with a report of the problem.";
    return reason;
#endif
}

std::string servedGpuGenerations() { return gpuEngine().generationsText(); }

double matrixSpeed() {
    const at::NoGradGuard noGradient;
    constexpr int side = 1024;
    const auto a = at::rand({side, side}), b = at::rand({side, side});
    at::matmul(a, b);  // the first one starts the threads
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    int times = 0;
    double seconds = 0.0;
    for (; seconds < 0.5; ++times) {
        at::matmul(a, b);
        seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    }
    return 2.0 * side * side * side * times / seconds / 1e9;
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

ComputeScope::ComputeScope(int threads) {
    const int used = threads > 0 ? threads : usableThreads();
    at::set_num_threads(used);
    waitShortly(used);
    keepFreedBuffers();
    // The sizes of a job stay the same, so that trying cuDNN's ways of convolving at the start pays.
    at::globalContext().setBenchmarkCuDNN(true);
}

ComputeScope::~ComputeScope() { releaseKeptBuffers(); }

void setBlasThreads(int threads) {
#ifdef _WIN32
    static_cast<void>(threads);
#else
    using Setter = void (*)(int);
    if (const auto set = reinterpret_cast<Setter>(::dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(threads);
#endif
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
