// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <thread>

#include "models/fast_paths.h"
#include "models/short_waits.h"
#include "tests/support/test_program.h"

using namespace gano;

namespace {

#if defined(_OPENMP) && defined(__linux__)
constexpr bool waits = true;
#else
constexpr bool waits = false;
#endif

/// Processor time of the whole program, in seconds, in which one of two threads sleeps and the other one has to wait for it.
double spentWaiting() {
    const auto before = std::clock();
    for (int i = 0; i < 30; ++i) {
#pragma omp parallel for num_threads(2) schedule(static, 1)
        for (int thread = 0; thread < 2; ++thread)
            if (thread == 1) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
}

}  // namespace

class TestShortWaits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        if (!waits) QSKIP("Built without OpenMP: nothing waits here.");
        if (qEnvironmentVariableIsSet("OMP_WAIT_POLICY") || qEnvironmentVariableIsSet("GOMP_SPINCOUNT")) QSKIP("The environment says how to wait: what is tested here is left to it.");
        if (std::thread::hardware_concurrency() < 2) QSKIP("One core: waiting threads are put to sleep anyway.");
    }

    void aThreadThatWaitsUsesNoProcessorTime() {
        fastPaths().shortWaits = false;
        waitShortly(2);
        const auto counting = spentWaiting();
        fastPaths().shortWaits = true;
        waitShortly(static_cast<int>(std::thread::hardware_concurrency()));
        // The sleepers themselves count for a moment before they sleep.
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        // On a busy machine something else may take the time of one try.
        const auto sleeping = std::min({spentWaiting(), spentWaiting(), spentWaiting()});
        QVERIFY2(sleeping < 0.03, qPrintable(QStringLiteral("%1 s, and %2 s before").arg(sleeping).arg(counting)));
        QVERIFY2(counting > 2 * sleeping, qPrintable(QStringLiteral("%1 s, and %2 s before").arg(sleeping).arg(counting)));
    }
};

GANO_EVENT_TEST(TestShortWaits)
#include "tst_short_waits.moc"
