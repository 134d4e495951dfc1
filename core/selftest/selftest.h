// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/run_control.h"

namespace gano {

/// One thing that was looked at or tried.
struct SelfTestLine {
    std::string name;      ///< "Prediction"
    std::string sentence;  ///< What was found or done; why it does not work, if it does not.
    std::string remedy{};  ///< What to do about it; empty when it works.
    bool works() const { return remedy.empty(); }
};

/// "Prediction: …", with the remedy where there is one.
std::string selfTestText(const SelfTestLine& line);

/// What a program adds to the self-test.
struct SelfTestAdditions {
    std::vector<std::string> libraries;      ///< With versions: "Qt 6.4.2".
    std::function<SelfTestLine()> window;    ///< Draws the window; none in programs without.
    std::filesystem::path pictures{};        ///< Instead of the folder that is shipped, for tests.
};

/// Looks at what there is (versions, machine, devices, speed) and tries what the program is for: the picture of
/// resources/selftest in every format and back, a tiny pretraining, fine-tuning from it, prediction, the window. Takes less
/// than 30 seconds on two cores; works in a temporary folder of its own, which is gone afterwards.
///
/// A job as described in core/README.md: blocks, `tell` gets each line as soon as it is there, a stop ends it after the
/// current line. Never throws: what fails is a line.
std::vector<SelfTestLine> selfTest(const SelfTestAdditions& additions, RunControl& control, const std::function<void(const SelfTestLine&)>& tell);

/// "Everything works.", or the first thing that does not and what to do.
std::string selfTestVerdict(const std::vector<SelfTestLine>& lines);

}  // namespace gano
