// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/buffer_cache.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>

#include "core/base/system.h"
#include "models/fast_paths.h"

namespace gano {
namespace {

/// A page that was moved may be a mapping of its own for good, and Linux grants a program 65,530 of them, for everything it does.
constexpr std::size_t mostGathered = 24'000 * system::largePage;

/// Rounded up to an eighth of its power of two, so that tensors of nearly the same size share blocks.
std::size_t blockSize(std::size_t bytes) {
    std::size_t step = smallestKept / 8;
    while (step * 16 <= bytes) step *= 2;
    return (bytes + step - 1) / step * step;
}

/// LibTorch's interface for memory. Its methods changed their const-ness between versions: both forms are here, and
/// the one that overrides is the one that is called.
class BufferCache final : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t bytes) { return allocation(bytes); }
    c10::DataPtr allocate(std::size_t bytes) const { return allocation(bytes); }
    c10::DeleterFnPtr raw_deleter() const { return &BufferCache::giveBack; }
    void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }

    void release() {
        const std::lock_guard lock(mutex_);
        shrinkTo(0);
        use_.most = use_.used;
    }

    BufferUse use() const {
        const std::lock_guard lock(mutex_);
        return use_;
    }

    static BufferCache& instance() {
        // Never destroyed: tensors in static variables give their memory back later than that.
        static auto* cache = new BufferCache;
        return *cache;
    }

private:
    static c10::DataPtr allocation(std::size_t bytes) {
        void* block = bytes < smallestKept ? c10::alloc_cpu(bytes) : instance().take(blockSize(bytes));
        return {block, block, &BufferCache::giveBack, c10::Device(c10::DeviceType::CPU)};
    }

    void* take(std::size_t size) {
        const std::lock_guard lock(mutex_);
        auto found = idle_.lower_bound(size);
        if (found != idle_.end() && found->first > size + size / 4) found = idle_.end();
        void* block = nullptr;
        if (found != idle_.end()) {
            block = found->second;
            size = found->first;
            idle_.erase(found);
            use_.kept -= size;
        } else {
            block = system::takePages(size);
            if (block != nullptr) gather(static_cast<char*>(block), size);
            // Blocks of sizes that are not wanted any more make room.
            const auto most = std::max(use_.most, use_.used + size);
            shrinkTo(most + most / 8 > use_.used + size ? most + most / 8 - use_.used - size : 0);
            if (block == nullptr) {
                shrinkTo(0);
                block = system::takePages(size);
            }
            if (block == nullptr) throw std::bad_alloc();
        }
        sizes_[block] = size;
        use_.used += size;
        use_.most = std::max(use_.most, use_.used);
        return block;
    }

    static void giveBack(void* block) { instance().putBack(block); }

    void putBack(void* block) {
        {
            const std::lock_guard lock(mutex_);
            if (const auto known = sizes_.find(block); known != sizes_.end()) {
                idle_.emplace(known->second, block);
                use_.used -= known->second;
                use_.kept += known->second;
                sizes_.erase(known);
                return;
            }
        }
        c10::free_cpu(block);  // A small one, or one from before the cache was there.
    }

    /// Fills a new block with the pages of large ones that wait, largest first, so that the system need not clear others for it.
    void gather(char* block, std::size_t size) {
        if (size < system::largeBlock || use_.used + use_.kept > mostGathered) return;
        for (std::size_t at = 0; at + system::largePage <= size && !idle_.empty();) {
            const auto [length, address] = *std::prev(idle_.end());
            if (length < system::largeBlock) return;
            idle_.erase(std::prev(idle_.end()));
            use_.kept -= length;
            auto* const from = static_cast<char*>(address);
            std::size_t moved = 0;
            for (; at + system::largePage <= size && moved + system::largePage <= length; moved += system::largePage, at += system::largePage)
                if (!system::moveLargePage(from + moved, block + at)) break;
            const bool stuck = at + system::largePage <= size && moved + system::largePage <= length;
            if (length - moved >= system::largeBlock) {
                idle_.emplace(length - moved, from + moved);
                use_.kept += length - moved;
            } else if (length > moved) {
                system::returnPages(from + moved, length - moved);
            }
            if (stuck) return;
        }
    }

    /// The largest go first: few calls, and one of them is missed least often.
    void shrinkTo(std::size_t kept) {
        while (use_.kept > kept && !idle_.empty()) {
            const auto largest = std::prev(idle_.end());
            use_.kept -= largest->first;
            system::returnPages(largest->second, largest->first);
            idle_.erase(largest);
        }
    }

    mutable std::mutex mutex_;
    std::multimap<std::size_t, void*> idle_;
    std::unordered_map<void*, std::size_t> sizes_;
    BufferUse use_;
};

}  // namespace

void keepFreedBuffers() {
    if (!fastPaths().keepBuffers) return;
    // Above LibTorch's own allocators, which register with priority 0.
    static const bool once = [] {
        c10::SetCPUAllocator(&BufferCache::instance(), 1);
        return true;
    }();
    (void)once;
}

void releaseKeptBuffers() { BufferCache::instance().release(); }

BufferUse bufferUse() { return BufferCache::instance().use(); }

}  // namespace gano
