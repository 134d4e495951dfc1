// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_look.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/data/label_codes.h"
#include "core/formats/data_bar.h"
#include "core/formats/format_table.h"
#include "core/image/resample.h"
#include "core/image/statistics.h"

namespace gano {
namespace {

constexpr int kHashWidth = 9;
constexpr int kHashHeight = 8;
constexpr int kSimilarBits = 4;
constexpr double kSimilarCorrelation = 0.95;
constexpr int kMostFitSide = 2048;     ///< px
constexpr int kMostObjectSide = 8192;  ///< px
constexpr double kMostBytes = 512.0 * 1024 * 1024;

bool tooLarge(const ImageRef& ref) {
    const ImageInfo info = readInfo(ref);
    return double(info.width) * info.height * double(bytesPerSample(info.type)) > kMostBytes;
}

/// The middle of an image, as large as is looked at in passing.
Image middle(const Image& image, int most) {
    const int width = std::min(image.width(), most), height = std::min(image.height(), most);
    return image.crop({(image.width() - width) / 2, (image.height() - height) / 2, width, height});
}

void lookAtObjects(SampleLook& look, const Image& input, const Image& codes, bool place) {
    const Image part = middle(codes, kMostObjectSide);
    look.objects = labelledObjects(part.samples<std::uint8_t>(), part.width());
    look.labelPixels = double(part.width()) * part.height();
    if (!place || input.width() != codes.width() || input.height() != codes.height()) return;
    const auto grey = middle(input, kMostFitSide).toFloat();
    const Image labels = middle(codes, kMostFitSide);
    look.fit = labelFit(grey, labels.samples<std::uint8_t>(), labels.width());
    if (look.labels.size() == 2) look.contrast = labelContrast(grey, labels.samples<std::uint8_t>(), labels.width());
}

void lookAtTarget(SampleLook& look, const Image& input, const ImageRef& ref, TargetKind kind, bool place) {
    Image target = readImage(ref);
    if (kind == TargetKind::Image) {
        look.targetIsInput = target.type() == input.type() && std::ranges::equal(target.bytes(), input.bytes());
        return;
    }
    target.source = ref;
    try {
        const CodedLabels coded = codeLabels(target);
        std::vector<double> counts(coded.values.size(), 0.0);
        for (const std::uint8_t code : coded.codes.samples<std::uint8_t>()) {
            counts[code] += 1.0;
        }
        for (std::size_t k = 0; k < counts.size(); ++k) {
            look.labels.emplace_back(coded.values[k], counts[k]);
        }
        if (counts.size() > 1) lookAtObjects(look, input, coded.codes, place);
        const auto pixel = target.pixelSize ? target.pixelSize : input.pixelSize;
        if (pixel) look.pixelNm = std::sqrt(pixel->xNm * pixel->yNm);
    } catch (const NotALabelImage& error) {
        look.notLabels = true;
        look.notLabelsReason = error.what();
    }
}

}  // namespace

std::optional<Thumbprint> thumbprint(const Image& image) {
    std::vector<float> plane = image.toFloat();
    for (float& value : plane) {
        if (!std::isfinite(value)) value = 0.0F;
    }
    const auto small = resample(plane, image.width(), image.height(), Thumbprint::kSide, Thumbprint::kSide);
    const double mean = std::accumulate(small.begin(), small.end(), 0.0) / static_cast<double>(small.size());
    double squares = 0.0;
    for (const float value : small) {
        squares += (value - mean) * (value - mean);
    }
    if (!(squares > 0.0)) return std::nullopt;
    Thumbprint print;
    for (std::size_t i = 0; i < small.size(); ++i) {
        print.picture[i] = static_cast<float>((small[i] - mean) / std::sqrt(squares));
    }
    const auto grid = resample(plane, image.width(), image.height(), kHashWidth, kHashHeight);
    for (int y = 0; y < kHashHeight; ++y) {
        for (int x = 0; x + 1 < kHashWidth; ++x) {
            const auto at = static_cast<std::size_t>(y * kHashWidth + x);
            print.hash = (print.hash << 1) | (grid[at] < grid[at + 1] ? 1U : 0U);
        }
    }
    return print;
}

bool looksTheSame(const Thumbprint& a, const Thumbprint& b) {
    if (std::popcount(a.hash ^ b.hash) > kSimilarBits) return false;
    return std::inner_product(a.picture.begin(), a.picture.end(), b.picture.begin(), 0.0) > kSimilarCorrelation;
}

SampleLook lookAt(const Sample& sample, TargetKind target, bool placeOfLabels) {
    SampleLook look;
    try {
        if (tooLarge(sample.input)) return look;
        Image input = readImage(sample.input);
        const ImageInfo info = readInfo(sample.input);
        look.dataBarRows = info.dataBarRows > 0 ? info.dataBarRows : mayHaveDataBar(info) ? dataBarRows(input, input.height()) : 0;
        const Image whole = look.dataBarRows > 0 ? std::exchange(input, input.crop({0, 0, input.width(), input.height() - look.dataBarRows})) : Image();
        const ImageStatistics values = statistics(input);
        look.saturatedLow = values.saturatedLow;
        look.saturatedHigh = values.saturatedHigh;
        look.notFinite = values.notFinite;
        look.plain = values.minimum == values.maximum;
        if (!look.plain) look.print = thumbprint(input);
        if (target != TargetKind::None && sample.target && !tooLarge(*sample.target)) lookAtTarget(look, whole.empty() ? input : whole, *sample.target, target, placeOfLabels);
    } catch (const std::exception& error) {
        look.failure = error.what();
    }
    return look;
}

}  // namespace gano
