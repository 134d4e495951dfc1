// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Replaces the C library's memory functions in ganoscope-file-check (see "Replacing malloc" in glibc's manual): every block
// ends at a page that cannot be touched. Reading past a block's end, which elsewhere gives other people's bytes or corrupts
// them, ends this program; that is what it is for. For one thread; freed blocks of few pages are used again.
// Not built for the sanitizers, which do the same themselves.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "app/file_check/allocation_limit.h"

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kAlignment = alignof(std::max_align_t);
constexpr std::size_t kArenaPages = std::size_t{1} << 24;  // 64 GiB of addresses; only what is used becomes memory
constexpr std::size_t kRecycledPages = 16;
/// A wrong index often lands some kilobytes away, in another block if those stood close together.
constexpr std::size_t kForbiddenPages = 15;

struct Block {
    std::size_t bytes = 0;
    std::size_t pages = 0;
    std::size_t nextFree = 0;  ///< First page of the next free block of this many pages; 0 is none.
};

std::byte* arena = nullptr;
Block* blocks = nullptr;  ///< By first page.
std::size_t used = 1;     ///< Page 0 stays unused.
std::array<std::size_t, kRecycledPages + 1> freeBlocks{};
std::size_t mostAtOnce = 0;  ///< 0: no limit

void* reserve(std::size_t bytes, int protection) {
    void* place = ::mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (place == MAP_FAILED) ::_exit(0);  // no room for addresses: nothing can be said of the file
    return place;
}

/// The first of `pages` pages in a row that may be written, with forbidden ones after them; 0 if there is no room.
std::size_t takePages(std::size_t pages) {
    if (arena == nullptr) {
        arena = static_cast<std::byte*>(reserve(kArenaPages * kPage, PROT_NONE));
        blocks = static_cast<Block*>(reserve(kArenaPages * sizeof(Block), PROT_READ | PROT_WRITE));
    }
    if (pages <= kRecycledPages && freeBlocks[pages] != 0) {
        const std::size_t first = freeBlocks[pages];
        freeBlocks[pages] = blocks[first].nextFree;
        return first;
    }
    if (pages + kForbiddenPages > kArenaPages - used) return 0;
    const std::size_t first = used;
    if (::mprotect(arena + first * kPage, pages * kPage, PROT_READ | PROT_WRITE) != 0) return 0;
    used += pages + kForbiddenPages;
    blocks[first].pages = pages;
    return first;
}

void* take(std::size_t bytes, std::size_t alignment) {
    if (mostAtOnce != 0 && bytes > mostAtOnce) ::_exit(1);
    const std::size_t rounded = (std::max<std::size_t>(bytes, 1) + alignment - 1) / alignment * alignment;
    const std::size_t pages = (rounded + kPage - 1) / kPage;
    const std::size_t first = rounded < bytes || alignment > kPage ? 0 : takePages(pages);
    if (first == 0) {
        errno = ENOMEM;
        return nullptr;
    }
    blocks[first].bytes = bytes;
    return arena + (first + pages) * kPage - rounded;
}

std::size_t firstPageOf(const void* block) { return static_cast<std::size_t>(static_cast<const std::byte*>(block) - arena) / kPage; }

}  // namespace

void gano::limitAllocations(std::size_t bytes) { mostAtOnce = bytes; }

extern "C" {

void* malloc(std::size_t bytes) { return take(bytes, kAlignment); }

void free(void* block) {
    if (block == nullptr) return;
    const std::size_t first = firstPageOf(block), pages = blocks[first].pages;
    if (pages <= kRecycledPages) {
        blocks[first].nextFree = freeBlocks[pages];
        freeBlocks[pages] = first;
    } else {
        ::madvise(arena + first * kPage, pages * kPage, MADV_DONTNEED);
        ::mprotect(arena + first * kPage, pages * kPage, PROT_NONE);
    }
}

void* calloc(std::size_t count, std::size_t size) {
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) return nullptr;
    void* block = take(bytes, kAlignment);
    if (block != nullptr) std::memset(block, 0, bytes);
    return block;
}

void* realloc(void* old, std::size_t bytes) {
    void* block = take(bytes, kAlignment);
    if (block == nullptr || old == nullptr) return block;
    std::memcpy(block, old, std::min(bytes, blocks[firstPageOf(old)].bytes));
    free(old);
    return block;
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) { return take(bytes, std::max(alignment, kAlignment)); }
void* memalign(std::size_t alignment, std::size_t bytes) { return aligned_alloc(alignment, bytes); }
int posix_memalign(void** result, std::size_t alignment, std::size_t bytes) {
    *result = aligned_alloc(alignment, bytes);
    return *result == nullptr ? ENOMEM : 0;
}

}  // extern "C"
