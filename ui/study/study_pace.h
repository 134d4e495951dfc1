// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>

namespace gano {

/// How long the rest of a study will take, from the work done since it was started here.
///
/// Silent until the pace is stable: half a minute of work, and the last few looks agreeing within a quarter.
class StudyPace {
public:
    /// `done` of the work was there already.
    void begin(double done);
    /// `done` and `whole` in the same unit; `seconds` of work since begin(), pauses left out.
    void note(double done, double whole, double seconds);
    /// Seconds; nothing while it is not known.
    std::optional<double> left() const;

private:
    double before_ = 0.0;
    std::deque<double> looks_;  ///< The whole duration as it was reckoned at each look, seconds.
    double seconds_ = 0.0;
};

}  // namespace gano
