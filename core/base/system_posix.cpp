// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/system.h"

namespace gano::system {

bool isDiskFull(int code) { return code == ENOSPC || code == EDQUOT; }
int processId() { return ::getpid(); }

std::string fileIdentity(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return {};
#if defined(__APPLE__)
    const auto changed = status.st_ctimespec;
#else
    const auto changed = status.st_ctim;
#endif
    return fmt::format("{}|{}|{}|{}.{}", status.st_dev, status.st_ino, status.st_size, changed.tv_sec, changed.tv_nsec);
}

int open(const std::filesystem::path& file, Open how) {
    const int flags = how == Open::Read ? O_RDONLY : how == Open::ReadAndWrite ? O_RDWR | O_CREAT : O_RDWR | O_CREAT | O_TRUNC;
    return ::open(file.c_str(), flags | O_CLOEXEC, how == Open::ReadAndWrite ? 0644 : 0666);
}

bool close(int handle) { return ::close(handle) == 0; }
bool sync(int handle) { return ::fsync(handle) == 0; }

std::int64_t length(int handle) {
    struct stat status {};
    return ::fstat(handle, &status) == 0 && S_ISREG(status.st_mode) ? std::int64_t{status.st_size} : -1;
}

std::int64_t readAt(int handle, void* into, std::size_t count, std::int64_t offset) { return ::pread(handle, into, count, offset); }
std::int64_t writeAt(int handle, const void* from, std::size_t count, std::int64_t offset) { return ::pwrite(handle, from, count, offset); }

const void* map(int handle, std::size_t length) {
    void* address = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, handle, 0);
    return address == MAP_FAILED ? nullptr : address;
}
void unmap(const void* address, std::size_t length) { ::munmap(const_cast<void*>(address), length); }

void* takePages(std::size_t length) {
    void* address = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED) return nullptr;
#if defined(MADV_HUGEPAGE)
    constexpr std::size_t large = std::size_t{1} << 22;
    if (length >= large) ::madvise(address, length, MADV_HUGEPAGE);
#endif
    return address;
}
void returnPages(void* address, std::size_t length) { ::munmap(address, length); }

Lock lock(int handle, bool shared) {
    if (::flock(handle, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0) return Lock::Got;
    return errno == EWOULDBLOCK || errno == EINTR ? Lock::HeldByAnother : Lock::NotPossible;
}

}  // namespace gano::system
