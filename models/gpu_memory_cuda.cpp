// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>

#include "models/gpu_memory.h"

namespace gano {

void releaseGpuCache() { c10::cuda::CUDACachingAllocator::emptyCache(); }

std::optional<double> freeGpuMemory(int index) {
    const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(index));
    std::size_t free = 0, whole = 0;
    if (cudaMemGetInfo(&free, &whole) != cudaSuccess) return std::nullopt;
    return static_cast<double>(free);
}

}  // namespace gano
