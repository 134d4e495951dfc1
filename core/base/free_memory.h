// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace gano {

/// Bytes of the machine's memory that this process could take now without driving others into the swap: what the system calls
/// available, or what the process's group (a batch job, a container) may still take, whichever is less. Nothing where it
/// cannot be told.
std::optional<double> freeMachineMemory();

/// The same from the files of a Linux system that lie under `root` instead of "/": proc/meminfo, proc/self/cgroup, sys/fs/cgroup.
std::optional<double> freeLinuxMemory(const std::filesystem::path& root);

}  // namespace gano
