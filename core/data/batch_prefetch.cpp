// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/batch_prefetch.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "core/base/error.h"
#include "core/data/ordered_work.h"

namespace gano {
namespace {

HostBatch readBatch(const PatchStore& store, const std::vector<std::size_t>& order, std::size_t first, std::size_t count) {
    const auto side = static_cast<std::size_t>(store.patchSize());
    const std::size_t pixels = side * side;
    const std::size_t targetPixels = pixels * static_cast<std::size_t>(store.scale()) * static_cast<std::size_t>(store.scale());
    const bool withTargets = store.target() != TargetKind::None;
    HostBatch batch;
    batch.count = static_cast<int>(count);
    batch.inputs.resize(count * pixels);
    if (withTargets) batch.targets.resize(count * targetPixels);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t patch = order[first + i];
        store.readInput(patch, std::span(batch.inputs).subspan(i * pixels, pixels));
        if (withTargets) store.readTarget(patch, std::span(batch.targets).subspan(i * targetPixels, targetPixels));
        batch.samples.push_back(patch);
    }
    return batch;
}

void checkPrefetch(const PatchStore& store, const std::vector<std::size_t>& order, int batchSize, int threads, int queueDepth) {
    if (batchSize < 1 || threads < 1 || queueDepth < 1) {
        throw UsageError(fmt::format("Batch size, threads and batches read ahead must be at least 1, not {}, {} and {}.", batchSize,
                                     threads, queueDepth));
    }
    if (std::ranges::any_of(order, [&](std::size_t patch) { return patch >= store.size(); })) {
        throw UsageError(fmt::format("The order names a patch that is not among the {} patches.", store.size()));
    }
}

}  // namespace

struct BatchPrefetcher::Impl {
    Impl(const PatchStore& store, std::vector<std::size_t> patches, std::size_t size, std::size_t threads, std::size_t depth)
        : order(std::move(patches)),
          batches((order.size() + size - 1) / size),
          work(
              batches,
              [this, &store, size](std::size_t i) { return readBatch(store, order, i * size, std::min(size, order.size() - i * size)); },
              threads, depth) {}

    const std::vector<std::size_t> order;
    const std::size_t batches;
    OrderedWork<HostBatch> work;  // Last: its threads read the members above.
};

BatchPrefetcher::BatchPrefetcher(const PatchStore& store, std::vector<std::size_t> order, int batchSize, int threads, int queueDepth) {
    checkPrefetch(store, order, batchSize, threads, queueDepth);
    impl_ = std::make_unique<Impl>(store, std::move(order), static_cast<std::size_t>(batchSize), static_cast<std::size_t>(threads),
                                   static_cast<std::size_t>(queueDepth));
}

BatchPrefetcher::~BatchPrefetcher() = default;

bool BatchPrefetcher::next(HostBatch& batch) {
    auto ready = impl_->work.next();
    if (!ready) return false;
    batch = std::move(*ready);
    return true;
}

std::size_t BatchPrefetcher::batches() const { return impl_->batches; }
void BatchPrefetcher::cancel() { impl_->work.cancel(); }

}  // namespace gano
