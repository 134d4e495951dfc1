// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/short_waits.h"

#include "models/fast_paths.h"

#if defined(_OPENMP) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)

#include <omp.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <system_error>
#include <thread>

namespace gano {
namespace {

/// With more cores than that to spare, others find one of their own; and every sleeper is a thread that a server may not grant, upon which
/// OpenMP ends the program.
constexpr int mostFreeCores = 16;

void sleepForGood(int sleepers) {
    std::atomic<int> came = 0;  // A compiler leaves out an empty region.
#pragma omp parallel num_threads(sleepers)
    came.fetch_add(1, std::memory_order_relaxed);
    // Its threads are given back when this one ends, and they are to stay as long as the program.
    for (;;) pause();
}

/// Signals are for the threads that were there before.
void start(int sleepers) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        std::thread(sleepForGood, sleepers).detach();
    } catch (const std::system_error&) {
        // Where no thread can be had, waits stay long.
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

void waitShortly(int threads) {
    if (!fastPaths().shortWaits || threads < 2 || omp_get_num_procs() - threads > mostFreeCores || std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr) return;
    static const bool once = [threads] {
        // The thread that began counts for one already; so many that with those that compute they are more than the cores.
        start(std::max(2, omp_get_num_procs() - threads + 2));
        return true;
    }();
    (void)once;
}

}  // namespace gano

#else

namespace gano {

void waitShortly(int) {}

}  // namespace gano

#endif
