// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// ganoscope-file-check FILE reads an HDF5 file in a process of its own: ends with 0 however unreadable the file is, and dies
// where the HDF5 library does, or where that asks for more memory than the file can fill. Started by Ganoscope before it opens
// such a file itself.
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>

#include "app/file_check/allocation_limit.h"
#include "core/formats/hdf5_check.h"

int main(int count, char** arguments) {
    if (count != 2) return 127;
    // No core dump of a crash that was expected, and an end to loops.
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    const rlimit seconds{20, 20};
    ::setrlimit(RLIMIT_CPU, &seconds);
    std::error_code failed;
    const auto length = std::filesystem::file_size(arguments[1], failed);
    if (!failed) gano::limitAllocations(gano::justifiedAllocation(static_cast<std::size_t>(length), gano::kCompressed));
    gano::readForHdf5Check(arguments[1]);
    // Not by way of the library's own tidying up, which fails on damaged files.
    ::_exit(0);
}
