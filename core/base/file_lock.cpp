// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_lock.h"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include "core/base/error.h"
#include "core/base/system.h"

namespace gano {

std::optional<FileLock> FileLock::tryTake(const std::filesystem::path& file) {
    using namespace std::chrono_literals;
    const int handle = system::open(file, system::Open::ReadAndWrite);
    if (handle < 0) throw Error(fmt::format("{} could not be made: {}.", file.string(), std::strerror(errno)));
    FileLock lock(handle);
    // A moment's patience: someone may just be asking isTaken().
    for (int attempt = 0; attempt < 5; ++attempt) {
        // File systems without locks (some network drives): better no lock than no work.
        if (system::lock(handle, false) != system::Lock::HeldByAnother) return lock;
        std::this_thread::sleep_for(20ms);
    }
    return std::nullopt;
}

bool FileLock::isTaken(const std::filesystem::path& file) {
    const int handle = system::open(file, system::Open::Read);
    if (handle < 0) return false;
    const bool taken = system::lock(handle, true) == system::Lock::HeldByAnother;
    system::close(handle);
    return taken;
}

FileLock::~FileLock() {
    if (handle_ >= 0) system::close(handle_);
}

FileLock::FileLock(FileLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
}

}  // namespace gano
