// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the operating systems call by different names. Internal to core and models; errors are in errno, as with open(2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace gano::system {

int processId();

/// True for the error codes that mean a full disk or a used-up quota.
bool isDiskFull(int code);

/// Device, number, length and time of change of a file, as a text to compare; empty where there is none.
std::string fileIdentity(const std::filesystem::path& file);

enum class Open { Read, ReadAndWrite, Anew };
/// A handle for the functions below, or -1. ReadAndWrite makes a missing file, Anew empties it as well.
int open(const std::filesystem::path& file, Open how);
/// False where the system says so, when the last bytes do not fit on the disk for instance.
bool close(int handle);
/// Waits until everything is on the disk.
bool sync(int handle);
/// The length of a plain file, -1 for everything else.
std::int64_t length(int handle);
/// Bytes read or written from `offset` on, -1 on failure.
std::int64_t readAt(int handle, void* into, std::size_t count, std::int64_t offset);
std::int64_t writeAt(int handle, const void* from, std::size_t count, std::int64_t offset);

/// The whole file in memory, read-only, or nullptr. The handle may be closed afterwards.
const void* map(int handle, std::size_t length);
void unmap(const void* address, std::size_t length);

/// Memory straight from the system, zeroed, or nullptr. From `largeBlock` on in large pages where the system has them, and beginning at
/// a multiple of `largePage` on Linux.
void* takePages(std::size_t length);
void returnPages(void* address, std::size_t length);
constexpr std::size_t largePage = std::size_t{1} << 21, largeBlock = std::size_t{1} << 22;
/// Moves a large page of a large block, with what is in it, to the place of another one, whose content is lost; at the old place is nothing then.
/// Takes microseconds, since only the addresses change. False where the system cannot; the other page is empty then, and this one as it was.
bool moveLargePage(void* from, void* to);

enum class Lock { Got, HeldByAnother, NotPossible };
/// Never waits. The lock ends with the handle.
Lock lock(int handle, bool shared);

}  // namespace gano::system
