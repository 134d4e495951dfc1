// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// File names come as wide strings, so that this file does not depend on the code page.
#include <windows.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <io.h>
#include <process.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "core/base/system.h"

namespace gano::system {
namespace {

HANDLE systemHandle(int handle) { return reinterpret_cast<HANDLE>(::_get_osfhandle(handle)); }

/// A place in the file for the calls that take one.
OVERLAPPED at(std::int64_t offset) {
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(offset & 0xffffffff);
    place.OffsetHigh = static_cast<DWORD>(offset >> 32);
    return place;
}

/// Locks lie far behind any contents: on Windows, locked bytes cannot be read by others.
constexpr std::int64_t kLockPlace = std::int64_t{1} << 62;
constexpr std::size_t kLargestPart = std::size_t{1} << 30;

}  // namespace

bool isDiskFull(int code) { return code == ENOSPC; }
int processId() { return ::_getpid(); }

std::string fileIdentity(const std::filesystem::path& file) {
    const HANDLE handle = ::CreateFileW(file.c_str(), 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (handle == INVALID_HANDLE_VALUE) return {};
    BY_HANDLE_FILE_INFORMATION facts{};
    const bool known = ::GetFileInformationByHandle(handle, &facts) != 0;
    ::CloseHandle(handle);
    if (!known) return {};
    return fmt::format("{}|{}.{}|{}.{}|{}.{}", facts.dwVolumeSerialNumber, facts.nFileIndexHigh, facts.nFileIndexLow, facts.nFileSizeHigh, facts.nFileSizeLow,
                       facts.ftLastWriteTime.dwHighDateTime, facts.ftLastWriteTime.dwLowDateTime);
}

int open(const std::filesystem::path& file, Open how) {
    const int flags = how == Open::Read ? _O_RDONLY : how == Open::ReadAndWrite ? _O_RDWR | _O_CREAT : _O_RDWR | _O_CREAT | _O_TRUNC;
    return ::_wopen(file.c_str(), flags | _O_BINARY | _O_NOINHERIT, _S_IREAD | _S_IWRITE);
}

bool close(int handle) { return ::_close(handle) == 0; }
bool sync(int handle) { return ::_commit(handle) == 0; }
std::int64_t length(int handle) { return ::_filelengthi64(handle); }

std::int64_t readAt(int handle, void* into, std::size_t count, std::int64_t offset) {
    auto place = at(offset);
    DWORD done = 0;
    if (::ReadFile(systemHandle(handle), into, static_cast<DWORD>(std::min(count, kLargestPart)), &done, &place) == 0) return errno = EIO, -1;
    return done;
}

std::int64_t writeAt(int handle, const void* from, std::size_t count, std::int64_t offset) {
    auto place = at(offset);
    DWORD done = 0;
    if (::WriteFile(systemHandle(handle), from, static_cast<DWORD>(std::min(count, kLargestPart)), &done, &place) == 0)
        return errno = ::GetLastError() == ERROR_DISK_FULL ? ENOSPC : EIO, -1;
    return done;
}

const void* map(int handle, std::size_t) {
    const HANDLE mapping = ::CreateFileMappingW(systemHandle(handle), nullptr, PAGE_READONLY, 0, 0, nullptr);
    if (mapping == nullptr) return errno = EIO, nullptr;
    const void* address = ::MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    ::CloseHandle(mapping);
    if (address == nullptr) errno = ENOMEM;
    return address;
}
void unmap(const void* address, std::size_t) { ::UnmapViewOfFile(address); }

void* takePages(std::size_t length) { return ::VirtualAlloc(nullptr, length, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE); }
void returnPages(void* address, std::size_t) { ::VirtualFree(address, 0, MEM_RELEASE); }
bool moveLargePage(void*, void*) { return false; }

Lock lock(int handle, bool shared) {
    auto place = at(kLockPlace);
    const DWORD flags = LOCKFILE_FAIL_IMMEDIATELY | (shared ? 0 : LOCKFILE_EXCLUSIVE_LOCK);
    if (::LockFileEx(systemHandle(handle), flags, 0, 1, 0, &place) != 0) return Lock::Got;
    return ::GetLastError() == ERROR_LOCK_VIOLATION ? Lock::HeldByAnother : Lock::NotPossible;
}

}  // namespace gano::system
