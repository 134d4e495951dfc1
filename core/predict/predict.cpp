// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/job.h"
#include "core/data/folder_scan.h"
#include "core/formats/data_bar.h"
#include "core/formats/format_table.h"
#include "core/formats/image_scaling.h"
#include "core/formats/tiff_writer.h"
#include "core/formats/user_scale.h"
#include "core/image/resample.h"
#include "core/predict/output_names.h"
#include "core/predict/tiled_network_torch.h"
#include "core/train/devices.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

/// What is written for one image.
struct OutputSet {
    std::optional<TiffWriter> labels, uncertainty;
    std::vector<TiffWriter> values;  ///< One per channel.
    std::vector<std::string> files;
};

std::string endingOf(const ModelCard& card) {
    if (card.task == "denoising") return "denoised";
    if (card.task == "background-removal") return "cleaned";
    if (card.task == "super-resolution") return card.scale > 1 ? fmt::format("x{}", card.scale) : "sharpened";
    return "restored";
}

SampleType labelType(const ModelCard& card) {
    double low = 0, high = 1;
    for (const double v : card.labelValues) low = std::min(low, v), high = std::max(high, v);
    if (low < 0) return SampleType::I32;
    return high <= 255 ? SampleType::U8 : high <= 65535 ? SampleType::U16 : SampleType::I32;
}

OutputSet openOutputs(const fs::path& stem, const ImageInfo& info, const ModelCard& card, const PredictOptions& options) {
    OutputSet set;
    TiffLayout layout;
    layout.width = info.width * card.scale;
    layout.height = info.height * card.scale;
    layout.pixelSize = finer(info.pixelSize, card.scale);
    layout.type = SampleType::F32;
    const auto open = [&](const std::string& ending) {
        auto file = stem;
        file += "_" + ending + ".tif";
        set.files.push_back(file.filename().string());
        return TiffWriter(file, layout);
    };
    const int channels = card.generator.outChannels;
    if (card.task == "segmentation") {
        for (int k = 0; k < channels; ++k) set.values.push_back(open(channels == 1 ? "probability" : fmt::format("probability_class_{}", k)));
        layout.type = labelType(card);
        set.labels.emplace(open("labels"));
        layout.type = SampleType::F32;
    } else {
        set.values.push_back(open(endingOf(card)));
    }
    if (options.uncertainty) set.uncertainty.emplace(open("uncertainty"));
    return set;
}

template <class T>
void writeLabels(TiffWriter& writer, int y, const at::Tensor& classes, const std::vector<double>& values) {
    const auto flat = classes.contiguous();
    const float* from = flat.data_ptr<float>();
    std::vector<T> row(static_cast<std::size_t>(flat.numel()));
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<T>(values[static_cast<std::size_t>(from[i])]);
    writer.writeRows(y, std::span<const T>(row));
}

void writeFloats(TiffWriter& writer, int y, const at::Tensor& plane) {
    const auto flat = plane.contiguous();
    writer.writeRows(y, std::span<const float>(flat.data_ptr<float>(), static_cast<std::size_t>(flat.numel())));
}

void writeClasses(OutputSet& set, int y, const at::Tensor& classes, const std::vector<double>& values, const ModelCard& card) {
    switch (labelType(card)) {
        case SampleType::U8: writeLabels<std::uint8_t>(*set.labels, y, classes, values); break;
        case SampleType::U16: writeLabels<std::uint16_t>(*set.labels, y, classes, values); break;
        default: writeLabels<std::int32_t>(*set.labels, y, classes, values); break;
    }
}

void writeRowsOf(OutputSet& set, const PredictedRows& rows, const ModelCard& card, const PredictOptions& options, const Scaling& scaling) {
    const int y = static_cast<int>(rows.y);
    if (card.task != "segmentation") {
        // Back to the intensities of the input.
        writeFloats(set.values.front(), y, rows.values[0] / scaling.gain + scaling.offset);
        if (set.uncertainty) writeFloats(*set.uncertainty, y, rows.deviation[0] / std::abs(scaling.gain));
        return;
    }
    for (std::size_t k = 0; k < set.values.size(); ++k) writeFloats(set.values[k], y, rows.values[static_cast<std::int64_t>(k)]);
    const auto classes = card.generator.outChannels == 1 ? (rows.values[0] > options.threshold).to(at::kFloat) : rows.values.argmax(0).to(at::kFloat);
    auto values = card.labelValues;
    if (values.size() < 2) values = {0, 1};
    writeClasses(set, y, classes, values, card);
    if (set.uncertainty) writeFloats(*set.uncertainty, y, std::get<0>(rows.deviation.max(0)));
}

