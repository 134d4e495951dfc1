// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "core/base/system.h"

namespace gano {

/// Path, identity, length and time of change: a file that was replaced gets another stamp, even by one of the same length
/// within the same tick of the clock.
inline std::string fileStamp(const std::filesystem::path& file) {
    return file.string() + '|' + system::fileIdentity(file);
}

/// The last few things learned from files. Thread-safe; values are shared and immutable.
template <class Value>
class FileCache {
public:
    explicit FileCache(std::size_t capacity) : capacity_(capacity) {}

    /// The value kept for `key`, or the one that `make()` returns; two threads may make the same value at the same time.
    template <class Make>
    std::shared_ptr<const Value> get(const std::string& key, Make&& make) {
        {
            const std::lock_guard lock(mutex_);
            for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
                if (entry->first != key) continue;
                entries_.splice(entries_.begin(), entries_, entry);
                return entries_.front().second;
            }
        }
        auto value = std::make_shared<const Value>(std::forward<Make>(make)());
        const std::lock_guard lock(mutex_);
        entries_.emplace_front(key, value);
        if (entries_.size() > capacity_) entries_.pop_back();
        return value;
    }

private:
    std::mutex mutex_;
    std::size_t capacity_;
    std::list<std::pair<std::string, std::shared_ptr<const Value>>> entries_;
};

}  // namespace gano
