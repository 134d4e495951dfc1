// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/train/augmentation_torch.h"
#include "core/train/corruption_torch.h"
#include "core/train/metrics_file.h"
#include "core/train/metrics_torch.h"
#include "core/train/preview_torch.h"
#include "core/train/to_device_torch.h"
#include "core/train/training_session_torch.h"
#include "models/precision.h"
#include "models/torch_compat.h"

namespace gano {
namespace {

constexpr std::uint64_t validationPurpose = 0x76616c;
constexpr std::uint64_t orderPurpose = 0x6f72646572;
constexpr int shownSamples = 4;

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool isKept(const TrainPlan& plan, int epoch) {
    const auto kept = plan.training.keptEpochs();
    return std::find(kept.begin(), kept.end(), epoch) != kept.end();
}

bool better(double score, double best, bool higherIsBetter) {
    if (std::isnan(score)) return false;
    return std::isnan(best) || (higherIsBetter ? score > best : score < best);
}

}  // namespace

Outcome TrainingSession::run(bool resumed) {
    if (!(group_ ? prepareTogether(resumed) : prepareData(resumed) && settleBatch())) return {RunOutcome::Stopped, "Stopped while the images were being prepared.", {}};
    buildNetworks(resumed);
    if (group_) shareNetworks();
    const int epochs = plan_.training.epochs;
    observer_.onEvent(RunStarted{planTitle(plan_), device_.str(), folder_.root, epochs, state_.epoch - 1});
    if (!resumed) save();  // From here on a killed run never starts over.
    MetricList last;
    while (state_.epoch <= epochs) {
        // Asked here, so that a run that was killed after its last epoch ends where the uninterrupted one does.
        if (plan_.training.patience > 0 && state_.epoch - 1 - state_.bestEpoch >= plan_.training.patience) {
            observer_.onEvent(Notice{fmt::format("No better score for {} epochs: training ends here.", plan_.training.patience)});
            break;
        }
        setLearningRate(state_.epoch);
        if (trainEpoch() == End::Stopped) {
            save();
            return {RunOutcome::Stopped, fmt::format("Stopped in epoch {}; the work is kept and can be gone on with.", state_.epoch), last};
        }
        if (!validateTogether(last)) {
            save();
            return {RunOutcome::Stopped, fmt::format("Stopped in epoch {}; the work is kept and can be gone on with.", state_.epoch), last};
        }
        finishEpoch(last);
    }
    if (!first()) return {RunOutcome::Done, fmt::format("Trained for {} epochs.", state_.epoch - 1), {}};
    if (!std::filesystem::exists(folder_.best())) {
        observer_.onEvent(Warning{"No validation score was a number, so that no epoch was the best; the last weights are kept as the model."});
        saveModel(folder_.best(), judged(), card(state_.epoch - 1, last));
        state_.bestEpoch = state_.epoch - 1;
    }
    MetricList scores;
    for (const auto& [name, value] : readModelCard(folder_.best()).scores) scores.emplace_back(name, value);
    return {RunOutcome::Done, fmt::format("Trained for {} epochs; the best was epoch {}.", state_.epoch - 1, state_.bestEpoch), scores};
}

long TrainingSession::stepsPerEpoch() const {
    if (plan_.training.stepsPerEpoch > 0) return plan_.training.stepsPerEpoch;
    const auto batch = static_cast<std::size_t>(plan_.training.batchSize);
    return static_cast<long>((trainPatches_.size() + batch - 1) / batch);
}

std::vector<std::size_t> TrainingSession::epochOrder() const {
    const auto seed = static_cast<std::uint64_t>(plan_.training.seed);
    const auto wanted = plan_.training.stepsPerEpoch > 0
                            ? static_cast<std::size_t>(plan_.training.stepsPerEpoch) * static_cast<std::size_t>(plan_.training.batchSize)
                            : trainPatches_.size();
    std::vector<std::size_t> order;
    order.reserve(wanted);
    for (std::uint64_t round = 0; order.size() < wanted; ++round)
        for (const auto index : shuffled(trainPatches_.size(), seedFor(seed, static_cast<std::uint64_t>(state_.epoch), round, orderPurpose))) {
            if (order.size() == wanted) break;
            order.push_back(trainPatches_[index]);
        }
    return order;
}

void TrainingSession::setLearningRate(int epoch) {
    const auto& t = plan_.training;
    const double progress = static_cast<double>(epoch - 1) / static_cast<double>(t.epochs);
    const double falling = t.constantPart >= 1.0 ? 0.0 : std::max(0.0, progress - t.constantPart) / (1.0 - t.constantPart);
    double factor = 1.0;
    if (t.schedule == "linear") factor = 1.0 - falling;
    if (t.schedule == "cosine") factor = 0.5 * (1.0 + std::cos(falling * std::numbers::pi));
    const auto set = [&](torch::optim::Adam& optimiser) {
        for (std::size_t i = 0; i < optimiser.param_groups().size(); ++i)
            static_cast<torch::optim::AdamOptions&>(optimiser.param_groups()[i].options())
                .lr(t.learningRate * factor * (i == 1 ? t.newLayerFactor : 1.0));
    };
    set(*parts_.generatorOptimiser);
    if (parts_.discriminatorOptimiser) set(*parts_.discriminatorOptimiser);
    const bool frozen = !pretraining() && epoch <= t.freezeEpochs;
    for (auto& item : parts_.generator->named_parameters()) {
        bool encoder = false;
        for (const auto& prefix : encoderPrefixes(plan_.model.generator)) encoder = encoder || item.key().starts_with(prefix);
        item.value().set_requires_grad(!(frozen && encoder));
        // Adam goes on moving weights that keep an old gradient.
        if (frozen && encoder) item.value().mutable_grad() = at::Tensor();
    }
}

/// Batch normalisation goes on learning its means in training mode, also where its weights are frozen.
void TrainingSession::keepFrozenStatistics() {
    if (pretraining() || state_.epoch > plan_.training.freezeEpochs) return;
    for (const auto& item : parts_.generator->named_modules())
        for (const auto& prefix : encoderPrefixes(plan_.model.generator))
            if ((item.key() + ".").starts_with(prefix)) item.value()->eval();
}

TrainingSession::End TrainingSession::trainEpoch() {
    auto order = epochOrder();
    const auto batch = static_cast<std::size_t>(plan_.training.batchSize);
    const long steps = stepsPerEpoch();
    const auto done = std::min(order.size(), static_cast<std::size_t>(state_.step) * batch);
    order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(done));
    parts_.generator->train();
    keepFrozenStatistics();
    if (parts_.discriminator) parts_.discriminator->train();
    if (state_.step == 0) parts_.lossSums.zero_();
    if (order.empty()) return End::Finished;
    if (group_) order = ownPart(order);
    BatchPrefetcher prefetch(store_, std::move(order), ownBatch());
    HostBatch host;
    while (state_.step < steps && prefetch.next(host)) {
        if (!proceed()) return End::Stopped;
        const auto start = Clock::now();
        parts_.lossSums += step(host, state_.step).to(at::kDouble);
        updateAverage();
        ++state_.step;
        ++state_.steps;
        state_.microBatch = static_cast<int>(memory_->microBatch());
        imagesPerStep_ = group_ ? static_cast<int>(wholeBatch(state_.step - 1)) : host.count;
        sinceReport_.seconds += secondsSince(start);
        ++sinceReport_.steps;
        reportStep(state_.step, steps, state_.step == steps);
        const bool due = plan_.training.checkpointMinutes > 0 && secondsSince(lastSave_) > plan_.training.checkpointMinutes * 60.0;
        if (control_.takeSaveRequest() || (due && state_.step < steps)) save();
    }
    checkLosses();
    return End::Finished;
}

