// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/run_control.h"

#include <utility>

namespace gano {

bool RunControl::proceed() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !paused_ || stopped_; });
    return !stopped_;
}

void RunControl::requestPause() {
    const std::lock_guard lock(mutex_);
    paused_ = true;
}

void RunControl::requestResume() {
    {
        const std::lock_guard lock(mutex_);
        paused_ = false;
    }
    changed_.notify_all();
}

void RunControl::requestStop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    changed_.notify_all();
}

void RunControl::requestSave() {
    const std::lock_guard lock(mutex_);
    save_ = true;
}

bool RunControl::takeSaveRequest() {
    const std::lock_guard lock(mutex_);
    return std::exchange(save_, false);
}

bool RunControl::stopRequested() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
}

bool RunControl::pauseRequested() const {
    const std::lock_guard lock(mutex_);
    return paused_;
}

}  // namespace gano
