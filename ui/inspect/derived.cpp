// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/derived.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "core/image/resample.h"

namespace gano::derived {
namespace {

constexpr std::size_t kClassesAtMost = 255;

void requireSame(const Image& a, const Image& b) {
    if (a.width() == b.width() && a.height() == b.height()) return;
    throw Error(fmt::format("The two images differ in size: {} × {} and {} × {} px.", a.width(), a.height(), b.width(), b.height()));
}

}  // namespace

Image read(const ImageRef& ref) {
    const auto info = readInfo(ref);
    if (static_cast<double>(info.width) * info.height > kLargest)
        throw TooLarge(fmt::format("{} is too large for this view: {:.0f} megapixels, up to {:.0f} are possible.", ref.text(),
                                info.width * 1e-6 * info.height, kLargest * 1e-6));
    return readImage(ref);
}

Image classes(const ImageRef& labels, const std::vector<double>& values) {
    const auto image = read(labels);
    const auto numbers = image.toFloat();
    std::set<float> found(values.begin(), values.end());
    bool known = !values.empty();
    for (const float n : numbers)
        if (!found.contains(n)) {
            known = false;
            found.insert(n);
            if (found.size() > kClassesAtMost) throw Error(fmt::format("{} is not an image of labels: it holds more than {} values.", labels.text(), kClassesAtMost));
        }
    std::map<float, std::uint8_t> classOf;
    if (known) {
        for (std::size_t k = 0; k < values.size(); ++k) classOf[static_cast<float>(values[k])] = static_cast<std::uint8_t>(k);
    } else {
        for (const float n : std::set<float>(numbers.begin(), numbers.end())) classOf.emplace(n, static_cast<std::uint8_t>(classOf.size()));
    }
    Image result(image.width(), image.height(), SampleType::U8);
    auto out = result.samples<std::uint8_t>();
    for (std::size_t i = 0; i < numbers.size(); ++i) out[i] = classOf[numbers[i]];
    result.pixelSize = image.pixelSize;
    result.source = labels;
    return result;
}

Image agreement(const Image& output, const Image& truth) {
    requireSame(output, truth);
    Image result(output.width(), output.height(), SampleType::U8);
    const auto a = output.samples<std::uint8_t>(), b = truth.samples<std::uint8_t>();
    auto out = result.samples<std::uint8_t>();
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (a[i] == b[i])
            out[i] = a[i] == 0 ? 0 : 1;
        else
            out[i] = a[i] == 0 ? 3 : 2;
    }
    result.pixelSize = truth.pixelSize ? truth.pixelSize : output.pixelSize;
    return result;
}

Image difference(const Image& a, const Image& b) {
    const int width = std::max(a.width(), b.width()), height = std::max(a.height(), b.height());
    const auto onGrid = [&](const Image& image) {
        auto values = image.toFloat();
        return image.width() == width && image.height() == height ? values : resample(values, image.width(), image.height(), width, height);
    };
    auto values = onGrid(a);
    const auto other = onGrid(b);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] -= other[i];
    auto result = Image::fromFloat(width, height, values);
    result.pixelSize = a.width() == width ? a.pixelSize : b.pixelSize;
    if (!result.pixelSize && a.width() == b.width()) result.pixelSize = b.pixelSize;
    return result;
}

Image classDifference(const Image& a, const Image& b) {
    requireSame(a, b);
    const auto x = a.samples<std::uint8_t>(), y = b.samples<std::uint8_t>();
    std::vector<float> values(x.size(), 0.0F);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (x[i] != y[i]) values[i] = y[i] == 0 ? 1.0F : x[i] == 0 ? -1.0F : 0.5F;
    auto result = Image::fromFloat(a.width(), a.height(), values);
    result.pixelSize = a.pixelSize ? a.pixelSize : b.pixelSize;
    return result;
}

Image inUnitsOf(Image truth, SampleType inputType, const Scaling& inputScaling, Normalisation normalisation) {
    if (truth.type() == inputType) return truth;
    const auto own = scalingFor(truth, normalisation);
    auto values = truth.toFloat();
    for (auto& value : values) value = static_cast<float>(inputScaling.invert(own.apply(value)));
    auto result = Image::fromFloat(truth.width(), truth.height(), values);
    result.pixelSize = truth.pixelSize;
    result.source = truth.source;
    return result;
}

}  // namespace gano::derived
