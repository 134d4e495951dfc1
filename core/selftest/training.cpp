// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/base/shipped.h"
#include "core/formats/format_table.h"
#include "core/formats/tiff_writer.h"
#include "core/predict/predictor.h"
#include "core/selftest/selftest_steps.h"
#include "core/train/model_card.h"
#include "core/train/run_folder.h"
#include "core/train/trainer.h"
#include "models/weights_metadata.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr int kMicrographs = 8;
constexpr int kSide = 128;
constexpr int kParticles = 6;
/// A network that has learned nothing, or noise, stays far below; this one reaches more than 0.9.
constexpr double kLeastDice = 0.5;

struct Micrograph {
    Image image{kSide, kSide, SampleType::U16};
    Image mask{kSide, kSide, SampleType::U8};
};

Micrograph makeMicrograph(std::uint64_t seed) {
    Micrograph made;
    Rng random(seed);
    struct Disc {
        double x, y, radius;
    };
    std::vector<Disc> discs;
    for (int i = 0; i < kParticles; ++i) discs.push_back({random.uniform(0, kSide), random.uniform(0, kSide), random.uniform(6, 14)});
    const auto grey = made.image.samples<std::uint16_t>();
    const auto label = made.mask.samples<std::uint8_t>();
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const bool inside = std::ranges::any_of(discs, [&](const Disc& disc) { return std::hypot(x - disc.x, y - disc.y) < disc.radius; });
            const auto at = static_cast<std::size_t>(y * kSide + x);
            grey[at] = static_cast<std::uint16_t>(std::clamp((inside ? 42000.0 : 22000.0) + 4000.0 * random.normal(), 0.0, 65535.0));
            label[at] = inside ? 255 : 0;
        }
    }
    made.image.pixelSize = PixelSize{2.5, 2.5};
    return made;
}

TrainPlan tinyPlan(const std::string& task, const fs::path& scratch) {
    auto plan = defaultPlan(task);
    plan.data.images = (scratch / "images").string();
    plan.data.patchSize = kSide;
    plan.training.maxValidationPatches = 2;
    plan.training.previewEvery = 100;
    plan.data.validationPart = 0.25;
    plan.data.testPart = 0.0;
    plan.model.generator = "unet_2_44";
    plan.model.baseWidth = 4;
    plan.training.crop = 48;
    plan.training.batchSize = 4;
    plan.training.learningRate = 2e-3;
    plan.training.device = "auto";
    // So small a network gains nothing from more threads, and beside other programs they wait for each other.
    plan.training.threads = 1;
    return plan;
}

Outcome checked(Outcome outcome) {
    if (outcome.result == RunOutcome::Stopped) throw Error("It was stopped.");
    if (outcome.result == RunOutcome::Failed) throw Error(outcome.message);
    for (const auto& [name, value] : outcome.metrics)
        if (!std::isfinite(value)) throw Error(fmt::format("The score {} is not a number.", name));
    return outcome;
}

double score(const Outcome& outcome, const std::string& name) {
    const auto found = std::ranges::find(outcome.metrics, name, &std::pair<std::string, double>::first);
    if (found == outcome.metrics.end()) throw Error(fmt::format("The score {} is missing.", name));
    return found->second;
}

/// Runs the job and says how long it took: "…, 1.2 s".
template <class Job>
std::pair<Outcome, double> timed(Job&& job) {
    const auto begin = std::chrono::steady_clock::now();
    auto outcome = checked(job());
    return {outcome, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
}

fs::path pretrainedRun(const fs::path& scratch) { return scratch / "pretrained"; }
fs::path tunedRun(const fs::path& scratch) { return scratch / "tuned"; }

}  // namespace

void makeMicrographs(const fs::path& scratch) {
    makeFolder(scratch / "images");
    makeFolder(scratch / "masks");
    makeFolder(scratch / "new");
    for (int n = 0; n < kMicrographs; ++n) {
        const auto made = makeMicrograph(seedFor(7, 0, static_cast<std::uint64_t>(n)));
        const auto name = fmt::format("grid {}.tif", n);
        writeTiff(scratch / "images" / name, made.image);
        writeTiff(scratch / "masks" / name, made.mask);
    }
    writeTiff(scratch / "new" / "grid.tif", makeMicrograph(seedFor(8, 0, 0)).image);
}

std::string tryPretraining(const fs::path& scratch, RunControl& control) {
    SilentObserver silent;
    auto plan = tinyPlan("pretraining", scratch);
    plan.training.epochs = 1;
    plan.training.stepsPerEpoch = 2;
    plan.training.batchSize = 2;
    const auto [outcome, seconds] = timed([&] { return train(plan, pretrainedRun(scratch), control, silent); });
    readModelCard(modelFile(pretrainedRun(scratch)));
    return fmt::format("2 steps of a generator against a discriminator on {}, {:.1f} s", readRun(pretrainedRun(scratch)).device, seconds);
}

std::string tryFineTuning(const fs::path& scratch, RunControl& control) {
    SilentObserver silent;
    auto plan = tinyPlan("segmentation", scratch);
    plan.data.targets = (scratch / "masks").string();
    plan.model.from = pretrainedRun(scratch).string();
    plan.training.epochs = 3;
    plan.training.stepsPerEpoch = 8;
    const auto [outcome, seconds] = timed([&] { return train(plan, tunedRun(scratch), control, silent); });
    const double dice = score(outcome, "val_dice");
    if (dice < kLeastDice) throw Error(fmt::format("The network did not learn the simplest particles (Dice {:.2f}): something computes wrongly.", dice));
    return fmt::format("24 steps from the pretrained network, Dice {:.2f}, {:.1f} s", dice, seconds);
}

std::string tryPrediction(const fs::path& scratch, RunControl& control) {
    SilentObserver silent;
    PredictJob job{tunedRun(scratch), scratch / "new", scratch / "predicted", {}};
    job.options.threads = 1;
    const auto [outcome, seconds] = timed([&] { return predict(job, control, silent); });
    const auto file = scratch / "predicted" / "grid_labels.tif";
    const auto labels = readImage(imagesIn(file).front());
    if (labels.width() != kSide || labels.height() != kSide || !labels.pixelSize) throw Error("The predicted labels lost their size or their pixel size.");
    const auto truth = makeMicrograph(seedFor(8, 0, 0)).mask;
    double both = 0.0, all = 0.0;
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const bool found = labels.at(x, y) > 0, there = truth.at(x, y) > 0;
            both += found && there ? 2.0 : 0.0;
            all += (found ? 1.0 : 0.0) + (there ? 1.0 : 0.0);
        }
    }
    const double dice = all > 0.0 ? both / all : 0.0;
    if (dice < kLeastDice) throw Error(fmt::format("The prediction does not resemble what the network has learned (Dice {:.2f}).", dice));
    return fmt::format("a new micrograph, Dice {:.2f}, {:.1f} s", dice, seconds);
}

std::string tryShippedModels() {
    const auto folder = shippedFolder(Shipped::Models);
    if (!folder) throw Error("The pretrained models are not installed.");
    std::string names;
    for (const auto& entry : fs::directory_iterator(*folder)) {
        if (entry.path().extension() != ".safetensors") continue;
        readModelCard(entry.path());
        // A file cut short is noticed by its header.
        const MappedFile mapped(entry.path());
        parseWeightsHeader(mapped.bytes(), entry.path());
        names += (names.empty() ? "" : ", ") + entry.path().stem().string();
    }
    if (names.empty()) throw Error("The folder of pretrained models is empty.");
    return names;
}

}  // namespace gano