at::Tensor TrainingSession::step(const HostBatch& host, long index) {
    std::vector<std::uint64_t> seeds;
    for (std::size_t i = 0; i < host.samples.size(); ++i) {
        const auto place = static_cast<std::uint64_t>(ownFirst(index)) + i;
        seeds.push_back(seedFor(static_cast<std::uint64_t>(plan_.training.seed), static_cast<std::uint64_t>(state_.epoch), place, host.samples[i]));
    }
    const auto patch = store_.patchSize();
    const auto input = onDevice(host.inputs, host.count, patch);
    const auto target = pretraining() ? input : onDevice(host.targets, host.count, std::int64_t{patch} * store_.scale());
    const auto crop = std::min(plan_.training.crop, patch);
    const auto batch = augment(input, target, plan_.augmentation, crop, task_.target, seeds, unit_);
    const auto learn = [&] {
        const auto shown = pretraining() ? corrupted(batch.input, seeds) : enlarged(batch.input);
        return ganStep_ ? ganStep_->run(shown, batch.target) : supervisedStep_->run(shown, batch.target);
    };
    return group_ ? together(index, learn) : learn();
}

at::Tensor TrainingSession::corrupted(const at::Tensor& clean, const std::vector<std::uint64_t>& seeds) const {
    return corrupt(clean, plan_.corruption, seeds, unit_);
}

