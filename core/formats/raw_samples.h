// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>

#include "core/formats/bytes.h"
#include "core/image/image.h"

namespace gano {

/// Uncompressed samples somewhere in a file, as the microscopes' own formats hold them: row by row, without padding.
struct RawSamples {
    std::uint64_t offset = 0;  ///< Of the first sample of the frame, bytes from the start of the file.
    SampleType type = SampleType::U8;
    std::endian order = std::endian::little;
    int width = 0;
    int height = 0;
    bool bottomUp = false;  ///< The lowest row of the picture comes first.

    std::uint64_t bytes() const {
        return static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) * bytesPerSample(type);
    }
};

/// The region, or everything without one, with the source set. Reads the rows that are touched and no others, straight into
/// the image. Throws Error when the region lies outside, or the file became shorter or unreadable.
Image readRaw(const ImageRef& ref, const RawSamples& samples, const std::optional<PixelRect>& region);

/// Fills `out` from a place in a file. Throws Error when the file holds less.
void readInto(const std::filesystem::path& file, std::uint64_t offset, std::span<std::byte> out);

/// Reads numbers here and there in a file through a window, so that walking a tree of small entries costs few reads.
/// Every read beyond the end throws the "cut short" error.
class FileWindow {
public:
    explicit FileWindow(const std::filesystem::path& file);

    std::uint64_t length() const { return length_; }
    const std::filesystem::path& file() const { return file_; }
    ByteView at(std::uint64_t offset, std::size_t count);  ///< Valid until the next call.
    std::uint64_t number(std::uint64_t offset, std::size_t size, std::endian order);
    double real(std::uint64_t offset, std::size_t size, std::endian order);  ///< IEEE, 4 or 8 bytes.
    std::string text(std::uint64_t offset, std::size_t count);

private:
    std::filesystem::path file_;
    std::ifstream in_;
    std::uint64_t length_ = 0;
    std::uint64_t start_ = 0;
    Bytes window_;
};

}  // namespace gano
