// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace gano {

/// Hands the memory that LibTorch keeps of freed tensors on graphics processors back to the driver. Does nothing in a
/// build without CUDA.
void releaseGpuCache();

/// Bytes that the driver can still give on graphics processor `index`; nothing in a build without CUDA.
std::optional<double> freeGpuMemory(int index);

}  // namespace gano
