// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gpu_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace gano {
namespace {

// The CUDA driver's own interface, declared here because its header comes with CUDA only. Names and numbers are those of
// NVIDIA's "CUDA Driver API" reference.
constexpr int kMajor = 75, kMinor = 76;  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_…
constexpr int kNoDevice = 100, kMismatch = 803;

#if defined(_WIN32)
constexpr const char* kLibrary = "nvcuda.dll";
void* openLibrary(const char* name) { return LoadLibraryA(name); }
void* entry(void* library, const char* name) { return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(library), name)); }
#elif defined(__APPLE__)
constexpr const char* kLibrary = "libcuda.dylib";
#else
constexpr const char* kLibrary = "libcuda.so.1";
#endif
#if !defined(_WIN32)
void* openLibrary(const char* name) { return ::dlopen(name, RTLD_NOW | RTLD_LOCAL); }
void* entry(void* library, const char* name) { return ::dlsym(library, name); }
#endif

/// CUDA versions as NVIDIA counts them: 1000 times the major and 10 times the minor number.
std::string cudaText(int version) { return fmt::format("{}.{}", version / 1000, version % 1000 / 10); }
std::string generationText(int generation) { return fmt::format("{}.{}", generation / 10, generation % 10); }

}  // namespace

GpuDriver readGpuDriver(const std::string& library) {
    GpuDriver driver;
    // Stays loaded: LibTorch uses it as well.
    void* handle = openLibrary(library.empty() ? kLibrary : library.c_str());
    if (handle == nullptr) return driver;
    driver.found = true;
    const auto call = [handle]<class... Arguments>(const char* name, Arguments... arguments) {
        const auto function = reinterpret_cast<int (*)(Arguments...)>(entry(handle, name));
        return function == nullptr ? -1 : function(arguments...);
    };
    call("cuDriverGetVersion", &driver.cuda);
    driver.error = call("cuInit", 0U);
    if (driver.error != 0) return driver;
    int count = 0;
    driver.error = call("cuDeviceGetCount", &count);
    for (int i = 0; i < count && driver.error == 0; ++i) {
        char name[256] = "";
        int major = 0, minor = 0;
        call("cuDeviceGetName", name, 255, i);
        call("cuDeviceGetAttribute", &major, kMajor, i);
        call("cuDeviceGetAttribute", &minor, kMinor, i);
        driver.gpus.push_back({name[0] == '\0' ? fmt::format("NVIDIA GPU {}", i) : std::string(name), 10 * major + minor});
    }
    if (driver.error == 0 && count == 0) driver.error = kNoDevice;
    return driver;
}

bool GpuEngine::serves(int generation) const {
    if (newerFrom > 0 && generation >= newerFrom) return true;
    return std::ranges::any_of(generations, [generation](int own) { return own / 10 == generation / 10 && own <= generation; });
}

std::string GpuEngine::generationsText() const {
    std::string text;
    for (std::size_t i = 0; i < generations.size(); ++i)
        text += (i == 0 ? "" : i + 1 == generations.size() ? " and " : ", ") + generationText(generations[i]);
    return newerFrom > 0 ? text + " and newer" : text;
}

GpuEngine parseGpuEngine(const std::string& description) {
    GpuEngine engine;
    std::smatch found;
    if (!std::regex_search(description, found, std::regex("CUDA Runtime ([0-9]+)\\.([0-9]+)"))) return engine;
    engine.cuda = 1000 * std::stoi(found[1]) + 10 * std::stoi(found[2]);
    static const std::regex target("code=(sm|compute)_([0-9]+)");
    for (std::sregex_iterator at(description.begin(), description.end(), target), end; at != end; ++at) {
        const int generation = std::stoi((*at)[2]);
        if ((*at)[1] == "compute") engine.newerFrom = generation;
        else engine.generations.push_back(generation);
    }
    std::ranges::sort(engine.generations);
    engine.generations.erase(std::unique(engine.generations.begin(), engine.generations.end()), engine.generations.end());
    return engine;
}

std::string whyNoGpu(const GpuDriver& driver, const GpuEngine& engine) {
    const auto name = driver.gpus.empty() ? std::string() : driver.gpus.front().name;
    if (engine.cuda == 0)
        return name.empty() ? "This build of Ganoscope computes on the processor only."
                            : fmt::format("This build of Ganoscope computes on the processor only; to use the {}, install the build with CUDA.", name);
    if (!driver.found) return "No NVIDIA driver is installed, so that the processor is used.";
    // Drivers serve every CUDA of their own major version.
    if (driver.cuda > 0 && driver.cuda / 1000 < engine.cuda / 1000)
        return fmt::format("The NVIDIA driver serves CUDA up to {}, and this build needs {}; update the driver to use the GPU.", cudaText(driver.cuda), cudaText(engine.cuda));
    if (driver.error == kNoDevice) return "An NVIDIA driver is installed, but it finds no GPU.";
    if (driver.error == kMismatch) return "The NVIDIA driver was updated since this computer was started; restart the computer to use the GPU.";
    if (driver.error != 0) return fmt::format("The NVIDIA driver does not start (its error {}); restart the computer, or install the driver again, to use the GPU.", driver.error);
    for (const auto& gpu : driver.gpus) {
        if (engine.serves(gpu.generation)) continue;
        const bool old = engine.generations.empty() || gpu.generation < engine.generations.front();
        return fmt::format("The {} is of generation {}, {} for this build, which serves {}.", gpu.name, generationText(gpu.generation), old ? "too old" : "too new",
                           engine.generationsText());
    }
    return {};
}

}  // namespace gano
