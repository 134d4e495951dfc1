// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/give_way.h"

#if defined(_WIN32)
#include <windows.h>
#elif defined(__linux__)
#include <sys/resource.h>
#endif

namespace gano {

void giveWay() {
#if defined(_WIN32)
    SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL);
#elif defined(__linux__)
    // Of the thread alone, against POSIX, and of threads that it starts later; see sched(7). Each step is a factor of 1.25.
    constexpr int steps = 10;
    const int now = ::getpriority(PRIO_PROCESS, 0);
    if (now < steps) ::setpriority(PRIO_PROCESS, 0, steps);
#endif
}

}  // namespace gano
