// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/shipped.h"

#include <string>

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <mach-o/dyld.h>
#endif

namespace gano {
namespace fs = std::filesystem;
namespace {

struct Place {
    const char* installed;
    const char* inSource;
};

Place placeOf(Shipped what) {
    switch (what) {
        case Shipped::Models: return {"models", "models/zoo"};
        case Shipped::Samples: return {"samples", "resources/samples"};
        case Shipped::SelfTest: return {"selftest", "resources/selftest"};
        case Shipped::Licences: return {"licences", "resources/licences"};
        case Shipped::Fonts: break;
    }
    return {"fonts", "resources/fonts"};
}

fs::path programFile() {
    std::error_code failed;
#if defined(_WIN32)
    std::wstring name(32768, L'\0');
    name.resize(GetModuleFileNameW(nullptr, name.data(), static_cast<DWORD>(name.size())));
    return name;
#elif defined(__APPLE__)
    std::string name(4096, '\0');
    auto size = static_cast<std::uint32_t>(name.size());
    if (_NSGetExecutablePath(name.data(), &size) != 0) return {};
    return fs::weakly_canonical(name.c_str(), failed);
#else
    return fs::read_symlink("/proc/self/exe", failed);
#endif
}

}  // namespace

fs::path programFolder() { return programFile().parent_path(); }

std::optional<fs::path> shippedFolder(Shipped what) {
    const auto place = placeOf(what);
    const auto program = programFolder();
    if (program.empty()) return std::nullopt;
    std::error_code ignored;
    for (const auto& share : {program / "../share/ganoscope", program, program / "../Resources"})
        if (const auto folder = share / place.installed; fs::is_directory(folder, ignored)) return fs::weakly_canonical(folder, ignored);
    for (auto around = program; around.has_relative_path(); around = around.parent_path())
        if (const auto folder = around / place.inSource; fs::is_directory(folder, ignored)) return folder;
    return std::nullopt;
}

}  // namespace gano
