// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <functional>
#include <memory>

namespace gano {

/// Work away from the interface thread whose results arrive on it, until the owner starts something newer.
///
/// All members are for the interface thread. The destructor gives up what is waiting and waits for what is running,
/// which should look at its ticket.
class Background : public QObject {
    Q_OBJECT
public:
    /// True when nobody wants the result any more; may be asked from any thread.
    class Ticket {
    public:
        bool dropped() const { return *generation_ != mine_; }

    private:
        friend class Background;
        std::shared_ptr<std::atomic<int>> generation_;
        int mine_ = 0;
    };
    /// Does the work and returns what is to be done with the result, on the interface thread. Empty: nothing.
    using Done = std::function<void()>;
    using Work = std::function<Done(const Ticket&)>;

    explicit Background(int threads = 1, QObject* parent = nullptr);
    ~Background() override;

    void start(Work work, int priority = 0);
    /// Results of everything started so far are dropped; what has not begun is forgotten.
    void drop();
    bool isBusy() const { return running_ > 0; }

Q_SIGNALS:
    void idle();

private:
    void take(const Ticket& ticket, const Done& done);

    QThreadPool pool_;
    std::shared_ptr<std::atomic<int>> generation_ = std::make_shared<std::atomic<int>>(0);
    int running_ = 0;
};

}  // namespace gano
