// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/background.h"

#include <utility>

namespace gano {

Background::Background(int threads, QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(threads);
    pool_.setThreadPriority(QThread::LowPriority);
}

Background::~Background() {
    drop();
    pool_.waitForDone();
}

void Background::start(Work work, int priority) {
    Ticket ticket;
    ticket.generation_ = generation_;
    ticket.mine_ = *generation_;
    ++running_;
    auto task = [this, ticket, job = std::move(work)] {
        Done done;
        if (!ticket.dropped()) done = job(ticket);
        // The pool is waited for before this object goes, so it is still there.
        QMetaObject::invokeMethod(this, [this, ticket, done] { take(ticket, done); }, Qt::QueuedConnection);
    };
    pool_.start(std::move(task), priority);
}

void Background::drop() {
    ++*generation_;
    pool_.clear();
    running_ = 0;
}

void Background::take(const Ticket& ticket, const Done& done) {
    if (ticket.dropped()) return;
    --running_;
    if (done) done();
    if (running_ == 0) Q_EMIT idle();
}

}  // namespace gano

#include "moc_background.cpp"
