// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace gano {

/// Bytes that the codecs of pictures make of one, at best: Deflate's, which is the best of them.
constexpr std::size_t kCompressed = 1032;
constexpr std::size_t kUncompressed = 1;

/// What one allocation for reading a file of `fileSize` bytes may take at most: twice its samples after the best `ratio` that its
/// codecs reach, and what libraries keep for themselves anyway.
constexpr std::size_t justifiedAllocation(std::size_t fileSize, std::size_t ratio) { return 2 * ratio * fileSize + (std::size_t{4} << 20U); }

/// From now on a single allocation of more than `bytes` ends the program with the status 1: a damaged file whose header asks for
/// memory that its content cannot need is not to be opened. 0 (as at the start) is no limit.
#ifdef __APPLE__
inline void limitAllocations(std::size_t /*bytes*/) {}  // its memory functions cannot be replaced
#else
void limitAllocations(std::size_t bytes);
#endif

}  // namespace gano
