// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/patch_cutter.h"

#include <algorithm>
#include <fmt/format.h>

#include "core/data/label_codes.h"
#include "core/data/patch_tiles.h"
#include "core/formats/data_bar.h"
#include "core/formats/format_table.h"
#include "core/formats/image_scaling.h"

namespace gano {
namespace {

/// Images above this are read band by band, so that no size of image needs more memory than that.

/// `scale` is that of the target, the larger of the two images.
bool decodedWhole(const SamplePlan& plan, int scale) {
    const auto bytes = static_cast<double>(std::max(bytesPerSample(plan.inputType), bytesPerSample(plan.targetType)));
    return double(plan.width) * plan.height * scale * scale * bytes <= kWholeImageBytes;
}

/// A part of an image: all of it, or some of its rows.
struct Band {
    Image image;
    int top = 0;
};

/// The rows that patches from `top` on need, over the full width.
Band readBand(const ImageRef& ref, const SamplePlan& plan, bool whole, int scale, int top, int height) {
    if (whole) return {readImage(ref), 0};
    const int rows = std::min(height, plan.height - top);
    return {readRegion(ref, {0, top * scale, plan.width * scale, rows * scale}), top * scale};
}

/// Of the part above row `bottom`.
Scaling imageScaling(const Band& band, const ImageRef& ref, const SamplePlan& plan, bool whole, int bottom, int scale,
                     Normalisation normalisation) {
    const int height = bottom * scale;
    if (whole && height == band.image.height()) return scalingFor(band.image, normalisation);
    if (whole) return scalingFor(band.image.crop({0, 0, band.image.width(), height}), normalisation);
    ImageInfo info;
    info.width = plan.width * scale;
    info.height = height;
    info.type = band.image.type();
    return scalingOf(ref, info, normalisation);
}

/// A page whose header promised another size would be read beyond its end.
void requireSize(const Image& image, const ImageRef& ref, int width, int height) {
    if (image.width() == width && image.height() >= height) return;
    throw Error(fmt::format("{} has {} x {} px, but its header says {} x {}.", ref.text(), image.width(), image.height(), width, height));
}

void cut(const Sample& sample, const SamplePlan& plan, const PatchPiece& piece, const PatchStoreOptions& options,
         SampleType inputType, SampleType targetType, CutPatches& patches) {
    const int size = options.patchSize;
    const int scale = options.scale;
    const bool whole = decodedWhole(plan, scale);
    const std::vector<int> columns = tileStarts(plan.width, size);
    Band input;
    int height = plan.height - plan.dataBarRows;
    if (whole) {
        input = readBand(sample.input, plan, whole, 1, 0, plan.height);
        if (plan.mayHaveBar) height -= dataBarRows(input.image, input.image.height());
    }
    const std::vector<int> rows = tileStarts(height, size);
    // An image decoded whole is one piece, and may turn out to have fewer rows than planned.
    const int pieceRows = whole ? static_cast<int>(rows.size()) : piece.rows;
    const int top = rows[static_cast<std::size_t>(piece.firstRow)];
    const int bottom = std::min(height, rows[static_cast<std::size_t>(piece.firstRow + pieceRows - 1)] + size);
    if (!whole) input = readBand(sample.input, plan, whole, 1, top, bottom - top);
    requireSize(input.image, sample.input, plan.width, bottom - input.top);
    StoredScaling scaling;
    if (piece.firstRow == 0) {
        scaling.input = imageScaling(input, sample.input, plan, whole, height, 1, options.normalisation);
        scaling.target = scaling.input;
    }

    Band target;
    if (options.target != TargetKind::None) {
        target = readBand(*sample.target, plan, whole, scale, top, bottom - top);
        requireSize(target.image, *sample.target, plan.width * scale, bottom * scale - target.top);
        // What was drawn over a data bar is no label.
        if (whole && height < plan.height) target.image = target.image.crop({0, 0, target.image.width(), height * scale});
    }
    if (options.target == TargetKind::Labels) {
        target.image.source = *sample.target;
        CodedLabels coded = codeLabels(target.image);
        target.image = std::move(coded.codes);
        patches.labelValues = std::move(coded.values);
    } else if (options.target == TargetKind::Image && piece.firstRow == 0 && target.image.type() != input.image.type()) {
        // The same type means the same grey values; with the input's scaling a prediction can be scaled back.
        scaling.target = imageScaling(target, *sample.target, plan, whole, height, scale, options.normalisation);
    }

    const std::size_t inputPixels = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    const std::size_t inputBytes = inputPixels * bytesPerSample(inputType);
    const std::size_t targetBytes =
        inputPixels * static_cast<std::size_t>(scale) * static_cast<std::size_t>(scale) * bytesPerSample(targetType);
    const std::size_t count = columns.size() * static_cast<std::size_t>(pieceRows);
    patches.inputs.resize(count * inputBytes);
    if (options.target != TargetKind::None) patches.targets.resize(count * targetBytes);
    std::size_t n = 0;
    for (int row = piece.firstRow; row < piece.firstRow + pieceRows; ++row) {
        const int y = rows[static_cast<std::size_t>(row)];
        for (const int x : columns) {
            cutPatch(input.image, input.top, plan.width, height, x, y, size, inputType,
                     std::span(patches.inputs).subspan(n * inputBytes, inputBytes));
            if (options.target != TargetKind::None) {
                cutPatch(target.image, target.top, plan.width * scale, height * scale, x * scale, y * scale, size * scale,
                         targetType, std::span(patches.targets).subspan(n * targetBytes, targetBytes));
            }
            patches.places.push_back({piece.sample, x, y});
            ++n;
        }
    }
    if (piece.firstRow == 0) patches.scaling = scaling;
}

void planTarget(const Sample& sample, const PatchStoreOptions& options, const ImageInfo& info, SamplePlan& plan) {
    if (!sample.target) throw Error(fmt::format("{} has no target.", sample.input.text()));
    const ImageInfo target = readInfo(*sample.target);
    plan.targetType = target.type;
    if (target.width == info.width * options.scale && target.height == info.height * options.scale) return;
    throw Error(fmt::format("{} has {} x {} px, but its target {} has {} x {} instead of {} x {}.", sample.input.text(), info.width, info.height,
                            sample.target->text(), target.width, target.height, info.width * options.scale, info.height * options.scale));
}

}  // namespace

SamplePlan planSample(const Sample& sample, const PatchStoreOptions& options) {
    SamplePlan plan;
    try {
        const ImageInfo info = readInfo(sample.input);
        plan.width = info.width;
        plan.height = info.height;
        plan.inputType = info.type;
        if (!options.keepDataBars) {
            plan.dataBarRows = info.dataBarRows;
            plan.mayHaveBar = info.dataBarRows == 0 && mayHaveDataBar(info);
        }
        if (options.target != TargetKind::None) planTarget(sample, options, info, plan);
        if (plan.mayHaveBar && !decodedWhole(plan, options.scale)) {
            plan.dataBarRows = dataBarRows(sample.input, info);
            plan.mayHaveBar = false;
        }
    } catch (const std::exception& error) {
        plan.failure = error.what();
    }
    return plan;
}

std::vector<PatchPiece> planPieces(std::span<const SamplePlan> plans, const PatchStoreOptions& options) {
    std::vector<PatchPiece> pieces;
    pieces.reserve(plans.size());
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const SamplePlan& plan = plans[i];
        if (!plan.failure.empty()) continue;
        const int rows = static_cast<int>(tileStarts(plan.height - plan.dataBarRows, options.patchSize).size());
        const int step = decodedWhole(plan, options.scale) ? rows : 1;
        for (int row = 0; row < rows; row += step) {
            pieces.push_back({static_cast<int>(i), row, step});
        }
    }
    return pieces;
}

CutPatches cutPiece(const Sample& sample, const SamplePlan& plan, const PatchPiece& piece, const PatchStoreOptions& options,
                    SampleType inputType, SampleType targetType) {
    CutPatches patches;
    try {
        cut(sample, plan, piece, options, inputType, targetType, patches);
    } catch (const NotALabelImage&) {
        throw;
    } catch (const std::exception& error) {
        patches = {};
        patches.failure = error.what();
    }
    return patches;
}

}  // namespace gano
