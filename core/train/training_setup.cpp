// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/names.h"
#include "core/base/random.h"
#include "core/data/preflight.h"
#include "core/train/grouped_adam_torch.h"
#include "core/train/metrics_file.h"
#include "core/train/training_session_torch.h"
#include "models/precision.h"

namespace gano {
namespace {

/// The step from black to white in normalised images; ±2.5 standard deviations hold nearly all of a micrograph.
double normalisedUnit(const std::string& normalisation) { return normalisation == "standardise" ? 5.0 : 1.0; }

std::unique_ptr<torch::optim::Adam> makeAdam(torch::nn::Module& module, double rate, const std::vector<std::string>& fresh) {
    std::vector<at::Tensor> known, added;
    for (const auto& item : module.named_parameters())
        (std::find(fresh.begin(), fresh.end(), item.key()) == fresh.end() ? known : added).push_back(item.value());
    const auto options = [rate] { return std::make_unique<torch::optim::AdamOptions>(torch::optim::AdamOptions(rate).betas({0.5, 0.999})); };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(known, options());
    if (!added.empty()) groups.emplace_back(added, options());
    return std::make_unique<GroupedAdam>(groups, *options());
}

std::vector<std::size_t> evenly(std::vector<std::size_t> patches, int most) {
    if (most <= 0 || patches.size() <= static_cast<std::size_t>(most)) return patches;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < static_cast<std::size_t>(most); ++i) chosen.push_back(patches[i * patches.size() / static_cast<std::size_t>(most)]);
    return chosen;
}

/// At most `most` of the patches; those of a smaller number are among those of a larger one.
std::vector<std::size_t> drawn(std::vector<std::size_t> patches, int most, int seed) {
    if (most <= 0 || patches.size() <= static_cast<std::size_t>(most)) return patches;
    constexpr std::uint64_t purpose = 0x7061746368;
    std::vector<std::size_t> chosen;
    const auto order = shuffled(patches.size(), seedFor(static_cast<std::uint64_t>(seed), 0, 0, purpose));
    for (std::size_t i = 0; i < static_cast<std::size_t>(most); ++i) chosen.push_back(patches[order[i]]);
    std::ranges::sort(chosen);
    return chosen;
}

}  // namespace

TrainingSession::TrainingSession(TrainPlan plan, RunFolder folder, const std::string& device, RunControl& control, RunObserver& observer, TrainingGroup* group)
    : plan_(std::move(plan)),
      folder_(std::move(folder)),
      control_(control),
      observer_(observer),
      group_(group),
      task_(task(plan_.task)),
      device_(device),
      unit_(normalisedUnit(plan_.data.normalisation)) {}

bool TrainingSession::prepareData(bool resumed) {
    const auto watch = [this](std::size_t, std::size_t) { return control_.proceed(); };
    data_ = findData(plan_.data, task_, static_cast<std::uint64_t>(plan_.training.seed), watch);
    if (data_.cancelled) return false;
    if ((resumed || !first()) && std::filesystem::exists(folder_.split())) {
        data_.split = splitFromJson(nlohmann::json::parse(readText(folder_.split())), data_.samples);
    } else {
        writeTextAtomically(folder_.split(), jsonText(splitToJson(data_.split, data_.samples), 1) + "\n");
    }
    if (first() && (!resumed || !std::filesystem::exists(folder_.preflight()))) {
        PreflightOptions options;
        options.target = task_.target;
        options.scale = plan_.training.scale;
        options.patchSize = plan_.data.patchSize;
        options.threads = plan_.training.threads;
        const auto report = preflight(data_, options, watch);
        if (report.cancelled) return false;
        writeTextAtomically(folder_.preflight(), jsonText(preflightToJson(report), 1) + "\n");
        for (const auto& finding : report.findings)
            if (finding.severity != Finding::Severity::Information) observer_.onEvent(Warning{finding.sentence + (finding.advice.empty() ? "" : " " + finding.advice)});
    }
    PatchStoreOptions options;
    options.patchSize = plan_.data.patchSize;
    options.scale = plan_.training.scale;
    options.normalisation = parseNormalisation(plan_.data.normalisation);
    options.target = task_.target;
    options.keepDataBars = plan_.data.keepDataBars;
    options.threads = plan_.training.threads;
    // One folder for each way of cutting the same images: two runs that cut differently do not rebuild each other's.
    const auto key = fingerprint(fmt::format("{}{}|{}|{}|{}|{}|{}|{}|{}|{}", options.keepDataBars ? "bars|" : "", std::filesystem::absolute(plan_.data.images).string(), plan_.data.targets,
                                             plan_.data.recursive, plan_.data.suffixes, plan_.data.maxImages,
                                             plan_.task, options.patchSize, options.scale, plan_.data.normalisation)).substr(0, 12);
    store_ = first() ? PatchStore::build(folder_.patches() / key, data_.samples, options, control_, observer_) : PatchStore::open(folder_.patches() / key);
    if (store_.size() == 0) return false;
    trainPatches_ = drawn(store_.patchesOf(data_.split.train), plan_.training.trainPatches, plan_.training.seed);
    validationPatches_ = evenly(store_.patchesOf(data_.split.validation), plan_.training.maxValidationPatches);
    if (trainPatches_.empty()) throw Error("No image is left to train on; add images or make the validation and test parts smaller.");
    if (!first()) return true;
    describePixels();
    observer_.onEvent(Notice{fmt::format("{} images: {} to train, {} to validate, {} kept for the test; {} patches of {} px.", data_.samples.size(),
                                         data_.split.train.size(), data_.split.validation.size(), data_.split.test.size(), store_.size(), store_.patchSize())});
    if (data_.split.validation.empty()) observer_.onEvent(Warning{"There are too few images to keep some for validation; the last epoch counts as the best."});
    return true;
}

