// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/job.h"
#include "core/data/data_set.h"
#include "core/formats/data_bar.h"
#include "core/formats/format_table.h"
#include "core/formats/image_scaling.h"
#include "core/formats/user_scale.h"
#include "core/predict/output_names.h"
#include "core/predict/tiled_network_torch.h"
#include "core/train/devices.h"
#include "core/train/metrics_torch.h"
#include "core/train/preview_torch.h"
#include "core/train/run_folder.h"

namespace gano {
namespace {

/// The samples to score: those of two folders, or one part of a run's own split.
std::vector<Sample> samplesOf(const EvaluateJob& job, const Task& row, RunControl& control, bool& stopped) {
    const auto watch = [&](std::size_t, std::size_t) { return control.proceed(); };
    if (job.part == "all") {
        DataOptions options;
        options.images = job.images.string();
        options.targets = job.targets.string();
        options.suffixes = job.suffixes;
        options.recursive = job.options.recursive;
        options.validationPart = options.testPart = 0.0;
        auto found = findData(options, row, 1, watch);
        stopped = found.cancelled;
        return found.samples;
    }
    // A model file may be one of a run's checkpoints.
    const auto run = readRun(isRun(job.model) ? job.model : std::filesystem::absolute(job.model).parent_path().parent_path());
    const auto data = findData(run.plan.data, row, static_cast<std::uint64_t>(run.plan.training.seed), watch);
    stopped = data.cancelled;
    if (stopped) return {};
    const auto split = splitFromJson(nlohmann::json::parse(readText(run.folder.split())), data.samples);
    const std::vector<std::string> known = {"all", "train", "validation", "test"};
    if (std::find(known.begin(), known.end(), job.part) == known.end()) throw unknownName("part", job.part, known);
    const auto& chosen = job.part == "train" ? split.train : job.part == "validation" ? split.validation : split.test;
    std::vector<Sample> samples;
    for (const int i : chosen) samples.push_back(data.samples[static_cast<std::size_t>(i)]);
    return samples;
}

at::Tensor planeOf(const std::vector<float>& values, int width, int height) {
    return at::from_blob(const_cast<float*>(values.data()), {1, 1, height, width}, at::kFloat).clone();
}

/// Class indices of a label image, or the target image in the input's normalised intensity.
at::Tensor targetOf(const Image& image, const ModelCard& card, const Scaling& inputScaling, SampleType inputType) {
    auto values = image.toFloat();
    if (card.task == "segmentation") {
        for (auto& v : values) {
            const auto found = std::find(card.labelValues.begin(), card.labelValues.end(), static_cast<double>(v));
            if (found == card.labelValues.end())
                throw Error(fmt::format("{} holds the label value {}, which the model was not trained on.", image.source.text(), v));
            v = static_cast<float>(found - card.labelValues.begin());
        }
    } else {
        const auto scaling = image.type() == inputType ? inputScaling : scalingFor(image, parseNormalisation(card.normalisation));
        for (auto& v : values) v = scaling.apply(v);
    }
    return planeOf(values, image.width(), image.height());
}

}  // namespace

Outcome evaluate(const EvaluateJob& job, RunControl& control, RunObserver& observer) {
    return toldOutcome(observer, [&]() -> Outcome {
        auto options = job.options;
        checkOptions(options.fields());
        const ComputeScope computing(options.threads);
        if (!options.pixelSize.empty() && !job.images.empty()) setUserScale(job.images, parsePixelSize(options.pixelSize));
        const auto device = chooseDevice(options.device);
        const auto model = modelFile(job.model);
        TiledNetwork network(loadModel(model), device, options, [&](const std::string& sentence) { observer.onEvent(Warning{sentence}); });
        const auto& card = network.card();
        const auto& row = task(card.task);
        const bool labels = row.target == TargetKind::Labels;
        if (row.target == TargetKind::None && job.part != "all") throw UsageError("A pretrained model has no targets of its own; give --images and --targets.");
        // A pretrained generator is a denoiser: it is scored as one.
        bool stopped = false;
        const auto samples = samplesOf(job, row.target == TargetKind::None ? task("denoising") : row, control, stopped);
        if (stopped) return {RunOutcome::Stopped, "Stopped while the images were being found.", {}};
        if (samples.empty()) throw Error("There is nothing to score: this part of the data is empty.");
        if (!job.pictures.empty()) makeFolder(job.pictures);
        observer.onEvent(RunStarted{fmt::format("Scoring {}", model.string()), device, job.pictures, 0, 0});
        const auto freshMetrics = [&] {
            return MetricSet(labels ? TargetKind::Labels : TargetKind::Image, labels ? static_cast<int>(card.labelValues.size()) : 0, card.normalisation != "standardise");
        };
        auto metrics = freshMetrics();
        const auto start = std::chrono::steady_clock::now();
        long number = 0;
        OutputNames names;
        for (const auto& sample : samples) {
            const auto whole = readInfo(sample.input);
            const auto info = options.keepDataBars ? whole : withoutDataBar(whole, dataBarRows(sample.input, whole));
            const auto scaling = scalingOf(sample.input, info, parseNormalisation(card.normalisation));
            auto targetImage = readImage(*sample.target);
            if (info.height < whole.height && targetImage.height() == whole.height * card.scale)
                targetImage = targetImage.crop({0, 0, targetImage.width(), info.height * card.scale});
            const auto target = targetOf(targetImage, card, scaling, info.type);
            std::vector<at::Tensor> rows;
            if (!network.run(sample.input, info, scaling, control, [&](const PredictedRows& r) { rows.push_back(r.values); }))
                return {RunOutcome::Stopped, "Stopped before all images were scored.", {}};
            const auto output = at::cat(rows, 1).unsqueeze(0);
            if (output.size(2) != target.size(2) || output.size(3) != target.size(3))
                throw Error(fmt::format("{} has another size than the prediction for it ({} × {}).", sample.target->text(), output.size(3), output.size(2)));
            const int image[] = {static_cast<int>(number)};
            // The metrics and pictures take logits: for one channel the sign counts, for several the largest.
            const auto scored = labels && output.size(1) == 1 ? at::logit(output, 1e-6) - std::log(options.threshold / (1.0 - options.threshold + 1e-12) + 1e-12) : output;
            metrics.add(scored, target, image);
            auto ofThisImage = freshMetrics();
            ofThisImage.add(scored, target, image);
            observer.onEvent(ImageFinished{sample.input.file, sample.input.frame, sample.input.part, {}, ofThisImage.result()});
            if (!job.pictures.empty() && (job.mostPictures <= 0 || number < job.mostPictures)) {
                auto values = readRegion(sample.input, {0, 0, info.width, info.height}).toFloat();
                for (auto& v : values) v = scaling.apply(v);
                writePreview(job.pictures / (names.next(sample.input, info.frames > 1) + ".png"), planeOf(values, info.width, info.height), scored, target,
                             labels ? TargetKind::Labels : TargetKind::Image);
            }
            StepFinished step;
            step.step = ++number;
            step.steps = static_cast<long>(samples.size());
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            step.imagesPerSecond = static_cast<double>(number) / std::max(seconds, 1e-9);
            step.secondsLeft = static_cast<double>(step.steps - number) / step.imagesPerSecond;
            observer.onEvent(step);
        }
        return {RunOutcome::Done, fmt::format("{} images scored.", number), metrics.result()};
    });
}

}  // namespace gano
