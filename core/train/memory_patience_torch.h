// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "core/train/gradient_sharing_torch.h"

namespace gano {

/// Runs one optimiser step in pieces that fit the device's memory.
///
/// When a piece runs out of memory it is halved, the gradients so far are thrown away, and the same batch is done again
/// with gradients added up: the effective batch does not change. `told` gets one sentence each time. The gradients are those
/// of the whole batch where the loss is a mean over pixels and no layer looks at the batch; batch norm and Dice see the pieces.
/// Where processes share the batch, all work in as many pieces, and gradients are those of all of them when run() returns.
class MemoryPatience {
public:
    MemoryPatience(std::int64_t microBatch, std::function<void(const std::string&)> told)
        : micro_(microBatch), told_(std::move(told)) {}

    /// Calls `piece(start, count, share)` until `batch` samples are done, share = count / the whole batch; `reset` before each try.
    void run(std::int64_t batch, const std::function<void()>& reset,
             const std::function<void(std::int64_t, std::int64_t, double)>& piece);

    std::int64_t microBatch() const { return micro_; }
    void setMicroBatch(std::int64_t microBatch) { micro_ = microBatch; }
    /// True while the batch, or this process's share of it, is done in one piece.
    bool whole() const { return whole_; }
    /// True where a batch of this size would be done in one piece and by this process alone.
    bool takesWhole(std::int64_t batch) const { return sharing_ == nullptr && (micro_ <= 0 || micro_ >= batch); }
    /// Without patience, what goes wrong is thrown at once: a recording (step_recorder_torch.h) cannot begin anew in its middle.
    void setPatient(bool patient) { patient_ = patient; }
    /// What is asked before pieces are halved, and says whether it gave memory back: then the same is tried again. Null: nothing has any.
    void askForRoom(std::function<bool()> room) { room_ = std::move(room); }
    /// From now on `batch` is a share of a batch; null: the whole of one again.
    void share(GradientSharing* sharing) { sharing_ = sharing; }

private:
    void recover(const std::exception& failure, std::int64_t micro, std::int64_t batch);

    std::int64_t micro_;  ///< 0: the whole batch.
    bool whole_ = true, patient_ = true;
    GradientSharing* sharing_ = nullptr;
    std::function<bool()> room_;
    std::function<void(const std::string&)> told_;
};

}  // namespace gano
