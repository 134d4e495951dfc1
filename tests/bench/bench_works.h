// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace gano::bench {

/// Something that is measured: prepared once, then done again and again. Requests are those of tests/bench/speed.py.
class Work {
public:
    virtual ~Work() = default;
    virtual void once() = 0;
    /// Waits until the device has done everything that once() told it; part of what is measured.
    virtual void settle() {}
    /// What the driver has to know of it, for example the overlap of tiles.
    virtual nlohmann::json facts() const { return nlohmann::json::object(); }
    /// Learns for some steps and says each loss. For checking that both programs do the same.
    virtual nlohmann::json losses(int) { return {}; }
    /// The network's output for the batch, in evaluation mode.
    virtual nlohmann::json output() { return {}; }
};

/// "pretrain", "finetune": one optimiser step. "epoch-pretrain", "epoch-finetune": a pass over a folder, by a whole training.
/// Throws Error and std::exception.
std::unique_ptr<Work> makeTrainingWork(const nlohmann::json& request);
/// "predict": one image file into files. "load": patches out of the patch store.
std::unique_ptr<Work> makeReadingWork(const nlohmann::json& request);

/// Writes the weights of both networks and a batch, from which both programs start.
void writeStart(const nlohmann::json& request);

/// Matrix products of float32, in FLOP per second, at::get_num_threads() threads.
double matrixFlops();
/// a = b + c over arrays much larger than the caches, in bytes read and written per second.
double memoryBandwidth();
/// Runs `work` once and says the seconds spent in each operator itself, without those it calls.
std::map<std::string, double> operatorSeconds(const std::function<void()>& work);

}  // namespace gano::bench
