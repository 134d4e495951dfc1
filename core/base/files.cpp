// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "core/base/error.h"
#include "core/base/system.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

std::string reason(int code) {
    if (code == 0) return "the disk may be full";
    if (code == EFBIG) return "files may not become that large here (a limit of this computer's settings)";
    if (system::isDiskFull(code)) return "the disk is full. Free some space and try again";
    if (code == EACCES || code == EPERM || code == EROFS) return "this folder may not be written to. Choose another one";
    if (code == ENOENT) return "it does not exist";
    if (code == ENOTDIR || code == EEXIST) return "a file of that name is in the way";
    return std::strerror(code);
}

std::string temporaryName(const fs::path& file) {
    return fmt::format("{}.{}.part", file.filename().string(), system::processId());
}

/// Data reach the disk before the rename does: without this a power cut can leave an empty file under the final name.
void syncToDisk(const fs::path& path) {
#if defined(_WIN32)
    // There, only what was opened for writing can be synced, and folders cannot be opened.
    if (fs::is_directory(path)) return;
    const int handle = system::open(path, system::Open::ReadAndWrite);
#else
    const int handle = system::open(path, system::Open::Read);
#endif
    if (handle < 0) return;
    const bool synced = system::sync(handle);
    const int code = errno;
    system::close(handle);
    if (!synced && code != EINVAL) throw OutputError(fmt::format("{} could not be written: {}.", path.string(), writingFailure(code)));
}

}  // namespace

std::string writingFailure(int code) {
    if (code == ENOENT) return "its folder is no longer there. If it was on a drive that is not connected now, connect it again";
    return reason(code);
}

std::string jsonText(const nlohmann::json& json, int indent) {
    return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

void makeFolder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code || !fs::is_directory(folder)) {
        throw OutputError(fmt::format("The folder {} could not be made: {}.", folder.string(),
                                code ? reason(code.value()) : "a file of that name is in the way"));
    }
}

std::string readText(const fs::path& file) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in || fs::is_directory(file)) {
        throw Error(fmt::format("{} could not be read: {}.", file.string(),
                                fs::is_directory(file) ? "it is a folder" : reason(errno)));
    }
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void writeAtomically(const fs::path& file, const std::function<void(const fs::path&)>& write) {
    const fs::path temporary = file.parent_path() / temporaryName(file);
    try {
        write(temporary);
        syncToDisk(temporary);
        std::error_code code;
        fs::rename(temporary, file, code);
        if (code) throw OutputError(fmt::format("{} could not be written: {}.", file.string(), writingFailure(code.value())));
        syncToDisk(file.parent_path().empty() ? fs::path(".") : file.parent_path());
    } catch (...) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw;
    }
}

void writeTextAtomically(const fs::path& file, std::string_view text) {
    writeAtomically(file, [&](const fs::path& temporary) {
        errno = 0;
        std::ofstream out(temporary, std::ios::binary);
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        out.flush();
        if (!out) throw OutputError(fmt::format("{} could not be written: {}.", file.string(), writingFailure(errno)));
    });
}

MappedFile::MappedFile(const fs::path& file) {
    const int handle = system::open(file, system::Open::Read);
    if (handle < 0) throw Error(fmt::format("{} could not be opened: {}.", file.string(), reason(errno)));
    const auto length = system::length(handle);
    const bool usable = length > 0;
    const void* address = usable ? system::map(handle, static_cast<std::size_t>(length)) : nullptr;
    const int code = errno;
    system::close(handle);
    if (!usable) throw Error(fmt::format("{} is empty or not a file.", file.string()));
    if (address == nullptr) throw Error(fmt::format("{} could not be mapped into memory: {}.", file.string(), reason(code)));
    bytes_ = {static_cast<const std::byte*>(address), static_cast<std::size_t>(length)};
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) system::unmap(bytes_.data(), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

std::string fingerprint(std::span<const std::byte> bytes) {
    std::uint64_t a = 0xcbf29ce484222325ULL ^ bytes.size();
    std::uint64_t b = 0x9e3779b97f4a7c15ULL + bytes.size();
    const auto mix = [&](std::uint64_t word) {
        a = (a ^ word) * 0x100000001b3ULL;
        a ^= a >> 29;
        b = (b ^ (word + 0x9e3779b97f4a7c15ULL)) * 0xbf58476d1ce4e5b9ULL;
        b ^= b >> 31;
    };
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        mix(word);
    }
    std::uint64_t tail = 0;
    std::memcpy(&tail, bytes.data() + i, bytes.size() - i);
    mix(tail);
    mix(a ^ b);
    return fmt::format("{:016x}{:016x}", a, b);
}

std::string fingerprint(std::string_view text) { return fingerprint(std::as_bytes(std::span(text.data(), text.size()))); }

std::string fileFingerprint(const fs::path& file) { return fingerprint(MappedFile(file).bytes()); }

}  // namespace gano
