// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace gano {

/// A PNG file in memory: width x height pixels of 1 (grey) or 3 (RGB) interleaved bytes, row-major, without padding.
/// Throws UsageError if the count of bytes is not width*height*channels or channels is neither 1 nor 3.
std::vector<std::uint8_t> encodePng(int width, int height, int channels, std::span<const std::uint8_t> samples);

/// Writes it atomically. Throws Error naming the file and the reason.
void writePng(const std::filesystem::path& file, int width, int height, int channels, std::span<const std::uint8_t> samples);

}  // namespace gano
