// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/run_events.h"

namespace gano {

/// Shows a job in the terminal: a progress line that rewrites itself on a terminal, plain lines elsewhere, or one JSON
/// object per line for programs. Sentences go to standard error, results to standard output.
class ConsoleObserver final : public RunObserver {
public:
    explicit ConsoleObserver(bool json);
    void onEvent(const RunEvent& event) override;

private:
    void json(const RunEvent& event) const;
    void text(const RunEvent& event);
    void line(const std::string& sentence);
    void progress(const StepFinished& step);

    bool json_;
    bool terminal_;
    bool barShown_ = false;
    int lastTenth_ = -1;
    int lastEpoch_ = -1;
};

/// "2 min 05 s", "1 h 12 min"
std::string durationText(double seconds);

}  // namespace gano