/// The rows of a data bar: background in labels and probabilities, the bar itself in restored images.
void writeBar(OutputSet& set, const ImageRef& ref, const ImageInfo& info, int rows, const ModelCard& card) {
    const int first = info.height - rows, scale = card.scale;
    const auto empty = at::zeros({static_cast<std::int64_t>(rows) * scale, static_cast<std::int64_t>(info.width) * scale});
    if (set.uncertainty) writeFloats(*set.uncertainty, first * scale, empty);
    if (card.task == "segmentation") {
        for (std::size_t k = 0; k < set.values.size(); ++k) writeFloats(set.values[k], first, k == 0 && set.values.size() > 1 ? at::ones_like(empty) : empty);
        auto values = card.labelValues;
        if (values.size() < 2) values = {0, 1};
        writeClasses(set, first, empty, values, card);
        return;
    }
    const auto bar = readRegion(ref, {0, first, info.width, rows}).toFloat();
    const auto enlarged = resampleNearest(bar, info.width, rows, info.width * scale, rows * scale);
    set.values.front().writeRows(first * scale, std::span<const float>(enlarged));
}

void writeRecipe(const fs::path& stem, const ImageRef& ref, const ImageInfo& info, PredictOptions options, const std::string& modelName,
                 const std::string& modelHash, const ModelCard& card, const OutputSet& set, const Scaling& scaling) {
    nlohmann::json json = {
        {"format", "ganoscope-recipe"}, {"version", GANOSCOPE_VERSION}, {"engine", engineVersion()}, {"made", timeText()},
        {"image", {{"file", ref.file.filename().string()}, {"frame", ref.frame}, {"part", ref.part}, {"width", info.width}, {"height", info.height},
                   {"samples", sampleTypeText(info.type)}, {"pixel_size", pixelSizeText(info.pixelSize)}}},
        {"model", {{"file", modelName}, {"hash", modelHash}, {"card", cardToJson(card)}}},
        {"scaling", {{"offset", scaling.offset}, {"gain", scaling.gain}}},
        {"options", optionsToJson(options.fields())}, {"outputs", set.files}};
    auto file = stem;
    file += "_recipe.json";
    writeTextAtomically(file, jsonText(json, 2) + "\n");
}

}  // namespace

OptionFields PredictOptions::fields() {
    const std::string group = "Prediction";
    return {
        {{.key = "tile", .label = "Tile size", .help = "Largest side of the squares that go through the network one after the other; smaller ones need less memory.", .minimum = 32, .maximum = 8192, .unit = "px", .advanced = true, .group = group}, &tile},
        {{.key = "overlap", .label = "Overlap", .help = "How far neighbouring squares overlap and are blended. 0 means half of what a pixel of the network sees.", .minimum = 0, .maximum = 4096, .unit = "px", .advanced = true, .group = group}, &overlap},
        {{.key = "averaging", .label = "Eightfold averaging", .help = "Averages over all flips and quarter turns: eight times slower, a little better.", .group = group}, &averaging},
        {{.key = "uncertainty", .label = "Uncertainty", .help = "Also writes, for each pixel, how much the eight flips and turns disagree.", .group = group}, &uncertainty},
        {{.key = "threshold", .label = "Threshold", .help = "Probability above which a pixel belongs to the structure.", .minimum = 0, .maximum = 1, .group = group}, &threshold},
        {{.key = "pixel-size", .label = "Pixel size", .help = "The size of a pixel of the images where their files do not say it or say it wrong, for example 2.5 nm.", .advanced = true, .group = group}, &pixelSize},
        {{.key = "match-pixel-size", .label = "Match the pixel size", .help = "Brings each image to the pixel size that the model was trained at, and the result back to the image's own. Needs both to be known.", .group = group}, &matchPixelSize},
        {{.key = "keep-data-bars", .label = "Predict data bars too", .help = "Bars with letters at the bottom of images are left as they are otherwise.", .advanced = true, .group = group}, &keepDataBars},
        {{.key = "recursive", .label = "Include subfolders", .help = "Also takes the images in the folders inside.", .group = group}, &recursive},
        {{.key = "device", .label = "Device", .help = "auto takes a GPU if there is one; cpu; cuda:0, cuda:1 and so on.", .group = group}, &device},
        {{.key = "threads", .label = "Processor threads", .help = "Threads for computing on the processor; 0 means one per core.", .minimum = 0, .maximum = 1024, .advanced = true, .group = group}, &threads},
    };
}

