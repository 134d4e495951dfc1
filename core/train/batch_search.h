// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <limits>
#include <optional>

namespace gano {

/// What is known before the search for the largest batch.
struct BatchLimits {
    double freeBytes = std::numeric_limits<double>::infinity();  ///< Free on the device now; infinite where it is not known.
    double share = 0.85;      ///< Part of it that a step may take: other programs want some, and memory falls to pieces.
    int most = 64;            ///< No larger batch is wanted.
    /// A prediction is believed without a try once so many images were measured: where trying takes long, or where memory
    /// that runs out kills the program instead of being told.
    int believedFrom = std::numeric_limits<int>::max();
};

struct FoundBatch {
    int images = 0;
    double bytes = 0.0;  ///< Measured, or predicted from smaller ones; 0 where nothing was measured.
};

/// Takes a step with so many images and says how many bytes it took in all, nothing where memory ran out.
using TryBatch = std::function<std::optional<double>(int images)>;

/// The largest batch, at most `limits.most`, whose step takes no more than its share of the free memory. Tries 2, 4, 8, …
/// images as far as the line through the last two lets them fit, the last time the largest that it allows, and half of the way
/// where that was too much. Batches above 8 are multiples of 8, so that a little more or less free memory gives the same.
///
/// Throws Error with what to do when not even one image fits. What `attempt` throws ends the search.
FoundBatch largestBatch(const TryBatch& attempt, const BatchLimits& limits);

}  // namespace gano
