// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace gano {

/// From now on a single allocation of more than `bytes` ends the program with the status 1: a damaged file
/// whose header asks for memory that its content cannot need is not to be opened. 0 (as at the start) is no
/// limit.
#ifdef __APPLE__
inline void limitAllocations(std::size_t /*bytes*/) {}  // its memory functions cannot be replaced
#else
void limitAllocations(std::size_t bytes);
#endif

}  // namespace gano
