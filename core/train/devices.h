// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace gano {

struct ComputeDevice {
    std::string id;    ///< "cpu", "cuda:0"
    std::string name;  ///< "Processor, 8 threads", "NVIDIA GPU 0"
};

/// What this machine can train on, the best first: the graphics processors that this build has code for, then the processor.
std::vector<ComputeDevice> computeDevices();

/// Why a graphics processor is not among them, in one sentence; empty when every one is.
std::string missingGpuSentence();

/// The generations of graphics processors (compute capabilities) that this build has code for: "7.0, 7.5 and 8.0"; empty
/// where it computes on the processor only.
std::string servedGpuGenerations();

/// How fast this LibTorch multiplies matrices on the processor, in 10^9 operations a second. Takes half a second.
double matrixSpeed();

/// Turns "auto", "cpu", "cuda" or "cuda:N" into the id of a device that is there. Throws UsageError with the known ones.
std::string chooseDevice(const std::string& wanted);

/// Stands at the beginning of a job: tensors on the processor are computed with so many threads (0: one per core), and the
/// memory of freed ones is kept for the next until the job ends.
class ComputeScope {
public:
    explicit ComputeScope(int threads);
    ~ComputeScope();
    ComputeScope(const ComputeScope&) = delete;
    ComputeScope& operator=(const ComputeScope&) = delete;
};

/// Threads of OpenBLAS, which go by the machine's cores and wait busily whatever LibTorch was told: several processes on one
/// machine would take the cores from each other. Nothing happens with another BLAS.
void setBlasThreads(int threads);

/// One sentence when LibTorch runs on the reference BLAS, which multiplies matrices about thirty times slower than
/// OpenBLAS; empty otherwise, and where it cannot be told.
std::string slowBlasSentence();

/// "LibTorch 1.13.1"
std::string engineVersion();

}  // namespace gano
