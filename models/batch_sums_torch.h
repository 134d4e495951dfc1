// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace gano {

/// What layers and losses that look at a whole batch ask for where several processes have a part of it each.
class BatchSums {
public:
    virtual ~BatchSums() = default;
    virtual int rank() const = 0;
    virtual int size() const = 0;
    /// False where this process only goes along, with a sample that does not count, so that all make the same steps.
    virtual bool takesPart() const = 0;
    /// Adds up over the processes, in place; all call it in the same order.
    virtual void sum(at::Tensor& values) = 0;
};

/// Of this thread's training step; nothing where one process has the whole batch.
BatchSums* batchSums();

/// Makes `sums` this thread's until the end of the scope; it must outlive the step's backward pass.
class BatchSumsScope {
public:
    explicit BatchSumsScope(BatchSums* sums);
    ~BatchSumsScope();
    BatchSumsScope(const BatchSumsScope&) = delete;
    BatchSumsScope& operator=(const BatchSumsScope&) = delete;

private:
    BatchSums* before_;
};

/// `mine`, a sum over this process's part of the batch, added up over all parts, with gradients; `mine` itself where one
/// process has the whole batch.
at::Tensor sumOverBatch(const at::Tensor& mine);

/// Batch normalisation of N × C × H × W in training with the means and variances of the whole batch, whichever process has its
/// samples; `mean` and `variance` are the running ones. Only where there are batchSums().
at::Tensor normaliseOverBatch(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& mean, const at::Tensor& variance, double momentum,
                              double epsilon);

}  // namespace gano
