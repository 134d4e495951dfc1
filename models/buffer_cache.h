// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace gano {

/// Keeps the memory of freed tensors on the processor for the next ones of about the same size.
///
/// A training step or a tile of a prediction frees and asks for the same large blocks again and again. The C library
/// hands such blocks back to the system each time, and the system clears every page of them anew, which costs up to a
/// third of a step. Blocks below `smallestKept` stay with the C library, which keeps them itself; larger ones come straight
/// from the system, so that they leave no holes between what the C library hands out.
///
/// What is kept but not in use never makes the whole more than an eighth larger than what was in use at most, and
/// releaseKeptBuffers() hands it back: trainings and predictions do so at their end.

constexpr std::size_t smallestKept = std::size_t{1} << 16;  ///< Bytes.

/// From now on, for all tensors on the processor; does nothing the second time, or where fastPaths().keepBuffers is off.
void keepFreedBuffers();

/// Hands everything back that no tensor uses.
void releaseKeptBuffers();

struct BufferUse {
    std::size_t used = 0;  ///< Bytes in blocks that tensors hold.
    std::size_t kept = 0;  ///< Bytes in blocks that wait to be used again.
    std::size_t most = 0;  ///< The largest `used` since the last releaseKeptBuffers().
};
/// Of blocks from smallestKept on, since keepFreedBuffers(); all 0 before.
BufferUse bufferUse();

}  // namespace gano
