// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>
#include <functional>
#include <list>
#include <memory>
#include <mutex>

namespace gano {

class SourceCore;

/// Worker threads that read for all sources: what somebody waits for first, the newest request before older ones, and
/// overviews of large files when there is nothing else to do.
class TileWork {
public:
    static TileWork& shared();
    ~TileWork();

    /// There is new work in `core`; it is the newest now.
    void touch(const std::shared_ptr<SourceCore>& core);

private:
    TileWork();
    std::function<void()> next();
    void work();
    void stop();

    std::mutex mutex_;
    std::list<std::weak_ptr<SourceCore>> cores_;  ///< Newest first.
    int active_ = 0;
    bool stopped_ = false;
    QThreadPool pool_;
};

}  // namespace gano
