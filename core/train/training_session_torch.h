// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_control.h"
#include "core/base/run_events.h"
#include "core/data/batch_prefetch.h"
#include "core/data/data_set.h"
#include "core/data/patch_store.h"
#include "core/tasks/task.h"
#include "core/train/checkpoint_torch.h"
#include "core/train/data_profile.h"
#include "core/train/plan.h"
#include "core/train/run_folder.h"
#include "core/train/steps_torch.h"

namespace gano {

/// One training from its data to its last epoch; the body of train() and resumeRun().
class TrainingSession {
public:
    /// `group`: the processes that train together, of which only the first writes the folder; null for one alone.
    TrainingSession(TrainPlan plan, RunFolder folder, const std::string& device, RunControl& control, RunObserver& observer, TrainingGroup* group = nullptr);

    /// `resumed`: go on from the newest checkpoint. Throws Error.
    Outcome run(bool resumed);

private:
    enum class End { Finished, Stopped };

    bool prepareData(bool resumed);
    bool prepareTogether(bool resumed);  ///< prepareData() of the first process, then of the others.
    bool settleBatch();  ///< Finds an automatic batch size, the same for all processes. False when stopped.
    void shareNetworks();
    at::Tensor together(long index, const std::function<at::Tensor()>& learn);  ///< A step on the shares of all processes.
    std::vector<std::size_t> ownPart(const std::vector<std::size_t>& order) const;
    std::int64_t wholeBatch(long index) const;  ///< Images of the epoch's step `index`, of all processes.
    std::int64_t ownFirst(long index) const;    ///< Where this process's share of it begins, counted over the epoch.
    int ownBatch() const;
    bool first() const { return group_ == nullptr || group_->first(); }
    bool proceed() { return group_ ? group_->proceed(control_) : control_.proceed(); }
    bool validateTogether(MetricList& scores);  ///< False when stopped.
    void describePixels();
    void buildNetworks(bool resumed);
    void resumeFromCheckpoint();
    void setLearningRate(int epoch);
    End trainEpoch();
    at::Tensor step(const HostBatch& batch, long index);
    void keepFrozenStatistics();
    std::optional<MetricList> validate(int epoch);  ///< Nothing when stopped.
    void finishEpoch(const MetricList& validation);
    void updateAverage();
    void save();
    void checkLosses() const;
    void reportStep(long step, long steps, bool force);
    long stepsPerEpoch() const;
    std::vector<std::size_t> epochOrder() const;
    ModelCard card(int epoch, const MetricList& scores) const;
    MetricList trainingLosses() const;
    bool pretraining() const { return task_.target == TargetKind::None; }
    bool adversarial() const { return pretraining() && plan_.pretrain.adversarial(); }
    ImageNetwork& judged() { return parts_.average ? *parts_.average : *parts_.generator; }
    at::Tensor corrupted(const at::Tensor& clean, const std::vector<std::uint64_t>& seeds) const;
    void makeStep(int microBatch);
    at::Tensor onDevice(const std::vector<float>& values, std::int64_t count, std::int64_t side) const;
    at::Tensor enlarged(const at::Tensor& input) const;
    int validationBatch() const;

    TrainPlan plan_;
    RunFolder folder_;
    RunControl& control_;
    RunObserver& observer_;
    TrainingGroup* group_;
    const Task& task_;
    at::Device device_;
    double unit_;
    bool bfloat16_ = false;
    DataSet data_;
    PatchStore store_;
    std::vector<std::size_t> trainPatches_, validationPatches_;
    DataProfile profile_;
    std::vector<std::string> lossNames_;
    TrainedParts parts_;
    TrainingState state_;
    std::unique_ptr<GradientSharing> sharing_;
    std::unique_ptr<MemoryPatience> memory_;
    std::unique_ptr<GanStep> ganStep_;
    std::unique_ptr<SupervisedStep> supervisedStep_;
    Loss loss_;
    std::vector<std::string> freshLayers_;
    std::string startedFrom_ = "scratch";

    using Clock = std::chrono::steady_clock;
    Clock::time_point lastSave_ = Clock::now(), lastReport_{};
    struct {
        double seconds = 0.0;
        long steps = 0;
    } sinceReport_;
    double secondsPerStep_ = 0.0, secondsPerValidation_ = 0.0;
    int imagesPerStep_ = 0;
};

}  // namespace gano
