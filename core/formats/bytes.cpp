// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>

namespace gano {
namespace fs = std::filesystem;
namespace {

std::string nameOf(const fs::path& file) { return file.filename().string(); }

/// Written as shifts, which compilers turn into one instruction for the whole number.
template <class T>
T reversed(T value) {
    T turned = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) turned = static_cast<T>(turned | static_cast<T>(((value >> (8 * i)) & 0xFFU) << (8 * (sizeof(T) - 1 - i))));
    return turned;
}

template <class T>
void swapEach(std::span<std::byte> samples) {
    for (std::size_t i = 0; i + sizeof(T) <= samples.size(); i += sizeof(T)) {
        T value;
        std::memcpy(&value, &samples[i], sizeof(T));
        value = reversed(value);
        std::memcpy(&samples[i], &value, sizeof(T));
    }
}

}  // namespace

std::uint64_t fileLength(const fs::path& file) {
    std::error_code code;
    const fs::file_status status = fs::status(file, code);
    if (!fs::exists(status)) throw Error(fmt::format("{} does not exist.", file.string()));
    if (!fs::is_regular_file(status)) throw Error(fmt::format("{} is not a file.", file.string()));
    const std::uintmax_t length = fs::file_size(file, code);
    if (code) throw Error(fmt::format("{} could not be read: {}.", file.string(), code.message()));
    if (length == 0) throw Error(fmt::format("{} is empty (0 bytes). Copy it again from its source.", nameOf(file)));
    return length;
}

Bytes readBytes(const fs::path& file, std::uint64_t offset, std::size_t count) {
    const std::uint64_t length = fileLength(file);
    if (offset >= length) return {};
    Bytes bytes(static_cast<std::size_t>(std::min<std::uint64_t>(count, length - offset)));
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!in) {
        throw Error(fmt::format("{} could not be read: {}.", file.string(), errno != 0 ? std::strerror(errno) : "the device gave no data"));
    }
    return bytes;
}

Bytes readAllBytes(const fs::path& file) { return readBytes(file, 0, static_cast<std::size_t>(fileLength(file))); }

std::uint64_t numberAt(ByteView bytes, std::size_t offset, std::size_t size, std::endian order) {
    if (offset > bytes.size() || size > bytes.size() - offset) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t at = order == std::endian::big ? i : size - 1 - i;
        value = (value << 8) | bytes[offset + at];
    }
    return value;
}

void swapSamples(std::span<std::byte> samples, std::size_t bytesPerSample) {
    switch (bytesPerSample) {
        case 2: return swapEach<std::uint16_t>(samples);
        case 4: return swapEach<std::uint32_t>(samples);
        case 8: return swapEach<std::uint64_t>(samples);
        default: return;
    }
}

bool startsWith(ByteView bytes, std::string_view magic, std::size_t offset) {
    return bytes.size() >= offset + magic.size() && std::memcmp(bytes.data() + offset, magic.data(), magic.size()) == 0;
}

Error damaged(const fs::path& file, const std::string& reason) {
    return Error(fmt::format("{} is damaged: {}.", nameOf(file), reason));
}

Error cutShort(const fs::path& file, std::uint64_t length, std::uint64_t expected) {
    return Error(fmt::format("{} is cut short: it has {} of at least {} bytes. Copy it again from its source.", nameOf(file),
                             length, expected));
}

void checkFrame(const ImageRef& ref, std::size_t frames) {
    if (ref.frame >= 0 && static_cast<std::size_t>(ref.frame) < frames) return;
    throw Error(fmt::format("{} has {} image{}, number {} was asked for.", nameOf(ref.file), frames, frames == 1 ? "" : "s",
                            ref.frame + 1));
}

void checkRegion(const ImageRef& ref, const PixelRect& region, int width, int height) {
    const bool inside = region.x >= 0 && region.y >= 0 && region.width > 0 && region.height > 0 && region.width <= width &&
                        region.height <= height && region.x <= width - region.width && region.y <= height - region.height;
    if (!inside) throw Error(fmt::format("The region asked for reaches outside {} ({} × {} px).", ref.text(), width, height));
}

void checkPlausible(const fs::path& file, std::uint64_t width, std::uint64_t height, std::uint64_t bytesPerPixel) {
    constexpr std::uint64_t kLongestSide = std::numeric_limits<int>::max();
    if (width == 0 || height == 0 || width > kLongestSide || height > kLongestSide) {
        throw damaged(file, fmt::format("it says that its image has {} × {} pixels", width, height));
    }
    // Deflate reaches 1030:1 at most; a constant JPEG a few hundred.
    constexpr double kBestRatio = 2000.0;
    const double claimed = static_cast<double>(width) * static_cast<double>(height) * static_cast<double>(bytesPerPixel);
    if (claimed > kBestRatio * static_cast<double>(fileLength(file)) + 1e6) {
        throw damaged(file, fmt::format("it says that its image has {} × {} pixels, far more than {} bytes can hold", width, height,
                                        fileLength(file)));
    }
}

}  // namespace gano