/// What the images look like, for later comparisons with others; the pretrained model may be gone by then.
void TrainingSession::describePixels() {
    profile_.images = imageProfile(store_, trainPatches_);
    profile_.constantL1 = constantL1(store_, validationPatches_);
    profile_.pixelSize = commonPixelSize(data_);
    profile_.trainPatches = trainPatches_.size();
    profile_.validationPatches = validationPatches_.size();
    if (!plan_.model.from.empty()) {
        try {
            const auto card = readModelCard(modelFile(plan_.model.from));
            profile_.pretrained = card.profile;
            profile_.pretrainedPixelSize = card.pixelSize;
        } catch (const Error&) {
            // Told where its weights are wanted; a resumed run does without.
            if (const auto before = readProfile(folder_.profile())) profile_.pretrained = before->pretrained, profile_.pretrainedPixelSize = before->pretrainedPixelSize;
        }
    }
    writeProfile(folder_.profile(), profile_);
}

void TrainingSession::buildNetworks(bool resumed) {
    const auto classes = store_.labelValues().size();
    const int channels = task_.target == TargetKind::Labels && classes > 2 ? static_cast<int>(classes) : 1;
    const GeneratorSpec spec{plan_.model.generator, 1, channels, plan_.model.baseWidth, plan_.model.norm};
    const auto seed = static_cast<std::uint64_t>(plan_.training.seed);
    parts_.generator = makeGenerator(spec);
    initialise(*parts_.generator, plan_.model.initialisation, seed);
    if (!plan_.model.from.empty()) {
        // The pretrained model may be gone when the run goes on: what was new is written down.
        const auto noted = folder_.root / "transfer.json";
        if (resumed && std::filesystem::exists(noted) && !folder_.lastCheckpoints().empty()) {
            freshLayers_ = nlohmann::json::parse(readText(noted)).at("fresh").get<std::vector<std::string>>();
        } else {
            const auto report = transferWeights(*parts_.generator, modelFile(plan_.model.from));
            freshLayers_ = report.fresh;
            if (first()) writeTextAtomically(noted, jsonText({{"fresh", report.fresh}}, 1) + "\n");
            if (!resumed) observer_.onEvent(Notice{report.text()});
            const auto mismatch = pixelSizeMismatch("these images", commonPixelSize(data_), readModelCard(modelFile(plan_.model.from)).pixelSize);
            if (!resumed && !mismatch.empty())
                observer_.onEvent(Warning{mismatch + " Fine-tuning has to teach it the new size; a model trained at this magnification needs fewer labels."});
        }
        startedFrom_ = lastPart(plan_.model.from).string();
    }
    parts_.generator->to(device_);
    bfloat16_ = wantsBfloat16(plan_.training.precision, device_);
    chooseLayout(*parts_.generator, device_, bfloat16_);
    if (plan_.training.movingAverage > 0) {
        parts_.average = makeGenerator(spec);
        loadTensors(*parts_.average, namedTensors(*parts_.generator, ""), "");
        parts_.average->to(device_);
        chooseLayout(*parts_.average, device_, bfloat16_);
    }
    parts_.generatorOptimiser = makeAdam(*parts_.generator, plan_.training.learningRate, freshLayers_);
    if (adversarial()) {
        parts_.discriminator = makeDiscriminator(2, plan_.pretrain.discriminatorNorm);
        initialise(*parts_.discriminator, "normal-0.02", seed + 1);
        parts_.discriminator->to(device_);
        chooseLayout(*parts_.discriminator, device_, bfloat16_);
        parts_.discriminatorOptimiser = makeAdam(*parts_.discriminator, plan_.training.learningRate, {});
        lossNames_ = GanStep::lossNames();
    } else if (pretraining()) {
        lossNames_ = {"g_l1"};
    } else {
        loss_ = makeLoss(plan_.training.loss.empty() ? task_.losses.front() : plan_.training.loss);
        lossNames_ = {"loss"};
    }
    makeStep(plan_.training.microBatch);
    parts_.lossSums = at::zeros({static_cast<std::int64_t>(lossNames_.size())}, at::TensorOptions().dtype(at::kDouble).device(device_));
    state_.microBatch = plan_.training.microBatch;
    state_.dataFingerprint = store_.content();
    if (resumed) resumeFromCheckpoint();
}