Outcome predict(const PredictJob& job, RunControl& control, RunObserver& observer) {
    return toldOutcome(observer, [&]() -> Outcome {
        auto options = job.options;
        checkOptions(options.fields());
        const ComputeScope computing(options.threads);
        if (!options.pixelSize.empty()) setUserScale(job.images, parsePixelSize(options.pixelSize));
        const auto device = chooseDevice(options.device);
        if (liesAmongImages(job.out, job.images))
            throw UsageError(fmt::format("The results cannot be written among the images, in {}: they would be taken for images the next time, and could "
                                         "replace masks. Choose another folder.", job.out.string()));
        const auto model = modelFile(job.model);
        const auto modelHash = fileFingerprint(model);
        TiledNetwork network(loadModel(model), device, options, [&](const std::string& sentence) { observer.onEvent(Warning{sentence}); });
        const auto& card = network.card();
        ScanOptions scanOptions;
        scanOptions.recursive = options.recursive;
        const auto scan = scanFolder(job.images, scanOptions, [&](std::size_t, std::size_t) { return control.proceed(); });
        if (scan.cancelled) return {RunOutcome::Stopped, "Stopped while the images were being found.", {}};
        for (const auto& skipped : scan.skipped) observer.onEvent(Warning{skipped.reason});
        if (scan.images.empty()) throw Error(fmt::format("There is no readable image in {}.", job.images.string()));
        makeFolder(job.out);
        observer.onEvent(RunStarted{fmt::format("Prediction with {}", model.string()), device, job.out, 0, 0});
        OutputNames names;
        long done = 0, number = 0;
        const auto total = static_cast<long>(scan.images.size());
        const auto start = std::chrono::steady_clock::now();
        bool toldOfTiles = false, toldOfPixels = false;
        for (const auto& ref : scan.images) {
            const auto stem = job.out / names.next(ref, scan.infos[static_cast<std::size_t>(number)].frames > 1);
            ++number;
            try {
                const auto info = readInfo(ref);
                const int bar = options.keepDataBars ? 0 : dataBarRows(ref, info);
                const auto specimen = withoutDataBar(info, bar);
                const auto scaling = scalingOf(ref, specimen, parseNormalisation(card.normalisation));
                if (const auto mismatch = pixelSizeMismatch(ref.text(), info.pixelSize, card.pixelSize); !mismatch.empty() && !options.matchPixelSize && !toldOfPixels) {
                    toldOfPixels = true;
                    observer.onEvent(Warning{mismatch + " The option \"Match the pixel size\" (--match-pixel-size) resamples them."});
                }
                if (!toldOfTiles && network.normalisesTiles() && std::max(info.width, info.height) > network.options().tile) {
                    toldOfTiles = true;
                    observer.onEvent(Warning{fmt::format("This network normalises each tile by itself, so that tiles of images above {} px may differ a little. "
                                                         "A larger tile avoids it.", network.options().tile)});
                }
                auto outputs = openOutputs(stem, info, card, options);
                const bool finishedImage = network.run(ref, specimen, scaling, control, [&](const PredictedRows& rows) { writeRowsOf(outputs, rows, card, options, scaling); });
                if (!finishedImage) return {RunOutcome::Stopped, fmt::format("Stopped after {} of {} images.", done, total), {}};
                if (bar > 0) writeBar(outputs, ref, info, bar, card);
                for (auto& writer : outputs.values) writer.finish();
                if (outputs.labels) outputs.labels->finish();
                if (outputs.uncertainty) outputs.uncertainty->finish();
                writeRecipe(stem, ref, info, network.options(), model.filename().string(), modelHash, card, outputs, scaling);
                ++done;
                ImageFinished finished{ref.file, ref.frame, ref.part, {}, {}};
                for (const auto& file : outputs.files) finished.written.push_back(job.out / file);
                observer.onEvent(finished);
            } catch (const OutputError&) {
                throw;  // A full or unwritable disk will not be better for the next image.
            } catch (const std::exception& failure) {
                if (total == 1) throw;
                observer.onEvent(Warning{failure.what()});
            }
            StepFinished step;
            step.step = number;
            step.steps = total;
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            step.imagesPerSecond = static_cast<double>(number) / std::max(seconds, 1e-9);
            step.secondsLeft = static_cast<double>(total - number) / step.imagesPerSecond;
            observer.onEvent(step);
        }
        if (done == 0) throw Error("None of the images could be predicted.");
        return {RunOutcome::Done, fmt::format("{} of {} images predicted, in {}.", done, total, job.out.string()), {{"images", static_cast<double>(done)}}};
    });
}

}  // namespace gano
