// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/free_memory.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#if defined(_WIN32)
#include <windows.h>
#endif

namespace fs = std::filesystem;

namespace gano {
namespace {

/// The number after a word at the beginning of a line, "MemAvailable:   12 kB".
std::optional<double> numberAfter(const fs::path& file, const std::string& word) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        std::istringstream parts(line);
        std::string first;
        double number = 0.0;
        if (parts >> first >> number && first == word) return number;
    }
    return std::nullopt;
}

/// Of a file that holds one number; "max" is none.
std::optional<double> numberIn(const fs::path& file) {
    std::ifstream stream(file);
    double number = 0.0;
    if (stream >> number) return number;
    return std::nullopt;
}

/// What a control group lets its processes take on top of what they have. Pages of files that nobody used lately are given
/// up before the limit hurts.
std::optional<double> leftIn(const fs::path& group, const char* limit, const char* use, const char* inactive) {
    const auto most = numberIn(group / limit), used = numberIn(group / use);
    if (!most || !used) return std::nullopt;
    return std::max(0.0, *most - *used + numberAfter(group / "memory.stat", inactive).value_or(0.0));
}

}  // namespace

std::optional<double> freeLinuxMemory(const fs::path& root) {
    auto least = numberAfter(root / "proc/meminfo", "MemAvailable:");
    if (!least) return std::nullopt;
    *least *= 1024.0;
    const auto narrow = [&least](const std::optional<double>& left) { least = std::min(*least, left.value_or(*least)); };
    // "0::/slurm/job_12" of version 2, "9:memory:/slurm/job_12" of version 1. Every group above limits as well, and inside a
    // container the path may be one of outside, of which only the top is there.
    std::ifstream groups(root / "proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const auto controllers = line.substr(first + 1, second - first - 1);
        const bool newer = controllers.empty();
        if (!newer && controllers != "memory") continue;
        const auto top = root / (newer ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
        for (auto path = fs::path(line.substr(second + 1)).relative_path();; path = path.parent_path()) {
            narrow(newer ? leftIn(top / path, "memory.max", "memory.current", "inactive_file")
                         : leftIn(top / path, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"));
            if (path.empty()) break;
        }
    }
    return least;
}

std::optional<double> freeMachineMemory() {
#if defined(_WIN32)
    MEMORYSTATUSEX memory{};
    memory.dwLength = sizeof memory;
    if (GlobalMemoryStatusEx(&memory) == 0) return std::nullopt;
    return static_cast<double>(memory.ullAvailPhys);
#else
    return freeLinuxMemory("/");
#endif
}

}  // namespace gano
