// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <atomic>
#include <chrono>
#include <thread>

#include "core/base/run_control.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;

class TestRunControl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aJobGoesOnUntilItIsStopped() {
        gano::RunControl control;
        QVERIFY(control.proceed());
        control.requestStop();
        QVERIFY(!control.proceed());
        QVERIFY(control.stopRequested());
    }
    void aPausedJobWaitsAndGoesOn() {
        gano::RunControl control;
        control.requestPause();
        std::atomic<int> steps = 0;
        std::thread job([&] {
            if (control.proceed()) ++steps;
        });
        std::this_thread::sleep_for(30ms);
        QCOMPARE(steps.load(), 0);
        control.requestResume();
        job.join();
        QCOMPARE(steps.load(), 1);
    }
    void stopEndsAJobThatIsPaused() {
        gano::RunControl control;
        control.requestPause();
        std::atomic<bool> ended = false;
        std::thread job([&] { ended = !control.proceed(); });
        control.requestStop();
        job.join();
        QVERIFY(ended);
    }
    void aSaveRequestIsTakenOnce() {
        gano::RunControl control;
        QVERIFY(!control.takeSaveRequest());
        control.requestSave();
        QVERIFY(control.takeSaveRequest());
        QVERIFY(!control.takeSaveRequest());
    }
};

GANO_PLAIN_TEST(TestRunControl)
#include "tst_run_control.moc"
