// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_pace.h"

#include <algorithm>

namespace gano {
namespace {

constexpr double kFirst = 30.0;     ///< s
constexpr std::size_t kLooks = 4;   ///< That have to agree.
constexpr double kAgree = 1.25;     ///< Largest over smallest.

}  // namespace

void StudyPace::begin(double done) {
    before_ = done;
    looks_.clear();
    seconds_ = 0.0;
}

void StudyPace::note(double done, double whole, double seconds) {
    seconds_ = seconds;
    if (done <= before_ || seconds <= 0.0) return;
    looks_.push_back(seconds * (whole - before_) / (done - before_));
    if (looks_.size() > kLooks) looks_.pop_front();
}

std::optional<double> StudyPace::left() const {
    if (seconds_ < kFirst || looks_.size() < kLooks) return std::nullopt;
    const auto [low, high] = std::ranges::minmax(looks_);
    if (high > kAgree * low) return std::nullopt;
    return std::max(0.0, looks_.back() - seconds_);
}

}  // namespace gano
