// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace gano {

/// What makes training and prediction faster than the plain way of writing the same arithmetic. All are on; tests and
/// the benchmark switch single ones off to see that the numbers stay and what each one brings (docs/performance.md).
struct FastPaths {
    bool keepBuffers = true;        ///< Freed tensors' memory is kept for the next step (models/buffer_cache.h).
    bool shortWaits = true;         ///< Threads that wait for each other leave their core to others (models/short_waits.h).
    bool coarseConvolutions = true; ///< What follows an enlargement is convolved before it (models/enlarged_conv_torch.h).
    bool winograd = true;           ///< Convolutions with fewer products on processors (models/fast_conv_torch.h).
    bool foldedNorms = true;        ///< At prediction, batch norm is part of the convolution before it.
    bool fusedNorms = true;         ///< In training, batch norm, skip and activation in few passes (models/fused_norm_torch.h).
    bool groupedAdam = true;        ///< Adam's arithmetic for all weights together (core/train/grouped_adam_torch.h).
    bool fusedAdam = true;          ///< All of it in one launch on GPUs, in one pass over memory on processors.
    bool cudaGraph = true;          ///< On GPUs, a training step is recorded once and replayed (core/train/recorded_step_torch.h).
    bool channelsLast = true;       ///< Pixels with their channels side by side, where the device is faster so.
    bool reducedPrecision = true;   ///< bfloat16 where the device computes with it natively and the plan says "auto".
};

/// The switches of this process. Change them before networks are built; not from several threads.
FastPaths& fastPaths();

/// "keepBuffers", "foldedNorms" and so on.
std::vector<std::string> fastPathNames();
/// Switches one by its name. Throws UsageError for an unknown one.
void setFastPath(const std::string& name, bool on);

}  // namespace gano
