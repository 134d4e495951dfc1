// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/step_recorder_torch.h"

#include "models/fast_paths.h"

namespace gano {

#ifdef GANOSCOPE_HAS_CUDA_GRAPHS
std::unique_ptr<StepRecorder> makeCudaRecorder(const c10::Device& device);  // step_recorder_cuda.cpp
#endif

std::unique_ptr<StepRecorder> makeStepRecorder(const c10::Device& device) {
#ifdef GANOSCOPE_HAS_CUDA_GRAPHS
    if (fastPaths().cudaGraph && device.is_cuda()) return makeCudaRecorder(device);
#else
    static_cast<void>(device);
#endif
    return nullptr;
}

}  // namespace gano
