// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// Told how far a scan or check is; `total` is 0 while it is not known. Returning false cancels.
using ScanProgress = std::function<bool(std::size_t done, std::size_t total)>;

/// A file that was left out, and why, in a sentence.
struct SkippedFile {
    std::filesystem::path file;
    std::string reason;
};

/// What a folder holds, in natural order of the names ("frame2" before "frame10").
struct FolderScan {
    std::vector<ImageRef> images;     ///< One per frame; one per file when not probed.
    std::vector<ImageInfo> infos;     ///< Parallel to `images`; empty when not probed.
    std::vector<SkippedFile> skipped;
    bool cancelled = false;           ///< The lists hold what was found until then.
};

struct ScanOptions {
    bool recursive = false;
    /// True: opens every file, so that frames are counted and broken files are found; files of any name are tried.
    /// False: goes by the name's ending alone and touches no file.
    bool probe = true;
    int maxFiles = 0;  ///< At most this many files, evenly spaced over the folder; 0 means all.
    int threads = 0;   ///< For opening files; 0 means one per core.
};

/// The images in a folder, or in one file. Hidden files are passed over silently; a file that cannot be read is skipped
/// with its reason and does not end the scan. Frames of a stack beyond the 64th are taken to be like the first.
/// Throws Error if `fileOrFolder` does not exist or the folder cannot be listed.
FolderScan scanFolder(const std::filesystem::path& fileOrFolder, const ScanOptions& options = {},
                      const ScanProgress& progress = {});

}  // namespace gano
