// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/data/patch_store.h"

namespace gano {

/// Some patches, one after the other.
struct HostBatch {
    std::vector<float> inputs;           ///< count x 1 x p x p
    std::vector<float> targets;          ///< count x 1 x sp x sp, or empty for a store without targets.
    std::vector<std::uint64_t> samples;  ///< Patch numbers: with seed and epoch the address of their randomness.
    int count = 0;
};

/// Reads batches ahead on its own threads and hands them out in order, however many threads there are.
class BatchPrefetcher {
public:
    /// `order` lists patches of `store`, which must outlive this object; the last batch may be smaller.
    /// At most `queueDepth` batches are read ahead. Throws UsageError if batchSize, threads or queueDepth is below 1, or a
    /// patch is outside the store.
    BatchPrefetcher(const PatchStore& store, std::vector<std::size_t> order, int batchSize, int threads = 2, int queueDepth = 4);
    /// Stops and waits for the threads.
    ~BatchPrefetcher();
    BatchPrefetcher(const BatchPrefetcher&) = delete;
    BatchPrefetcher& operator=(const BatchPrefetcher&) = delete;

    /// Waits for the next batch; false after the last one and after cancel(). What failed while reading is thrown here.
    bool next(HostBatch& batch);
    std::size_t batches() const;
    /// Wakes a waiting next(). May be called from any thread.
    void cancel();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gano
