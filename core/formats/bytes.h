// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/image.h"

namespace gano {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Length of the file. Throws Error when it is missing, a folder or empty.
std::uint64_t fileLength(const std::filesystem::path& file);
/// `count` bytes from `offset`; fewer only where the file ends.
Bytes readBytes(const std::filesystem::path& file, std::uint64_t offset, std::size_t count);
Bytes readAllBytes(const std::filesystem::path& file);

/// An unsigned number of `size` bytes (1, 2, 4, 8) at `offset`; 0 beyond the end.
std::uint64_t numberAt(ByteView bytes, std::size_t offset, std::size_t size, std::endian order);
/// Reverses the bytes of every sample.
void swapSamples(std::span<std::byte> samples, std::size_t bytesPerSample);
bool startsWith(ByteView bytes, std::string_view magic, std::size_t offset = 0);

/// "grid_07.tif is damaged: <reason>."
Error damaged(const std::filesystem::path& file, const std::string& reason);
/// "grid_07.tif is cut short: it has 120 of at least 4,000 bytes. Copy it again from its source."
Error cutShort(const std::filesystem::path& file, std::uint64_t length, std::uint64_t expected);

/// Throws Error if `ref.frame` is not one of `frames`.
void checkFrame(const ImageRef& ref, std::size_t frames);
/// Throws Error if the region reaches outside the image or is empty.
void checkRegion(const ImageRef& ref, const PixelRect& region, int width, int height);
/// Throws Error where a side is not positive, or the samples cannot come from a file of that length even at the best
/// ratio that lossless codecs reach: a hostile header must not make the program ask for terabytes.
void checkPlausible(const std::filesystem::path& file, std::uint64_t width, std::uint64_t height, std::uint64_t bytesPerPixel);

}  // namespace gano
