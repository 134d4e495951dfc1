// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_session.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "core/base/give_way.h"

namespace gano {
namespace {

constexpr int kDrainMs = 100;

/// Where the worker puts its events and the interface thread takes them from.
class Mailbox final : public RunObserver {
public:
    void onEvent(const RunEvent& event) override {
        const std::lock_guard lock(mutex_);
        // The end is told once, by the session, from what the job returned.
        if (std::holds_alternative<RunFinished>(event)) return;
        // Of steps only the newest matters: it replaces the one before it, unless something came between them.
        if (std::holds_alternative<StepFinished>(event) && !events_.empty() && std::holds_alternative<StepFinished>(events_.back())) {
            events_.back() = event;
            return;
        }
        events_.push_back(event);
    }

    std::vector<RunEvent> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(events_, {});
    }

private:
    std::mutex mutex_;
    std::vector<RunEvent> events_;
};

}  // namespace

struct RunSession::Worker {
    explicit Worker(Job job)
        : thread([this, job = std::move(job)] {
              Outcome result;
              giveWay();
              try {
                  result = job(control, mailbox);
              } catch (const std::exception& failure) {
                  result = {RunOutcome::Failed, failure.what(), {}};
              } catch (...) {
                  result = {RunOutcome::Failed, "The job ended for a reason that it could not name.", {}};
              }
              outcome = std::move(result);
              done.store(true, std::memory_order_release);
          }) {}
    ~Worker() {
        control.requestStop();
        if (thread.joinable()) thread.join();
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    RunControl control;
    Mailbox mailbox;
    Outcome outcome;  ///< To be read when `done`.
    std::atomic<bool> done = false;
    std::thread thread;  ///< Last, so that everything it uses is there when it begins.
};

RunSession::RunSession(QObject* parent) : QObject(parent) {
    drainTimer_.setInterval(kDrainMs);
    connect(&drainTimer_, &QTimer::timeout, this, &RunSession::drain);
}

RunSession::~RunSession() = default;

bool RunSession::start(Job job) {
    if (isBusy()) return false;
    worker_ = std::make_unique<Worker>(std::move(job));
    drainTimer_.start();
    become(State::Running);
    return true;
}

void RunSession::pause() {
    if (!canPause()) return;
    worker_->control.requestPause();
    become(State::Paused);
}

void RunSession::goOn() {
    if (!canGoOn()) return;
    worker_->control.requestResume();
    become(State::Running);
}

void RunSession::stop() {
    if (!canStop()) return;
    worker_->control.requestStop();
    become(State::Stopping);
}

void RunSession::save() {
    if (isBusy()) worker_->control.requestSave();
}

RunSession::State RunSession::state() const { return state_; }
bool RunSession::isBusy() const { return state_ == State::Running || state_ == State::Paused || state_ == State::Stopping; }
bool RunSession::canPause() const { return state_ == State::Running; }
bool RunSession::canGoOn() const { return state_ == State::Paused; }
bool RunSession::canStop() const { return state_ == State::Running || state_ == State::Paused; }

void RunSession::drain() {
    // Asked first: whatever is in the mailbox when the job is done is all there will be.
    const bool done = worker_->done.load(std::memory_order_acquire);
    if (const auto events = worker_->mailbox.take(); !events.empty()) Q_EMIT eventsArrived(events);
    if (!done) return;
    drainTimer_.stop();
    const auto outcome = worker_->outcome;
    worker_.reset();
    become(State::Finished);
    Q_EMIT finished(outcome);
}

void RunSession::become(State state) {
    if (state == state_) return;
    state_ = state;
    Q_EMIT stateChanged(state);
}

}  // namespace gano

#include "moc_run_session.cpp"
