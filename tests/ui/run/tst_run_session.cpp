// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_program.h"
#include "ui/run/run_session.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#if defined(__linux__)
#include <sys/resource.h>
#endif

using gano::Outcome;
using gano::RunControl;
using gano::RunObserver;
using gano::RunOutcome;
using gano::RunSession;
using namespace std::chrono_literals;

namespace {

Outcome countForever(RunControl& control, RunObserver& observer) {
    for (long step = 0; control.proceed(); ++step) {
        gano::StepFinished event;
        event.step = step;
        observer.onEvent(event);
        std::this_thread::sleep_for(1ms);
    }
    return {RunOutcome::Stopped, "Stopped.", {}};
}

/// What a session told, in order.
class Listener : public QObject {
public:
    explicit Listener(RunSession& session) {
        connect(&session, &RunSession::eventsArrived, this, [this](const std::vector<gano::RunEvent>& arrived) {
            events.insert(events.end(), arrived.begin(), arrived.end());
        });
        connect(&session, &RunSession::finished, this, [this](const Outcome& outcome) { outcomes.push_back(outcome); });
    }
    std::vector<gano::RunEvent> events;
    std::vector<Outcome> outcomes;
};

}  // namespace

class TestRunSession : public QObject {
    Q_OBJECT
#if defined(__linux__)
    const int before_ = ::getpriority(PRIO_PROCESS, 0);
#endif

private Q_SLOTS:
    void aJobsEventsArriveInOrderAndItsOutcomeComesOnceAndLast() {
        RunSession session;
        Listener listener(session);
        QVERIFY(session.start([](RunControl&, RunObserver& observer) {
            for (int epoch = 1; epoch <= 2000; ++epoch) observer.onEvent(gano::EpochFinished{epoch, 2000, {}, false});
            const Outcome outcome{RunOutcome::Done, "Done.", {{"dice", 0.9}}};
            observer.onEvent(gano::RunFinished{outcome});
            return outcome;
        }));
        QTRY_COMPARE(listener.outcomes.size(), std::size_t{1});
        QCOMPARE(session.state(), RunSession::State::Finished);
        QCOMPARE(listener.events.size(), std::size_t{2000});
        for (int i = 0; i < 2000; ++i) QCOMPARE(std::get<gano::EpochFinished>(listener.events[static_cast<std::size_t>(i)]).epoch, i + 1);
        QCOMPARE(listener.outcomes.front().metrics.front().second, 0.9);
    }

    void stepsAreThinnedToTheNewest() {
        RunSession session;
        Listener listener(session);
        session.start([](RunControl&, RunObserver& observer) {
            for (long step = 1; step <= 100'000; ++step) {
                gano::StepFinished event;
                event.step = step;
                observer.onEvent(event);
            }
            return Outcome{};
        });
        QTRY_COMPARE(session.state(), RunSession::State::Finished);
        QVERIFY(listener.events.size() < 100);
        QCOMPARE(std::get<gano::StepFinished>(listener.events.back()).step, 100'000L);
    }

    void aPausedJobStandsStillUntilItGoesOn() {
        RunSession session;
        std::atomic<int> steps = 0;
        session.start([&](RunControl& control, RunObserver&) {
            while (control.proceed()) {
                ++steps;
                std::this_thread::sleep_for(1ms);
            }
            return Outcome{RunOutcome::Stopped, "Stopped.", {}};
        });
        QTRY_VERIFY(steps > 3);
        session.pause();
        QVERIFY(session.canGoOn() && !session.canPause());
        QTest::qWait(20);
        const int before = steps;
        QTest::qWait(50);
        QCOMPARE(steps.load(), before);
        session.goOn();
        QTRY_VERIFY(steps > before + 3);
    }

    void stopEndsARunThatIsPaused() {
        RunSession session;
        Listener listener(session);
        session.start(countForever);
        session.pause();
        session.stop();
        QTRY_COMPARE(session.state(), RunSession::State::Finished);
        QCOMPARE(listener.outcomes.size(), std::size_t{1});
        QCOMPARE(listener.outcomes.front().result, RunOutcome::Stopped);
    }

    void aJobThatThrowsIsAFailureWithItsSentence() {
        RunSession session;
        Listener listener(session);
        session.start([](RunControl&, RunObserver&) -> Outcome { throw std::runtime_error("The disk is full."); });
        QTRY_COMPARE(listener.outcomes.size(), std::size_t{1});
        QCOMPARE(listener.outcomes.front().result, RunOutcome::Failed);
        QCOMPARE(listener.outcomes.front().message, std::string("The disk is full."));
    }

    void aJobLeavesTheCoresToTheWindow() {
#if !defined(__linux__)
        QSKIP("Only Linux says how a thread stands.");
#else
        std::atomic<int> job = 0, started = 0;
        RunSession session;
        session.start([&](RunControl&, RunObserver&) -> Outcome {
            job = ::getpriority(PRIO_PROCESS, 0);
            std::thread([&] { started = ::getpriority(PRIO_PROCESS, 0); }).join();
            return {};
        });
        QTRY_COMPARE(session.state(), RunSession::State::Finished);
        QVERIFY(job >= 10);
        QCOMPARE(started.load(), job.load());
        // This thread stays as it was started, which a test may be with less.
        QCOMPARE(::getpriority(PRIO_PROCESS, 0), before_);
#endif
    }

    void onlyOneJobRunsAtATime() {
        RunSession session;
        QVERIFY(session.start(countForever));
        QVERIFY(!session.start(countForever));
        session.stop();
        QVERIFY(!session.start(countForever));
        QTRY_COMPARE(session.state(), RunSession::State::Finished);
        QVERIFY(session.start(countForever));
    }

    void theNextJobCanBeStartedFromTheEndOfTheLast() {
        RunSession session;
        int ended = 0;
        connect(&session, &RunSession::finished, this, [&] {
            if (++ended == 1) session.start([](RunControl&, RunObserver&) { return Outcome{}; });
        });
        session.start([](RunControl&, RunObserver&) { return Outcome{}; });
        QTRY_COMPARE(ended, 2);
    }

    void aSessionThatIsDestroyedStopsItsJob() {
        std::atomic<bool> ended = false;
        {
            RunSession session;
            session.start([&](RunControl& control, RunObserver& observer) {
                auto outcome = countForever(control, observer);
                ended = true;
                return outcome;
            });
            session.pause();
        }
        QVERIFY(ended);
    }
};

GANO_EVENT_TEST(TestRunSession)
#include "tst_run_session.moc"
