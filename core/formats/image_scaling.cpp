// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/image_scaling.h"

#include <algorithm>

#include "core/formats/format_table.h"

namespace gano {
namespace {

constexpr int kSampledBands = 16;

}  // namespace

Scaling scalingOf(const ImageRef& ref, const ImageInfo& info, Normalisation normalisation) {
    if (normalisation == Normalisation::FullRange && bytesPerSample(info.type) < 4) return scalingFor(Image(1, 1, info.type), normalisation);
    const double bytesPerRow = static_cast<double>(info.width) * static_cast<double>(bytesPerSample(info.type));
    if (bytesPerRow * info.height <= kWholeImageBytes || info.height < 2 * kSampledBands) return scalingFor(readRegion(ref, {0, 0, info.width, info.height}), normalisation);
    const int rows = std::clamp(static_cast<int>(kWholeImageBytes / bytesPerRow / kSampledBands), 1, info.height / kSampledBands);
    Image sample(info.width, rows * kSampledBands, info.type);
    for (int i = 0; i < kSampledBands; ++i) {
        const int top = static_cast<int>(static_cast<long long>(info.height - rows) * i / (kSampledBands - 1));
        const Image band = readRegion(ref, {0, top, info.width, rows});
        std::ranges::copy(band.bytes(), sample.bytes().begin() + static_cast<std::ptrdiff_t>(band.bytes().size()) * i);
    }
    return scalingFor(sample, normalisation);
}

}  // namespace gano
