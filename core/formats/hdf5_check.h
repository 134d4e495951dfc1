// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace gano {

/// The HDF5 library (1.10.8 and others) dies of some damaged files instead of reporting them, and would take the window and a
/// night's training along. So a small program of its own, ganoscope-file-check, reads a file first; this process opens it
/// only if that one lived.

/// Starts ganoscope-file-check and waits for it: false if it crashed, asked for more memory than the file can fill, or computed for longer than 20 s. True as well where the
/// program was not installed or cannot be started; files are then read unchecked. Thread-safe.
#if defined(_WIN32)
inline bool survivesHdf5Check(const std::filesystem::path&) { return true; }
#else
bool survivesHdf5Check(const std::filesystem::path& file);
#endif

/// What that program does, in its own process: the parts of the file, their metadata, and their samples, all of them up to
/// 16 MB, beyond that the corners of the first and the last image. Errors are not reported: reading them was survived.
void readForHdf5Check(const std::filesystem::path& file);

}  // namespace gano