void TrainingSession::makeStep(int microBatch) {
    ganStep_.reset();
    supervisedStep_.reset();
    memory_ = std::make_unique<MemoryPatience>(microBatch, [this](const std::string& sentence) { observer_.onEvent(Warning{sentence}); });
    if (adversarial())
        ganStep_ = std::make_unique<GanStep>(*parts_.generator, *parts_.discriminator, *parts_.generatorOptimiser, *parts_.discriminatorOptimiser,
                                             plan_.pretrain.adversarialLoss, plan_.pretrain.lambda, *memory_, bfloat16_);
    else
        supervisedStep_ = std::make_unique<SupervisedStep>(*parts_.generator, *parts_.generatorOptimiser, pretraining() ? makeLoss(task_.losses.front()) : loss_, *memory_, bfloat16_);
    const auto told = [this](const std::string& sentence) { observer_.onEvent(Notice{sentence}); };
    if (ganStep_) ganStep_->record(makeStepRecorder(device_), told);
    else supervisedStep_->record(makeStepRecorder(device_), told);
}

void TrainingSession::resumeFromCheckpoint() {
    const auto files = folder_.lastCheckpoints();
    if (files.empty() && std::filesystem::exists(folder_.best()))
        throw Error(fmt::format("The checkpoints of the run in {} are gone, so that it cannot go on; its best weights are kept. Start a new run from it.", folder_.root.string()));
    if (files.empty()) {
        // Killed before the first one: nothing is lost but the preparation.
        if (first()) keepEpochs(folder_.metrics(), 0);
        save();
        return;
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        try {
            state_ = loadCheckpoint(files[i], parts_);
            break;
        } catch (const Error& failure) {
            if (i + 1 == files.size()) throw;
            observer_.onEvent(Warning{fmt::format("{} Going on from the checkpoint before it.", failure.what())});
        }
    }
    if (state_.dataFingerprint != store_.content())
        throw Error("The images changed since this run began; its numbers would not fit together. Put the images back, or start a new run from this one.");
    makeStep(state_.microBatch);
    if (first()) keepEpochs(folder_.metrics(), state_.epoch - 1);
}

ModelCard TrainingSession::card(int epoch, const MetricList& scores) const {
    ModelCard made;
    made.generator = {plan_.model.generator, 1, 1, plan_.model.baseWidth, plan_.model.norm};
    const auto classes = store_.labelValues().size();
    if (task_.target == TargetKind::Labels && classes > 2) made.generator.outChannels = static_cast<int>(classes);
    made.task = plan_.task;
    made.scale = plan_.training.scale;
    made.normalisation = plan_.data.normalisation;
    made.labelValues.assign(store_.labelValues().begin(), store_.labelValues().end());
    made.labelNames = plan_.data.classNameList();
    made.cropSize = std::min(plan_.training.crop, plan_.data.patchSize);
    made.trainingImages = static_cast<int>(data_.split.train.size());
    made.dataName = lastPart(plan_.data.images).string();
    made.dataFingerprint = store_.content();
    made.pixelSize = commonPixelSize(data_);
    made.profile = profile_.images;
    made.startedFrom = startedFrom_;
    made.epoch = epoch;
    for (const auto& [name, value] : scores) made.scores.emplace_back(name, value);
    made.seed = plan_.training.seed;
    made.created = timeText();
    made.version = GANOSCOPE_VERSION;
    return made;
}

}  // namespace gano
