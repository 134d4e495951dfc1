// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/raw_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace gano {
namespace {

constexpr std::size_t kWindow = 64 * 1024;

[[noreturn]] void unreadable(const std::filesystem::path& file) {
    throw Error(fmt::format("{} could not be read: {}.", file.string(), errno != 0 ? std::strerror(errno) : "the device gave no data"));
}

void readFrom(std::ifstream& in, const std::filesystem::path& file, std::uint64_t offset, std::span<std::byte> out) {
    errno = 0;
    in.clear();
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
    if (static_cast<std::size_t>(in.gcount()) == out.size()) return;
    if (in.eof()) throw damaged(file, "it became shorter while it was read");
    unreadable(file);
}

}  // namespace

void readInto(const std::filesystem::path& file, std::uint64_t offset, std::span<std::byte> out) {
    std::ifstream in(file, std::ios::binary);
    if (!in) unreadable(file);
    readFrom(in, file, offset, out);
}

Image readRaw(const ImageRef& ref, const RawSamples& samples, const std::optional<PixelRect>& region) {
    const PixelRect rect = region.value_or(PixelRect{0, 0, samples.width, samples.height});
    checkRegion(ref, rect, samples.width, samples.height);
    const std::size_t size = bytesPerSample(samples.type);
    const std::size_t fileRow = static_cast<std::size_t>(samples.width) * size, row = static_cast<std::size_t>(rect.width) * size;
    Image image(rect.width, rect.height, samples.type);
    const auto out = image.bytes();
    const auto placeOf = [&](int y) {
        const auto stored = static_cast<std::uint64_t>(samples.bottomUp ? samples.height - 1 - y : y);
        return samples.offset + stored * fileRow + static_cast<std::uint64_t>(rect.x) * size;
    };
    std::ifstream in;
    in.rdbuf()->pubsetbuf(nullptr, 0);  // Only the bytes of the region, not what happens to lie behind each row.
    in.open(ref.file, std::ios::binary);
    if (!in) unreadable(ref.file);
    if (row == fileRow && !samples.bottomUp) {
        readFrom(in, ref.file, placeOf(rect.y), out);
    } else {
        for (int y = 0; y < rect.height; ++y) readFrom(in, ref.file, placeOf(rect.y + y), out.subspan(static_cast<std::size_t>(y) * row, row));
    }
    if (samples.order != std::endian::native) swapSamples(out, size);
    image.source = ref;
    return image;
}

FileWindow::FileWindow(const std::filesystem::path& file) : file_(file), length_(fileLength(file)) {
    errno = 0;
    in_.open(file, std::ios::binary);
    if (!in_) unreadable(file);
}

ByteView FileWindow::at(std::uint64_t offset, std::size_t count) {
    if (offset > length_ || count > length_ - offset) throw cutShort(file_, length_, offset > length_ ? offset : offset + count);
    if (offset < start_ || offset + count > start_ + window_.size()) {
        start_ = offset;
        window_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(std::max(kWindow, count), length_ - offset)));
        readFrom(in_, file_, start_, std::as_writable_bytes(std::span(window_)));
    }
    return ByteView(window_).subspan(static_cast<std::size_t>(offset - start_), count);
}

std::uint64_t FileWindow::number(std::uint64_t offset, std::size_t size, std::endian order) {
    return numberAt(at(offset, size), 0, size, order);
}

double FileWindow::real(std::uint64_t offset, std::size_t size, std::endian order) {
    const auto bits = number(offset, size, order);
    return size == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits))) : std::bit_cast<double>(bits);
}

std::string FileWindow::text(std::uint64_t offset, std::size_t count) {
    const auto bytes = at(offset, count);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace gano
