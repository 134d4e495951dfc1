// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/run_control.h"
#include "core/train/processes.h"

namespace gano {

/// Another process ran out of memory in the middle of a step and waits to begin it again; see TrainingGroup::regroup().
class OthersMemoryUsedUp : public Error {
public:
    OthersMemoryUsedUp() : Error("The memory of another process's device is used up.") {}
};

/// A sum over all processes that is under way.
class PendingSum {
public:
    virtual ~PendingSum() = default;
    /// Blocks until the sum is there; throws as TrainingGroup does.
    virtual void wait() = 0;
};

/// The processes that train one network together, seen from one of them.
///
/// All members but leave() are collective: every process calls the same ones in the same order, or all wait. Where another
/// process ended, failed or does not answer for `patience`, they throw Error with a sentence that says so; that of a
/// process that failed is its own. Tensors may be on the processor or on the group's device.
/// Thread safety: one thread at a time.
class TrainingGroup {
public:
    static constexpr std::chrono::minutes patience{5};

    /// Waits for the others. Throws Error when they do not come, or this build of LibTorch cannot.
    static std::unique_ptr<TrainingGroup> join(const Processes& processes, const at::Device& device);
    /// The first process waits a little for the others to have read what it keeps for them.
    ~TrainingGroup();

    const Processes& processes() const { return processes_; }
    bool first() const { return processes_.first(); }

    /// Adds up over all processes, in place; for small tensors, which do not wait behind gradients under way.
    void sum(at::Tensor& values);
    /// The same for much, while other work goes on. `values` stays untouched until the end of wait().
    std::unique_ptr<PendingSum> startSum(at::Tensor& values);
    /// Gives every process the first one's values, in place.
    void copyFirst(const std::vector<at::Tensor>& tensors);
    /// The first process's number, or text.
    double ofFirst(double value);
    /// The smallest number that any process gives.
    double smallest(double value);
    std::string ofFirst(const std::string& text);
    /// Throws Error(sentence) in all processes unless every one gives the same text.
    void requireSame(const std::string& text, const std::string& sentence);

    /// RunControl::proceed() of all: false everywhere when one is to stop. Once per step.
    bool proceed(RunControl& control);
    /// The first process works while the others wait, however long; a stop request of any reaches it. All get its answer.
    bool alone(RunControl& control, const std::function<bool()>& work);

    /// This process ends because of a failure: the others end with the same sentence. May be called at any time, once.
    void leave(const std::string& sentence) noexcept;
    /// After this process ran out of memory (`here`) or OthersMemoryUsedUp: meets the others anew, with nothing under way.
    void regroup(bool here);

private:
    struct Impl;
    struct Told;
    explicit TrainingGroup(const Processes& processes);
    Told exchange(int answer, bool stop);

    Processes processes_;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gano
