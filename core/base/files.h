// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

namespace gano {

/// Creates the folder and its parents. Throws Error naming the folder and the reason.
void makeFolder(const std::filesystem::path& folder);

/// Why a file could not be written or made, from errno: "the disk is full. Free some space and try again".
std::string writingFailure(int code);

/// JSON as text. Names of files that are no UTF-8 are shown with a replacement character instead of ending the job.
std::string jsonText(const nlohmann::json& json, int indent = -1);

/// Whole file as text. Throws Error naming the file and the reason.
std::string readText(const std::filesystem::path& file);

/// Writes to a temporary name beside `file`, syncs and renames, so that a reader (or a restart after a power cut)
/// sees either the old file or the whole new one. `write` gets the temporary path. The temporary is removed on failure.
/// Throws Error with the file and the reason, "the disk is full" among them.
void writeAtomically(const std::filesystem::path& file, const std::function<void(const std::filesystem::path&)>& write);
void writeTextAtomically(const std::filesystem::path& file, std::string_view text);

/// A file's bytes mapped into memory, read-only. Movable; unmapped on destruction.
/// Throws Error when the file is missing, empty or cannot be mapped.
class MappedFile {
public:
    MappedFile() = default;
    explicit MappedFile(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    std::span<const std::byte> bytes() const { return bytes_; }

private:
    std::span<const std::byte> bytes_;
};

/// 128-bit content fingerprint as 32 hex digits (two independent FNV-1a/SplitMix mixes); for identity, not for security.
std::string fingerprint(std::span<const std::byte> bytes);
std::string fingerprint(std::string_view text);
std::string fileFingerprint(const std::filesystem::path& file);

}  // namespace gano
