// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/train/memory_patience_torch.h"
#include "models/torch_compat.h"

namespace gano {

void MemoryPatience::run(std::int64_t batch, const std::function<void()>& reset,
                         const std::function<void(std::int64_t, std::int64_t, double)>& piece) {
    for (;;) {
        const auto most = sharing_ ? sharing_->largestShare() : batch, mine = sharing_ ? sharing_->share() : batch;
        const auto whole = static_cast<double>(sharing_ ? sharing_->batch() : batch);
        const auto micro = micro_ <= 0 ? most : std::min(micro_, most);
        whole_ = micro == most;
        try {
            reset();
            for (std::int64_t start = 0; start < most; start += micro) {
                const auto count = std::min(micro, mine - start);
                if (sharing_) sharing_->beginPiece(count <= 0, start + micro >= most);
                if (count > 0)
                    piece(start, count, static_cast<double>(count) / whole);
                else
                    piece(0, 1, 0.0);
            }
            if (sharing_) sharing_->finish();
            return;
        } catch (const std::exception& failure) {
            recover(failure, micro, static_cast<std::int64_t>(whole));
        }
    }
}

void MemoryPatience::recover(const std::exception& failure, std::int64_t micro, std::int64_t batch) {
    const bool here = isOutOfMemory(failure);
    if (!here && dynamic_cast<const OthersMemoryUsedUp*>(&failure) == nullptr) throw;
    if (!patient_) throw;
    if (here && sharing_ == nullptr && room_ && room_()) {
        releaseCachedMemory();
        return;
    }
    if (micro <= 1)
        throw Error("The device's memory does not hold a single training image; choose a smaller crop or a smaller network.");
    micro_ = (micro + 1) / 2;
    releaseCachedMemory();
    if (sharing_) sharing_->recover(here);
    told_(fmt::format("The device ran out of memory: going on with {} images at a time, the batch stays {}.", micro_, batch));
}

}  // namespace gano
