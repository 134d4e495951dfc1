// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/tile_work.h"

#include <QCoreApplication>
#include <QThread>
#include <algorithm>

#include "ui/view/source_core.h"

namespace gano {

TileWork& TileWork::shared() {
    static TileWork work;
    return work;
}

TileWork::TileWork() {
    TileCache::shared();  // Outlives the workers.
    pool_.setMaxThreadCount(std::max(1, QThread::idealThreadCount() - 1));
    // The tables of the format readers may be gone when this object is destroyed.
    qAddPostRoutine([] { shared().stop(); });
}

TileWork::~TileWork() { stop(); }

void TileWork::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        cores_.clear();
    }
    pool_.waitForDone();
    const std::lock_guard lock(mutex_);
    stopped_ = false;
}

void TileWork::touch(const std::shared_ptr<SourceCore>& core) {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    cores_.remove_if([&core](const auto& other) { return other.expired() || other.lock() == core; });
    cores_.push_front(core);
    if (active_ >= pool_.maxThreadCount()) return;
    ++active_;
    pool_.start([this] { work(); });
}

void TileWork::work() {
    while (const auto task = next()) task();
}

std::function<void()> TileWork::next() {
    const std::lock_guard lock(mutex_);
    for (const bool urgent : {true, false}) {
        for (auto place = cores_.begin(); !stopped_ && place != cores_.end();) {
            const auto core = place->lock();
            if (!core) {
                place = cores_.erase(place);
                continue;
            }
            if (auto task = core->takeTask(urgent)) return task;
            ++place;
        }
    }
    --active_;
    return nullptr;
}

}  // namespace gano
