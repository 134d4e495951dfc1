// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Of a build without CUDA; the other is gpu_memory_cuda.cpp.
#include "models/gpu_memory.h"

namespace gano {

void releaseGpuCache() {}
std::optional<double> freeGpuMemory(int) { return std::nullopt; }

}  // namespace gano
