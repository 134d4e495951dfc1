// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>

namespace gano {

/// Takes down what a piece of work tells the device to do, and has it done again without the processor's part in it, which
/// in small networks takes longer than the device's. RecordedStep says when.
///
/// What is done again reads and writes the same tensors as were there while it was taken down. Not thread-safe.
class StepRecorder {
public:
    virtual ~StepRecorder() = default;
    /// Runs `work` where recordings are made but takes nothing down: libraries choose their ways of computing meanwhile.
    virtual void warmUp(const std::function<void()>& work) = 0;
    /// Takes down what `work` asks for. Nothing of it is computed. Throws what `work` throws, and std::exception where something
    /// of it cannot be recorded; there is no recording then.
    virtual void record(const std::function<void()>& work) = 0;
    /// Has it done, in the order of what the device was told before and is told next.
    virtual void replay() = 0;
    /// Gives up the recording and its memory.
    virtual void forget() = 0;
};

/// Null where steps are not recorded: on processors, in builds without CUDA graphs, and where fastPaths().cudaGraph is off.
std::unique_ptr<StepRecorder> makeStepRecorder(const c10::Device& device);

}  // namespace gano
