// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace gano {

/// Keeps other processes, and other parts of this one, out of a folder while it is being written.
///
/// The lock is the operating system's (flock): it ends with its process, however that ends, so that nothing has to be
/// cleaned up after a crash. The file stays behind, empty.
class FileLock {
public:
    /// Nothing when someone else holds it. Throws Error when the file cannot be made.
    static std::optional<FileLock> tryTake(const std::filesystem::path& file);
    /// True while someone holds the lock; never makes the file.
    static bool isTaken(const std::filesystem::path& file);

    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;

private:
    explicit FileLock(int handle) : handle_(handle) {}
    int handle_ = -1;
};

}  // namespace gano
