// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/automatic_batch.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

#include "core/base/error.h"
#include "core/base/free_memory.h"
#include "core/train/trial_torch.h"
#include "models/gpu_memory.h"
#include "models/torch_compat.h"

namespace gano {
namespace {

constexpr int fewestImages = 8;   ///< A small set has fewer steps rather than smaller batches than this.
constexpr int measuredImages = 4; ///< On the processor larger batches are reckoned from those up to this one.
constexpr double bufferShare = 1.125;    ///< What models/buffer_cache.h may keep beside what is used.
constexpr double plainly = 2.0;   ///< The rough reckoning forgets what convolutions and losses need for themselves.

struct StoppedMeasuring {};

/// Instead of going on with half the images, which is MemoryPatience's way in a training.
struct DoesNotFit : std::exception {};

/// Steps on one device and the bytes they take.
class Measured {
public:
    Measured(const TrainPlan& plan, const at::Device& device, RunControl& control)
        : plan_(plan), device_(device), control_(control), memory_(0, [](const std::string&) { throw DoesNotFit(); }) {
        // The device's own context is there before the first tensor is counted.
        if (device_.is_cuda()) at::zeros({1}, at::TensorOptions().device(device_)), releaseGpuCache();
        free_ = device_.is_cuda() ? freeGpuMemory(device_.index()) : freeMachineMemory();
        releaseKeptBuffers();
        before_ = static_cast<double>(bufferUse().used);
    }
    ~Measured() {
        trial_.reset();
        release();
    }
    Measured(const Measured&) = delete;
    Measured& operator=(const Measured&) = delete;

    std::optional<double> freeBytes() const { return free_; }

    /// From the weights and what one image leaves behind.
    double roughly(int images) {
        auto& trial = made();
        return 4.0 * trial.weights + trial.activations * images;
    }

    std::optional<double> step(int images) {
        if (!control_.proceed()) throw StoppedMeasuring();
        try {
            release();
            auto& trial = made();
            // The optimiser's memory is there from the end of the first step on, and a GPU tries out its ways of convolving in it.
            const int times = warm_ && !device_.is_cuda() ? 1 : 2;
            for (int i = 0; i < times; ++i) trial.once(images);
            warm_ = true;
            return std::max(0.0, bytesNow());
        } catch (const std::exception& failure) {
            if (!refused(failure, images)) throw;
        }
        memory_.setMicroBatch(0);
        release();
        return std::nullopt;
    }

private:
    Trial& made() {
        if (!trial_) trial_ = std::make_unique<Trial>(plan_, device_, memory_);
        return *trial_;
    }

    void release() {
        releaseCachedMemory();
        if (device_.is_cuda()) releaseGpuCache();
    }

    bool refused(const std::exception& failure, int images) const {
        // A single image that is refused is told by MemoryPatience itself.
        return dynamic_cast<const DoesNotFit*>(&failure) != nullptr || isOutOfMemory(failure) || (images == 1 && dynamic_cast<const Error*>(&failure) != nullptr);
    }

    /// What the driver gave, with what LibTorch keeps of it and the libraries' own; on the processor the most at any time of the step.
    double bytesNow() const {
        if (!device_.is_cuda()) return (static_cast<double>(bufferUse().most) - before_) * bufferShare;
        const auto now = freeGpuMemory(device_.index());
        return now && free_ ? *free_ - *now : 0.0;
    }

    const TrainPlan& plan_;
    at::Device device_;
    RunControl& control_;
    MemoryPatience memory_;
    std::unique_ptr<Trial> trial_;
    std::optional<double> free_;
    double before_ = 0.0;
    bool warm_ = false;
};

}  // namespace

int mostImages(const TrainPlan& plan, const BatchRequest& request) {
    int most = request.device.starts_with("cuda") ? mostImagesOnGpu : mostImagesOnProcessor;
    if (request.trainPatches > 0 && plan.training.stepsPerEpoch == 0) {
        const auto patches = static_cast<int>(std::min<std::size_t>(request.trainPatches, mostImagesOnGpu * leastStepsPerEpoch));
        most = std::min(most, std::max(std::min(patches, fewestImages), patches / leastStepsPerEpoch));
    }
    return std::max(most, request.processes);
}

std::optional<FoundBatch> automaticBatch(const TrainPlan& wanted, const BatchRequest& request, RunControl& control) {
    const auto plan = withNetworkOfStart(wanted);
    const at::Device device(request.device);
    try {
        Measured measured(plan, device, control);
        BatchLimits limits;
        limits.most = mostImages(plan, request) / request.processes;
        const auto free = request.freeBytes ? request.freeBytes : measured.freeBytes();
        if (free) limits.freeBytes = device.is_cuda() ? *free : *free / request.processesHere;
        FoundBatch found;
        if (!device.is_cuda()) {
            limits.believedFrom = measuredImages;
            if (!control.proceed()) return std::nullopt;
            const double rough = measured.roughly(limits.most);
            if (plainly * rough <= limits.share * limits.freeBytes) found = {limits.most, rough};
        }
        if (found.images == 0) found = largestBatch([&](int images) { return measured.step(images); }, limits);
        found.images *= request.processes;
        return found;
    } catch (const StoppedMeasuring&) {
        return std::nullopt;
    }
}

std::string foundBatchSentence(const FoundBatch& found) {
    const auto images = fmt::format("Batch size: {} {}, chosen for the memory here", found.images, found.images == 1 ? "image" : "images");
    return found.bytes > 0 ? fmt::format("{}; a step takes about {:.1f} GB of memory.", images, found.bytes / 1e9) : images + ".";
}

}  // namespace gano
