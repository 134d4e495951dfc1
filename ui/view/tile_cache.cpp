// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/tile_cache.h"

#include <functional>

namespace gano {

TileCache& TileCache::shared() {
    static TileCache cache;
    return cache;
}

std::size_t TileCache::Hash::operator()(const Key& key) const noexcept {
    const auto mixed = key.source * 0x9E3779B97F4A7C15ULL ^ (static_cast<std::uint64_t>(key.tile.level) << 58) ^
                       (static_cast<std::uint64_t>(key.tile.row) << 29) ^ static_cast<std::uint64_t>(key.tile.column);
    return std::hash<std::uint64_t>{}(mixed * 0xD6E8FEB86659FD93ULL);
}

TilePtr TileCache::find(std::uint64_t source, const TileIndex& tile) {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find({source, tile});
    if (place == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, place->second);
    return place->second->values;
}

void TileCache::insert(std::uint64_t source, const TileIndex& tile, TilePtr values) {
    const Key key{source, tile};
    const std::lock_guard lock(mutex_);
    if (const auto place = places_.find(key); place != places_.end()) {
        bytes_ -= place->second->values->size() * sizeof(float);
        entries_.erase(place->second);
        places_.erase(place);
    }
    bytes_ += values->size() * sizeof(float);
    entries_.push_front({key, std::move(values)});
    places_[key] = entries_.begin();
    shrink();
}

void TileCache::forget(std::uint64_t source) {
    const std::lock_guard lock(mutex_);
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        if (entry->key.source != source) {
            ++entry;
            continue;
        }
        bytes_ -= entry->values->size() * sizeof(float);
        places_.erase(entry->key);
        entry = entries_.erase(entry);
    }
}

std::size_t TileCache::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

void TileCache::setLimit(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    limit_ = bytes;
    shrink();
}

void TileCache::shrink() {
    while (bytes_ > limit_ && !entries_.empty()) {
        bytes_ -= entries_.back().values->size() * sizeof(float);
        places_.erase(entries_.back().key);
        entries_.pop_back();
    }
}

}  // namespace gano
