// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace gano {

/// Lets computing threads that wait for each other go to sleep at once instead of after about 3 ms of counting.
///
/// Waiting by counting is only faster where every thread has a core to itself. With a browser, or the window of this program, on one
/// of them, each wait lasts until that program gives its core up, and a training becomes several times as slow as it has to be: the waiting
/// threads use up the time of the one they wait for.
///
/// GNU's OpenMP, which LibTorch computes with on Linux, reads how long to count (GOMP_SPINCOUNT) before any line of a program runs, but
/// counts a thousandth of it while it manages more threads than there are cores (its manual, GOMP_SPINCOUNT). So a few
/// threads are started that sleep from then on. `threads`: how many will compute, the first time; later jobs with fewer leave cores free
/// anyway. Does nothing the second time, with one thread or with many cores to spare, with a compiler that has another OpenMP, where the user has set
/// OMP_WAIT_POLICY or GOMP_SPINCOUNT, or where fastPaths().shortWaits is off.
void waitShortly(int threads);

}  // namespace gano
