// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_search.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/base/error.h"

namespace gano {
namespace {

constexpr int kEven = 8;

int rounded(int images) { return images > kEven ? images / kEven * kEven : images; }

class Search {
public:
    Search(const TryBatch& attempt, const BatchLimits& limits) : attempt_(attempt), limits_(limits), budget_(limits.freeBytes * limits.share) {}

    FoundBatch run() {
        if (limits_.most <= 1 || !fits(2)) return single();
        for (;;) {
            const int most = allowed();
            if (best_.images >= limits_.believedFrom && lower_.images > 0) return {std::max(most, best_.images), predicted(std::max(most, best_.images))};
            int next = std::min(most, 2 * best_.images);
            // What was too much takes back half of the way.
            if (tooMany_ > 0) next = std::min(next, rounded((best_.images + tooMany_) / 2));
            if (next <= best_.images) {
                // Much of it may be there without any image.
                if (lower_.images == 0 && tooMany_ == 0 && learnFromOne()) continue;
                return best_;
            }
            if (!fits(next)) tooMany_ = next;
        }
    }

private:
    FoundBatch single() {
        const auto bytes = attempt_(1);
        // One image is worth more than a margin.
        if (bytes && *bytes <= limits_.freeBytes) return {1, *bytes};
        const auto known = bytes && std::isfinite(limits_.freeBytes) ? fmt::format(" (it takes {:.1f} GB, {:.1f} GB are free)", *bytes / 1e9, limits_.freeBytes / 1e9) : std::string();
        throw Error(fmt::format("The device's memory does not hold a training step with a single image{}; choose a smaller crop or a smaller network, or close other programs.", known));
    }

    bool learnFromOne() {
        const auto bytes = attempt_(1);
        if (bytes && best_.images > 1) lower_ = {1, *bytes};
        return lower_.images > 0;
    }

    /// Takes the step; what fits becomes the best so far.
    bool fits(int images) {
        const auto bytes = attempt_(images);
        if (!bytes || *bytes > budget_) return false;
        lower_ = best_;
        best_ = {images, *bytes};
        return true;
    }

    /// Until two batches are known, a step is taken to cost nothing but its images, which errs on the side of too much.
    double perImage() const { return lower_.images > 0 ? std::max(0.0, best_.bytes - lower_.bytes) / (best_.images - lower_.images) : best_.bytes / best_.images; }
    double predicted(int images) const { return best_.bytes + perImage() * (images - best_.images); }

    /// The largest batch that is wanted and that the line through the last two lets fit.
    int allowed() const {
        const int wanted = rounded(limits_.most);
        if (predicted(wanted) <= budget_) return wanted;
        return rounded(best_.images + static_cast<int>((budget_ - best_.bytes) / perImage()));
    }

    const TryBatch& attempt_;
    const BatchLimits& limits_;
    double budget_;
    FoundBatch best_, lower_;
    int tooMany_ = 0;
};

}  // namespace

FoundBatch largestBatch(const TryBatch& attempt, const BatchLimits& limits) { return Search(attempt, limits).run(); }

}  // namespace gano
