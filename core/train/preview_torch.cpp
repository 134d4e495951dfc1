// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/preview_torch.h"

#include <torch/types.h>

#include <algorithm>
#include <utility>

#include "core/formats/png_writer.h"

namespace gano {
namespace {

constexpr std::int64_t previewSide = 256;
constexpr std::int64_t previewGap = 4;

at::Tensor tile(const at::Tensor& image, double low, double high) {
    auto shown = (image - low) / std::max(high - low, 1e-6);
    if (shown.size(2) > previewSide)
        shown = at::adaptive_avg_pool2d(shown, {previewSide, previewSide});
    else if (shown.size(2) < previewSide)
        shown = at::upsample_nearest2d(shown, {previewSide, previewSide}, torch::nullopt, torch::nullopt);
    return shown.clamp(0, 1).mul(255.0).round().to(at::kByte)[0][0];
}

/// Without the outliers that a detector leaves: a single bright pixel would make all else black.
std::pair<double, double> rangeOf(const at::Tensor& image) {
    // Of at most a million pixels, evenly spaced: enough for a picture, and quantile() refuses more than 16 million.
    const auto flat = image.flatten();
    const auto some = flat.slice(0, 0, flat.numel(), std::max<std::int64_t>(1, flat.numel() / 1'000'000));
    return {at::quantile(some, 0.005).item<double>(), at::quantile(some, 0.995).item<double>()};
}

}  // namespace

void writePreview(const std::filesystem::path& file, const at::Tensor& input, const at::Tensor& output,
                  const at::Tensor& target, TargetKind kind) {
    const auto rows = input.size(0);
    const auto height = rows * (previewSide + previewGap) - previewGap, width = 3 * (previewSide + previewGap) - previewGap;
    auto canvas = at::full({height, width}, 255, at::kByte);
    const auto place = [&](std::int64_t row, std::int64_t column, const at::Tensor& image) {
        canvas.narrow(0, row * (previewSide + previewGap), previewSide).narrow(1, column * (previewSide + previewGap), previewSide).copy_(image);
    };
    auto shown = output;
    const double classes = std::max<double>(1.0, static_cast<double>(output.size(1) - 1));
    if (kind == TargetKind::Labels) shown = output.size(1) == 1 ? at::sigmoid(output) : output.argmax(1, true).to(at::kFloat);
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto in = input.narrow(0, i, 1), out = shown.narrow(0, i, 1), truth = target.narrow(0, i, 1);
        const auto [low, high] = rangeOf(in);
        place(i, 0, tile(in, low, high));
        const auto [from, to] = kind == TargetKind::Labels ? std::pair{0.0, classes} : rangeOf(truth);
        place(i, 1, tile(out, from, to));
        place(i, 2, tile(truth, from, to));
    }
    canvas = canvas.contiguous();
    writePng(file, static_cast<int>(width), static_cast<int>(height), 1, {canvas.data_ptr<std::uint8_t>(), static_cast<std::size_t>(canvas.numel())});
}

}  // namespace gano