at::Tensor TrainingSession::onDevice(const std::vector<float>& values, std::int64_t count, std::int64_t side) const {
    return numbersToDevice(values.data(), {count, 1, side, side}, at::kFloat, device_);
}

at::Tensor TrainingSession::enlarged(const at::Tensor& input) const {
    const int scale = plan_.training.scale;
    if (scale == 1) return input;
    return at::upsample_bicubic2d(input, {input.size(2) * scale, input.size(3) * scale}, false, torch::nullopt, torch::nullopt);
}

int TrainingSession::validationBatch() const {
    const int micro = static_cast<int>(memory_->microBatch());
    return micro > 0 ? std::min(micro, plan_.training.batchSize) : plan_.training.batchSize;
}

std::optional<MetricList> TrainingSession::validate(int epoch) {
    if (validationPatches_.empty()) return MetricList{};
    const auto start = Clock::now();
    at::NoGradGuard noGradients;
    auto& network = judged();
    network.eval();
    const bool labels = task_.target == TargetKind::Labels;
    const int classes = labels ? static_cast<int>(store_.labelValues().size()) : 0;
    MetricSet metrics(labels ? TargetKind::Labels : TargetKind::Image, classes, plan_.data.normalisation != "standardise");
    const std::size_t spacing = std::max<std::size_t>(1, validationPatches_.size() / shownSamples);
    std::vector<at::Tensor> shownInput, shownOutput, shownTarget;
    double count = 0;
    auto lossSum = at::zeros({}, at::TensorOptions().dtype(at::kDouble).device(device_));
    std::size_t seen = 0;
    BatchPrefetcher prefetch(store_, validationPatches_, validationBatch());
    for (HostBatch host; prefetch.next(host);) {
        if (!control_.proceed()) return std::nullopt;
        const auto patch = store_.patchSize();
        const auto input = onDevice(host.inputs, host.count, patch);
        const auto target = pretraining() ? input : onDevice(host.targets, host.count, std::int64_t{patch} * store_.scale());
        std::vector<std::uint64_t> seeds;
        std::vector<int> images;
        for (const auto sample : host.samples) {
            // The same corruption in every epoch: the curve shows the network, not the luck of the draw.
            seeds.push_back(seedFor(static_cast<std::uint64_t>(plan_.training.seed), 0, sample, validationPurpose));
            images.push_back(store_.imageOf(static_cast<std::size_t>(sample)));
        }
        const auto shown = pretraining() ? corrupted(input, seeds) : enlarged(input);
        std::vector<at::Tensor> pieces;
        memory_->run(host.count, [&] { pieces.clear(); }, [&](std::int64_t from, std::int64_t length, double) {
            const PrecisionScope precision(device_, bfloat16_);
            pieces.push_back(network.forward(shown.narrow(0, from, length)));
        });
        const auto output = at::cat(pieces);
        metrics.add(output, target, images);
        if (loss_) lossSum += loss_(output, target).to(at::kDouble) * host.count;
        count += host.count;
        for (std::int64_t i = 0; i < host.count; ++i, ++seen)
            if (seen % spacing == 0 && shownInput.size() < shownSamples) {
                shownInput.push_back(shown.narrow(0, i, 1).to(at::kCPU));
                shownOutput.push_back(output.narrow(0, i, 1).to(at::kCPU));
                shownTarget.push_back(target.narrow(0, i, 1).to(at::kCPU));
            }
    }
    MetricList list;
    if (loss_) list.emplace_back("val_loss", lossSum.item<double>() / count);
    for (const auto& [name, value] : metrics.result()) list.emplace_back("val_" + name, value);
    secondsPerValidation_ = secondsSince(start);
    if (epoch == 1 || epoch % plan_.training.previewEvery == 0 || epoch == plan_.training.epochs) {
        const auto picture = folder_.previews() / fmt::format("epoch_{:05}.png", epoch);
        try {
            writePreview(picture, at::cat(shownInput), at::cat(shownOutput), at::cat(shownTarget), labels ? TargetKind::Labels : TargetKind::Image);
            observer_.onEvent(PreviewReady{epoch, picture});
        } catch (const Error& failure) {
            // A picture is not worth an epoch.
            observer_.onEvent(Warning{failure.what()});
        }
    }
    return list;
}

