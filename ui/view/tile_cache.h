// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace gano {

using TileValues = std::vector<float>;
using TilePtr = std::shared_ptr<const TileValues>;

/// Which tile of a pyramid.
struct TileIndex {
    int level = 0, column = 0, row = 0;
    bool operator==(const TileIndex&) const = default;
};

/// The tiles used last by all sources, up to a number of bytes.
///
/// Thread safety: every member may be called from any thread.
class TileCache {
public:
    static constexpr std::size_t kUsualBytes = std::size_t{256} << 20;

    static TileCache& shared();

    TilePtr find(std::uint64_t source, const TileIndex& tile);
    void insert(std::uint64_t source, const TileIndex& tile, TilePtr values);
    void forget(std::uint64_t source);
    std::size_t bytes() const;
    void setLimit(std::size_t bytes);

private:
    struct Key {
        std::uint64_t source;
        TileIndex tile;
        bool operator==(const Key&) const = default;
    };
    struct Hash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct Entry {
        Key key;
        TilePtr values;
    };
    void shrink();

    mutable std::mutex mutex_;
    std::list<Entry> entries_;  ///< Used last first.
    std::unordered_map<Key, std::list<Entry>::iterator, Hash> places_;
    std::size_t bytes_ = 0, limit_ = kUsualBytes;
};

}  // namespace gano
