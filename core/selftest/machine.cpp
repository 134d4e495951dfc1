// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <fstream>
#include <thread>

#include "core/base/error.h"
#include "core/selftest/selftest_steps.h"

#if defined(_WIN32)
#include <windows.h>
#else
#include <sys/utsname.h>
#include <unistd.h>
#endif

namespace gano {
namespace {

constexpr double kGigabyte = 1e9;
constexpr double kLeastSpace = 0.2 * kGigabyte;

/// PRETTY_NAME of os-release(5), empty elsewhere.
std::string distribution() {
    std::ifstream file("/etc/os-release");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("PRETTY_NAME=")) continue;
        line.erase(0, 12);
        std::erase(line, '"');
        return line;
    }
    return {};
}

}  // namespace

std::string describeSystem() {
    const auto cores = std::thread::hardware_concurrency();
#if defined(_WIN32)
    MEMORYSTATUSEX memory{};
    memory.dwLength = sizeof memory;
    GlobalMemoryStatusEx(&memory);
    return fmt::format("Windows, {} threads, {:.1f} GB of memory", cores, static_cast<double>(memory.ullTotalPhys) / kGigabyte);
#else
    utsname kernel{};
    ::uname(&kernel);
    const auto name = distribution();
    const double memory = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGE_SIZE));
    return fmt::format("{}{} {}, {}, {} threads, {:.1f} GB of memory", name.empty() ? "" : name + ", ", kernel.sysname, kernel.release, kernel.machine, cores, memory / kGigabyte);
#endif
}

std::string describeDisk(const std::filesystem::path& folder) {
    const auto free = static_cast<double>(std::filesystem::space(folder).available);
    if (free < kLeastSpace) throw Error(fmt::format("Only {:.0f} MB are free in {}.", free / 1e6, folder.parent_path().string()));
    return fmt::format("{:.1f} GB free in {}", free / kGigabyte, folder.parent_path().string());
}

}  // namespace gano
