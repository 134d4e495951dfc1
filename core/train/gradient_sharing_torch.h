// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "core/train/training_group_torch.h"
#include "models/batch_sums_torch.h"

namespace gano {

/// One optimiser step by several processes: each computes the gradients of its part of the batch, and all get their sum, added
/// up bucket by bucket while the backward pass goes on (Li et al., VLDB 2020).
///
/// A process whose part is empty, in a batch smaller than their number or in the last piece of a part, goes along with a
/// sample that does not count. Also what layers and losses ask for that look at the whole batch.
class GradientSharing final : public BatchSums {
public:
    explicit GradientSharing(TrainingGroup& group);
    ~GradientSharing() override;
    GradientSharing(const GradientSharing&) = delete;
    GradientSharing& operator=(const GradientSharing&) = delete;

    /// The gradients of this network will be shared; after it went to its device. Copies the first process's weights and buffers.
    void share(torch::nn::Module& network);

    /// A step on a batch of `batch` samples begins, of which this process has share() of it.
    void beginBatch(std::int64_t batch);
    std::int64_t batch() const { return batch_; }
    std::int64_t share() const { return shareOfBatch(batch_, group_.processes()).count; }
    std::int64_t largestShare() const { return gano::largestShare(batch_, group_.processes()); }

    /// A backward pass follows over a piece of the share, empty ones included; during the last one gradients go out.
    void beginPiece(bool empty, bool last);
    /// Waits until every gradient is the sum of all processes'. Throws as TrainingGroup.
    void finish();
    /// Meets the others again after memory was used up here or elsewhere: the step is to begin anew.
    void recover(bool here);

    int rank() const override { return group_.processes().rank; }
    int size() const override { return group_.processes().size; }
    bool takesPart() const override { return takesPart_; }
    void sum(at::Tensor& values) override { group_.sum(values); }

private:
    struct Network;
    void forget();

    TrainingGroup& group_;
    std::vector<std::unique_ptr<Network>> networks_;
    std::int64_t batch_ = 0;
    bool takesPart_ = true;
    bool sending_ = false;
};

}  // namespace gano
