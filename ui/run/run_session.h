// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/run_control.h"
#include "core/base/run_events.h"

namespace gano {

/// A blocking function of the core: train, resume, predict, evaluate. Must copy what it needs.
using Job = std::function<Outcome(RunControl&, RunObserver&)>;

/// Runs one job on a worker thread and brings its events to the interface thread ten times a second.
///
/// Nothing here waits for the worker, except the destructor, which stops it first. Exactly one finished() follows each
/// start(), whatever the job does. All members are for the interface thread.
class RunSession : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Running, Paused, Stopping, Finished };
    explicit RunSession(QObject* parent = nullptr);
    ~RunSession() override;

    /// False, and nothing happens, while another job is running.
    bool start(Job job);
    void pause();
    void goOn();
    void stop();  ///< Keeps the work.
    void save();

    State state() const;
    bool isBusy() const;  ///< Running, paused or stopping.
    bool canPause() const;
    bool canGoOn() const;
    bool canStop() const;

Q_SIGNALS:
    void stateChanged(gano::RunSession::State state);
    /// In the order of the job; StepFinished events are thinned to the newest of each batch.
    void eventsArrived(const std::vector<gano::RunEvent>& events);
    void finished(const gano::Outcome& outcome);

private:
    struct Worker;
    void drain();
    void become(State state);

    std::unique_ptr<Worker> worker_;
    QTimer drainTimer_;
    State state_ = State::Idle;
};

}  // namespace gano
