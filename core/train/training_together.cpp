// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a training does differently where several processes share it.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <sstream>
#include <thread>

#include "core/base/error.h"
#include "core/train/automatic_batch.h"
#include "core/train/training_session_torch.h"

namespace gano {
namespace {

/// Network file systems show a new file to other machines with some delay.
void waitForFile(const std::filesystem::path& file) {
    constexpr std::chrono::seconds most{60};
    for (const auto end = std::chrono::steady_clock::now() + most; !std::filesystem::exists(file); std::this_thread::sleep_for(std::chrono::milliseconds(100)))
        if (std::chrono::steady_clock::now() > end)
            throw Error(fmt::format("{} is not to be seen from every machine: put the run on a file system that all of them share.", file.string()));
}

}  // namespace

bool TrainingSession::prepareTogether(bool resumed) {
    const auto& processes = group_->processes();
    if (!plan_.training.automaticBatch() && plan_.training.batchSize < processes.size)
        throw UsageError(fmt::format("A batch of {} images cannot be shared by {} processes: choose a batch size of at least {}, or start fewer.", plan_.training.batchSize,
                                     processes.size, processes.size));
    if (!group_->alone(control_, [&] { return prepareData(resumed); })) return false;
    if (!first()) {
        waitForFile(folder_.split());
        prepareData(resumed);
    }
    // Also where one of the others was stopped while it looked at the files.
    if (!group_->proceed(control_)) return false;
    group_->requireSame(fmt::format("{} {} {}", store_.content(), trainPatches_.size(), validationPatches_.size()),
                        "The processes do not see the same images: these must lie in the same folder on a file system that all machines share.");
    if (!settleBatch()) return false;
    observer_.onEvent(Notice{fmt::format("{} processes, started by {}, share each batch of {} images.", processes.size, processes.launcher, plan_.training.batchSize)});
    return true;
}

bool TrainingSession::settleBatch() {
    if (!plan_.training.automaticBatch()) return true;
    BatchRequest request{.device = device_.str(), .trainPatches = trainPatches_.size()};
    if (group_) request.processes = group_->processes().size, request.processesHere = group_->processes().localSize;
    auto found = automaticBatch(plan_, request, control_).value_or(FoundBatch{});
    if (group_) found.images = static_cast<int>(group_->smallest(found.images));
    if (found.images == 0) return false;
    plan_.training.batchSize = found.images;
    if (!first()) return true;
    noteFoundBatch(folder_, found.images, found.bytes);
    observer_.onEvent(Notice{foundBatchSentence(found)});
    return true;
}

void TrainingSession::shareNetworks() {
    group_->requireSame(fmt::format("{} {} {}", state_.epoch, state_.step, state_.steps),
                        "The processes do not go on from the same checkpoint: put the run on a file system that all machines share.");
    sharing_ = std::make_unique<GradientSharing>(*group_);
    sharing_->share(*parts_.generator);
    if (parts_.discriminator) sharing_->share(*parts_.discriminator);
    if (parts_.average)
        for (const auto& [name, tensor] : namedTensors(*parts_.average, "")) group_->copyFirst({tensor});
}

std::int64_t TrainingSession::wholeBatch(long index) const {
    const std::int64_t batch = plan_.training.batchSize;
    if (plan_.training.stepsPerEpoch > 0) return batch;
    return std::min(batch, static_cast<std::int64_t>(trainPatches_.size()) - index * batch);
}

std::int64_t TrainingSession::ownFirst(long index) const {
    const auto before = std::int64_t{index} * plan_.training.batchSize;
    return group_ ? before + shareOfBatch(wholeBatch(index), group_->processes()).first : before;
}

int TrainingSession::ownBatch() const {
    return group_ ? static_cast<int>(shareOfBatch(plan_.training.batchSize, group_->processes()).count) : plan_.training.batchSize;
}

std::vector<std::size_t> TrainingSession::ownPart(const std::vector<std::size_t>& order) const {
    const auto batch = static_cast<std::size_t>(plan_.training.batchSize);
    std::vector<std::size_t> part;
    for (std::size_t begin = 0; begin < order.size(); begin += batch) {
        const auto share = shareOfBatch(static_cast<std::int64_t>(std::min(batch, order.size() - begin)), group_->processes());
        // Where the last batch has nothing for this process, it goes along with an image that does not count.
        const auto from = share.count > 0 ? begin + static_cast<std::size_t>(share.first) : begin;
        part.insert(part.end(), order.begin() + static_cast<std::ptrdiff_t>(from), order.begin() + static_cast<std::ptrdiff_t>(from) + std::max<std::int64_t>(1, share.count));
    }
    return part;
}

at::Tensor TrainingSession::together(long index, const std::function<at::Tensor()>& learn) {
    sharing_->beginBatch(wholeBatch(index));
    const BatchSumsScope sums(sharing_.get());
    memory_->share(sharing_.get());
    auto losses = learn();
    memory_->share(nullptr);
    group_->sum(losses);
    return losses;
}

bool TrainingSession::validateTogether(MetricList& scores) {
    const auto score = [&] {
        auto list = validate(state_.epoch);
        if (list) scores = std::move(*list);
        return list.has_value();
    };
    if (!group_) return score();
    if (!group_->alone(control_, score)) return false;
    // The scores decide when all of them stop, and memory may have become short meanwhile.
    std::string text;
    for (const auto& [name, value] : scores) text += fmt::format("{} {}\n", name, value);
    std::istringstream lines(group_->ofFirst(text));
    scores.clear();
    for (std::string name, value; lines >> name >> value;) scores.emplace_back(name, std::strtod(value.c_str(), nullptr));
    memory_->setMicroBatch(static_cast<std::int64_t>(group_->ofFirst(static_cast<double>(memory_->microBatch()))));
    return true;
}

}  // namespace gano
