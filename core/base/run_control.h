// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>

namespace gano {

/// What the owner of a long job asked for; the job reads it between steps.
///
/// Thread safety: every member may be called from any thread.
class RunControl {
public:
    /// Called by the job once per step: waits while paused; false means stop, keeping the work.
    bool proceed();

    void requestPause();
    void requestResume();
    void requestStop();
    /// Asks for a checkpoint at the next step.
    void requestSave();

    /// True once per requestSave(); the job calls it between steps.
    bool takeSaveRequest();
    bool stopRequested() const;
    bool pauseRequested() const;

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool paused_ = false;
    bool stopped_ = false;
    bool save_ = false;
};

}  // namespace gano
