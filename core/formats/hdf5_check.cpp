// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/hdf5_check.h"

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/shipped.h"
#include "core/formats/format.h"
#include "core/formats/metadata.h"

extern char** environ;

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr const char* kProgram = "ganoscope-file-check";
constexpr std::uintmax_t kReadWhole = 16 * 1024 * 1024;
constexpr int kCorner = 64;

/// True in the checking program itself.
bool checking = false;

/// Beside this program, where packages and the build tree put it, or where bundles keep what is not for the user.
fs::path findProgram() {
    std::error_code failed;
    const fs::path folder = programFolder();
    if (folder.empty()) return {};
    for (const fs::path& place : {folder / kProgram, folder / "../libexec/ganoscope" / kProgram}) {
        if (fs::exists(place, failed)) return place;
    }
    return {};
}

}  // namespace

bool survivesHdf5Check(const fs::path& file) {
    static const fs::path program = findProgram();
    if (checking || program.empty()) return true;
    std::string name = program.string();
    std::string argument = file.string();
    std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
    pid_t child = 0;
    // Not fork(): its handlers, OpenBLAS's among them, stop threads that may be computing.
    if (::posix_spawn(&child, name.c_str(), nullptr, nullptr, arguments.data(), environ) != 0) return true;
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return true;
    }
    // It ends with 0 whatever the file is; with 127 where its libraries are missing, which says nothing of the file.
    return !WIFSIGNALED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 127);
}

void readForHdf5Check(const fs::path& file) {
    checking = true;
    const Format format = hdf5Format();
    std::error_code failed;
    const bool whole = fs::file_size(file, failed) <= kReadWhole && !failed;
    const auto look = [&](const ImageRef& ref) {
        try {
            const ImageInfo info = format.info(ref);
            if (whole) {
                format.read(ref, std::nullopt);
            } else {
                const int width = std::min(info.width, kCorner), height = std::min(info.height, kCorner);
                format.read(ref, PixelRect{0, 0, width, height});
                format.read(ref, PixelRect{info.width - width, info.height - height, width, height});
            }
            format.metadata(ref);
        } catch (const std::exception&) {  // the reading program will say it
        }
    };
    try {
        const auto refs = format.images(file);
        if (whole) {
            std::ranges::for_each(refs, look);
        } else {
            look(refs.front());
            look(refs.back());
        }
    } catch (const std::exception&) {
    }
}

}  // namespace gano