MetricList TrainingSession::trainingLosses() const {
    const auto sums = (parts_.lossSums / static_cast<double>(std::max<long>(1, state_.step))).to(at::kCPU).contiguous();
    MetricList list;
    for (std::size_t i = 0; i < lossNames_.size(); ++i) list.emplace_back("train_" + lossNames_[i], sums.data_ptr<double>()[i]);
    return list;
}

void TrainingSession::finishEpoch(const MetricList& validation) {
    const int epoch = state_.epoch;
    auto metrics = trainingLosses();
    metrics.insert(metrics.end(), validation.begin(), validation.end());
    const auto& options = static_cast<torch::optim::AdamOptions&>(parts_.generatorOptimiser->param_groups().front().options());
    metrics.emplace_back("learning_rate", options.lr());
    double score = std::numeric_limits<double>::quiet_NaN();
    for (const auto& [name, value] : validation)
        if (name == "val_" + task_.metrics.front()) score = value;
    const bool best = validation.empty() || better(score, state_.bestScore, task_.higherIsBetter);
    if (best) {
        state_.bestScore = score;
        state_.bestEpoch = epoch;
        if (first()) saveModel(folder_.best(), judged(), card(epoch, validation));
    }
    if (first() && isKept(plan_, epoch)) saveModel(folder_.kept(epoch), judged(), card(epoch, validation));
    if (first()) writeEpoch(folder_.metrics(), epoch, metrics);
    observer_.onEvent(EpochFinished{epoch, plan_.training.epochs, metrics, best});
    state_.epoch = epoch + 1;
    state_.step = 0;
    save();
}

void TrainingSession::updateAverage() {
    if (!parts_.average) return;
    torch::NoGradGuard noGradients;
    // Follows quickly at first: an average over the starting weights would be worth nothing.
    const double steps = static_cast<double>(state_.steps);
    const double decay = std::min(plan_.training.movingAverage, (1.0 + steps) / (10.0 + steps));
    auto to = namedTensors(*parts_.average, "");
    const auto from = namedTensors(*parts_.generator, "");
    std::vector<at::Tensor> average, current;
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (to[i].second.is_floating_point()) {
            average.push_back(to[i].second);
            current.push_back(from[i].second);
        } else {
            to[i].second.copy_(from[i].second);
        }
    }
    approach(average, current, 1.0 - decay);
}

void TrainingSession::checkLosses() const {
    if (parts_.lossSums.isfinite().all().item<bool>()) return;
    throw Error(fmt::format("The losses are not numbers any more in epoch {}, step {}. The last good checkpoint is kept; try a smaller learning rate.",
                            state_.epoch, state_.step));
}

void TrainingSession::save() {
    checkLosses();
    if (!first()) return;
    const auto file = saveCheckpoint(folder_, parts_, state_, card(state_.epoch, {}));
    lastSave_ = Clock::now();
    observer_.onEvent(CheckpointSaved{state_.epoch, file});
}

void TrainingSession::reportStep(long step, long steps, bool force) {
    constexpr double between = 0.2;
    if (!force && secondsSince(lastReport_) < between) return;
    lastReport_ = Clock::now();
    checkLosses();
    // A GPU is told its steps long before it has done them; the losses are there when it has.
    const auto seconds = (sinceReport_.seconds + secondsSince(lastReport_)) / static_cast<double>(std::max<long>(1, sinceReport_.steps));
    const auto weight = secondsPerStep_ <= 0 ? 1.0 : 1.0 - std::pow(0.9, static_cast<double>(sinceReport_.steps));
    secondsPerStep_ += weight * (seconds - secondsPerStep_);
    sinceReport_ = {};
    StepFinished event;
    event.epoch = state_.epoch;
    event.epochs = plan_.training.epochs;
    event.step = step;
    event.steps = steps;
    event.imagesPerSecond = secondsPerStep_ > 0 ? imagesPerStep_ / secondsPerStep_ : 0.0;
    const auto epochsLeft = static_cast<double>(plan_.training.epochs - state_.epoch);
    event.secondsLeft = secondsPerStep_ * (static_cast<double>(steps - step) + epochsLeft * static_cast<double>(steps)) +
                        secondsPerValidation_ * (epochsLeft + 1.0);
    for (auto& [name, value] : trainingLosses()) event.losses.emplace_back(name.substr(6), value);
    observer_.onEvent(event);
}

}  // namespace gano
