// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace gano {

/// Computes work(0) … work(count-1) on several threads and hands the results out in that order, at most `depth` ahead of
/// the reader. An exception of an item is thrown by the next() that would have handed it out, and ends the work.
template <class Result>
class OrderedWork {
public:
    OrderedWork(std::size_t count, std::function<Result(std::size_t)> work, std::size_t threads, std::size_t depth)
        : count_(count), work_(std::move(work)), slots_(std::max<std::size_t>(1, depth)) {
        const std::size_t needed = std::min({std::max<std::size_t>(1, threads), slots_.size(), count});
        threads_.reserve(needed);
        try {
            for (std::size_t i = 0; i < needed; ++i) {
                threads_.emplace_back([this] { run(); });
            }
        } catch (...) {
            // A thread that cannot start must not leave the started ones behind on a dead object.
            finish();
            throw;
        }
    }
    ~OrderedWork() { finish(); }
    OrderedWork(const OrderedWork&) = delete;
    OrderedWork& operator=(const OrderedWork&) = delete;

    /// Waits for the next result; nothing after the last one and after cancel().
    std::optional<Result> next() {
        std::unique_lock lock(mutex_);
        if (handedOut_ == count_) return std::nullopt;
        Slot& slot = slots_[handedOut_ % slots_.size()];
        changed_.wait(lock, [&] { return cancelled_ || slot.ready; });
        if (cancelled_) return std::nullopt;
        slot.ready = false;
        if (slot.error) {
            cancelled_ = true;
            changed_.notify_all();
            std::rethrow_exception(std::exchange(slot.error, nullptr));
        }
        std::optional<Result> result(std::move(slot.result));
        slot.result.reset();
        ++handedOut_;
        lock.unlock();
        changed_.notify_all();
        return result;
    }

    void cancel() {
        {
            const std::lock_guard lock(mutex_);
            cancelled_ = true;
        }
        changed_.notify_all();
    }

private:
    struct Slot {
        std::optional<Result> result;
        std::exception_ptr error;
        bool ready = false;
    };

    void finish() {
        cancel();
        for (std::thread& thread : threads_) {
            thread.join();
        }
        threads_.clear();
    }

    void run() {
        for (;;) {
            std::size_t item = 0;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [this] { return cancelled_ || taken_ == count_ || taken_ < handedOut_ + slots_.size(); });
                if (cancelled_ || taken_ == count_) return;
                item = taken_++;
            }
            std::optional<Result> result;
            std::exception_ptr error;
            try {
                result.emplace(work_(item));
            } catch (...) {
                error = std::current_exception();
            }
            {
                const std::lock_guard lock(mutex_);
                Slot& slot = slots_[item % slots_.size()];
                slot.result = std::move(result);
                slot.error = error;
                slot.ready = true;
            }
            changed_.notify_all();
        }
    }

    const std::size_t count_;
    const std::function<Result(std::size_t)> work_;
    std::vector<Slot> slots_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t taken_ = 0;
    std::size_t handedOut_ = 0;
    bool cancelled_ = false;
    std::vector<std::thread> threads_;
};

/// The number of threads that `wanted` stands for: 0 means one per core.
inline std::size_t effectiveThreads(int wanted) {
    return wanted > 0 ? static_cast<std::size_t>(wanted) : std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

}  // namespace gano
