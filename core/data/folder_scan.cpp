// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/folder_scan.h"

#include <algorithm>
#include <fmt/format.h>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/base/names.h"
#include "core/data/ordered_work.h"
#include "core/formats/format_table.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kFramesLookedAt = 64;
constexpr std::size_t kFilesPerProgress = 256;

/// The folder of a training run or of its packed patches: what this program made is not what it learns from.
bool holdsOwnFiles(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / "run.json", ignored) || fs::exists(folder / "store.json", ignored);
}

/// By its text: a hundred thousand paths taken apart as paths are seen as a delay.
bool isHidden(const fs::path& file) {
    const auto& whole = file.native();
    const auto slash = whole.find_last_of(fs::path::preferred_separator);
    const auto name = slash == whole.npos ? 0 : slash + 1;
    return name < whole.size() && whole[name] == '.';
}

/// What one file holds: images with their infos, or the reason why not.
struct Probed {
    std::vector<ImageRef> images;
    std::vector<ImageInfo> infos;
    std::string reason;
};

Probed probe(const fs::path& file) {
    Probed found;
    try {
        found.images = imagesIn(file);
        found.infos.reserve(found.images.size());
        for (std::size_t i = 0; i < found.images.size(); ++i) {
            // Finding page k of a TIFF takes k steps, so of a long stack only the first pages are looked at one by one.
            const bool likeBefore = i >= kFramesLookedAt && found.images[i].part == found.images[i - 1].part;
            found.infos.push_back(likeBefore ? found.infos.back() : readInfo(found.images[i]));
        }
    } catch (const std::exception& error) {
        found = {};
        found.reason = error.what();
    }
    return found;
}

template <class Iterator>
bool listInto(std::vector<fs::path>& files, const fs::path& root, Iterator entries, const ScanProgress& progress) {
    std::error_code code;
    for (; entries != Iterator(); entries.increment(code)) {
        const fs::directory_entry& entry = *entries;
        if constexpr (requires { entries.disable_recursion_pending(); }) {
            std::error_code unknown;
            const bool ours = entry.is_directory(unknown) && holdsOwnFiles(entry.path());
            if (ours || isHidden(entry.path())) {
                entries.disable_recursion_pending();
                continue;
            }
        }
        if (isHidden(entry.path())) continue;
        std::error_code ignored;
        if (!entry.is_regular_file(ignored)) continue;
        files.push_back(entry.path());
        if (progress && files.size() % kFilesPerProgress == 0 && !progress(files.size(), 0)) return false;
    }
    // increment() ends the listing when it fails; half a folder must not pass for the whole.
    if (code) throw Error(fmt::format("The folder {} could not be listed: {}.", root.string(), code.message()));
    return true;
}

/// The files below `root` in natural order; false when cancelled.
bool listFiles(std::vector<fs::path>& files, const fs::path& root, bool recursive, const ScanProgress& progress) {
    std::vector<fs::path> found;
    std::error_code code;
    bool whole = true;
    if (recursive) {
        fs::recursive_directory_iterator entries(root, fs::directory_options::skip_permission_denied, code);
        if (!code) whole = listInto(found, root, std::move(entries), progress);
    } else {
        fs::directory_iterator entries(root, code);
        if (!code) whole = listInto(found, root, std::move(entries), progress);
    }
    if (code) throw Error(fmt::format("The folder {} could not be listed: {}.", root.string(), code.message()));
    const auto prefix = root.string().size();
    std::vector<std::string> names;
    names.reserve(found.size());
    for (const auto& file : found) names.push_back(file.string().substr(prefix));
    files.reserve(found.size());
    for (const auto place : naturalOrder(names)) files.push_back(std::move(found[place]));
    return whole;
}

void probeAll(FolderScan& scan, const std::vector<fs::path>& files, int threads, const ScanProgress& progress) {
    const std::size_t workers = effectiveThreads(threads);
    OrderedWork<Probed> work(files.size(), [&](std::size_t i) { return probe(files[i]); }, workers, workers * 8);
    for (std::size_t i = 0; auto found = work.next(); ++i) {
        if (!found->reason.empty()) {
            scan.skipped.push_back({files[i], std::move(found->reason)});
        } else {
            std::ranges::move(found->images, std::back_inserter(scan.images));
            std::ranges::move(found->infos, std::back_inserter(scan.infos));
        }
        if (progress && !progress(i + 1, files.size())) {
            scan.cancelled = i + 1 < files.size();
            return;
        }
    }
}

}  // namespace

FolderScan scanFolder(const fs::path& fileOrFolder, const ScanOptions& options, const ScanProgress& progress) {
    FolderScan scan;
    std::vector<fs::path> files;
    std::error_code code;
    const fs::file_status status = fs::status(fileOrFolder, code);
    if (!fs::exists(status)) {
        throw Error(fmt::format("{} does not exist. Choose a folder with images, or an image.", fileOrFolder.string()));
    }
    if (!fs::is_directory(status)) {
        files.push_back(fileOrFolder);
    } else if (!listFiles(files, fileOrFolder, options.recursive, progress)) {
        scan.cancelled = true;
        return scan;
    }

    const bool single = !fs::is_directory(status);
    std::vector<fs::path> candidates;
    candidates.reserve(files.size());
    for (fs::path& file : files) {
        if (options.probe || single || looksReadable(file)) {
            candidates.push_back(std::move(file));
        } else {
            scan.skipped.push_back({file, fmt::format("{} does not have the name of an image.", file.filename().string())});
        }
    }
    if (const auto most = static_cast<std::size_t>(std::max(0, options.maxFiles)); most > 0 && candidates.size() > most) {
        for (std::size_t i = 0; i < most; ++i) {
            candidates[i] = candidates[i * candidates.size() / most];
        }
        candidates.resize(most);
    }
    if (options.probe) {
        probeAll(scan, candidates, options.threads, progress);
        return scan;
    }
    scan.images.reserve(candidates.size());
    for (fs::path& file : candidates) {
        scan.images.push_back({.file = std::move(file), .frame = 0, .part = {}});
    }
    if (progress) progress(scan.images.size(), scan.images.size());
    return scan;
}

}  // namespace gano
