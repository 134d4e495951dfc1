// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <span>

namespace gano {

/// Random numbers with an address: the value at (sample, position, purpose) depends on nothing else, not on the batch
/// around it, the device, or the number of threads. SplitMix64's output function over a counter, in tensor arithmetic.
///
/// `sampleSeeds` are one per sample; the results have shape N × count, type float, on `device`.

/// Uniform in [0, 1), 24 bits.
at::Tensor uniformField(std::span<const std::uint64_t> sampleSeeds, std::int64_t count, std::uint64_t purpose,
                        const at::Device& device);
/// Normal, mean 0, standard deviation 1 (Box and Muller 1958; largest magnitude about 5.8).
at::Tensor normalField(std::span<const std::uint64_t> sampleSeeds, std::int64_t count, std::uint64_t purpose,
                       const at::Device& device);

}  // namespace gano
