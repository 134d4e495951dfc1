// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <chrono>
#include <mutex>

#include "tests/bench/bench_works.h"

namespace gano::bench {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// The shortest of several times: what the machine can do when nothing disturbs it.
double shortest(int times, const std::function<void()>& work) {
    work();
    double best = 1e9;
    for (int i = 0; i < times; ++i) {
        const auto start = Clock::now();
        work();
        best = std::min(best, secondsSince(start));
    }
    return best;
}

std::mutex tableMutex;
std::map<std::string, double> table;
thread_local std::vector<double> inside;  ///< Of each open operator, the seconds of those that it called.

struct Opened : at::ObserverContext {
    Clock::time_point start = Clock::now();
};

std::unique_ptr<at::ObserverContext> opened(const at::RecordFunction&) {
    inside.push_back(0.0);
    return std::make_unique<Opened>();
}

void closed(const at::RecordFunction& function, at::ObserverContext* context) {
    const double seconds = secondsSince(static_cast<Opened*>(context)->start);
    const double own = seconds - inside.back();
    inside.pop_back();
    if (!inside.empty()) inside.back() += seconds;
    const std::lock_guard lock(tableMutex);
    table[function.name()] += own;
}

}  // namespace

double matrixFlops() {
    const at::NoGradGuard noGradients;
    // Large enough for the full speed, short enough to find a moment in which nobody else computes.
    constexpr std::int64_t side = 1024;
    const auto a = at::rand({side, side}), b = at::rand({side, side});
    auto c = at::empty({side, side});
    return 2.0 * side * side * side / shortest(60, [&] { at::mm_out(c, a, b); });
}

double memoryBandwidth() {
    const at::NoGradGuard noGradients;
    constexpr std::int64_t count = std::int64_t{24} << 20;
    const auto b = at::rand({count}), c = at::rand({count});
    auto a = at::empty({count});
    return 3.0 * sizeof(float) * count / shortest(40, [&] { at::add_out(a, b, c); });
}

std::map<std::string, double> operatorSeconds(const std::function<void()>& work) {
    table.clear();
    const auto handle = at::addGlobalCallback(at::RecordFunctionCallback(&opened, &closed).scopes({at::RecordScope::FUNCTION}));
    work();
    at::removeCallback(handle);
    return table;
}

}  // namespace gano::bench
