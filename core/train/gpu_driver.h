// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace gano {

/// A graphics processor as its driver describes it.
struct Gpu {
    std::string name;  ///< "NVIDIA RTX A4000"
    int generation = 0;  ///< Compute capability times ten: 86 for 8.6.
};

/// What the NVIDIA driver of this machine says of itself, asked without CUDA's own libraries.
struct GpuDriver {
    bool found = false;   ///< The driver's library is installed.
    int cuda = 0;         ///< The newest CUDA that it serves, 12040 for 12.4; 0 unknown.
    int error = 0;        ///< CUresult of its start; 0 when it works.
    std::vector<Gpu> gpus;
};

/// Loads the driver's library (another one for tests) and asks it. Takes up to a second where GPUs sleep.
GpuDriver readGpuDriver(const std::string& library = {});

/// What the LibTorch of this build can do on graphics processors, from its own description.
struct GpuEngine {
    int cuda = 0;  ///< The CUDA that it was made for, 12010 for 12.1; 0: none, it computes on the processor only.
    std::vector<int> generations;  ///< Compute capabilities times ten that it has code for, ascending.
    int newerFrom = 0;             ///< From this one on also all newer ones (it has PTX); 0: no.

    /// Code for 8.0 runs on 8.6, not on 9.0.
    bool serves(int generation) const;
    /// "5.0, 6.0, 7.0, 7.5, 8.0, 8.6 and 9.0"
    std::string generationsText() const;
};

/// Reads LibTorch's description of its CUDA part ("CUDA Runtime 12.1 … -gencode;arch=compute_50,code=sm_50").
GpuEngine parseGpuEngine(const std::string& description);

/// Why no graphics processor is used, in one sentence with what to do where something can be done. Empty when every
/// one that the driver has is served.
std::string whyNoGpu(const GpuDriver& driver, const GpuEngine& engine);

}  // namespace gano
