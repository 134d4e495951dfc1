// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "core/base/system.h"

namespace gano::system {
namespace {

std::size_t pageSize() {
    static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

}  // namespace

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
    const auto more = length >= largeBlock ? largePage : 0;
    const auto used = (length + pageSize() - 1) / pageSize() * pageSize();
    void* address = ::mmap(nullptr, used + more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED) return nullptr;
    if (more > 0) {
        // What stands before the first large page and behind the last goes back.
        auto* const begin = static_cast<char*>(address);
        const auto before = (largePage - reinterpret_cast<std::uintptr_t>(begin) % largePage) % largePage;
        if (before > 0) ::munmap(begin, before);
        if (const auto behind = more - before; behind > 0) ::munmap(begin + before + used, behind);
        address = begin + before;
#if defined(MADV_HUGEPAGE)
        ::madvise(address, length, MADV_HUGEPAGE);
#endif
    }
    return address;
}
void returnPages(void* address, std::size_t length) { ::munmap(address, length); }

bool moveLargePage(void* from, void* to) {
#if defined(MREMAP_FIXED)
    if (::mremap(from, largePage, largePage, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED) return true;
    // What was there may be gone already.
    ::mmap(to, largePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    return false;
#else
    (void)from, (void)to;
    return false;
#endif
}

Lock lock(int handle, bool shared) {
    if (::flock(handle, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0) return Lock::Got;
    return errno == EWOULDBLOCK || errno == EINTR ? Lock::HeldByAnother : Lock::NotPossible;
}

}  // namespace gano::system
