// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/patch_tiles.h"

#include <algorithm>
#include <cstring>

namespace gano {
namespace {

int signedBytes(SampleType type) {
    switch (type) {
        case SampleType::U8: return 2;
        case SampleType::I8: return 1;
        case SampleType::U16: return 4;
        case SampleType::I16: return 2;
        case SampleType::I32: return 4;
        default: return 8;
    }
}

bool isUnsigned(SampleType type) {
    return type == SampleType::U8 || type == SampleType::U16 || type == SampleType::U32;
}

}  // namespace

std::vector<int> tileStarts(int length, int patch) {
    if (length <= patch) return {0};
    const int count = (length + patch - 1) / patch;
    std::vector<int> starts;
    starts.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        starts.push_back(static_cast<int>(static_cast<long long>(length - patch) * i / (count - 1)));
    }
    return starts;
}

int reflected(int i, int n) {
    const int period = 2 * n;
    const int place = ((i % period) + period) % period;
    return place < n ? place : period - 1 - place;
}

SampleType commonType(SampleType a, SampleType b) {
    if (a == b) return a;
    if (isFloat(a) || isFloat(b)) {
        const bool wide = (bytesPerSample(a) >= 4 && a != SampleType::F32) || (bytesPerSample(b) >= 4 && b != SampleType::F32);
        return wide ? SampleType::F64 : SampleType::F32;
    }
    if (isUnsigned(a) && isUnsigned(b)) return bytesPerSample(a) > bytesPerSample(b) ? a : b;
    switch (std::max(signedBytes(a), signedBytes(b))) {
        case 1: return SampleType::I8;
        case 2: return SampleType::I16;
        case 4: return SampleType::I32;
        default: return SampleType::F64;
    }
}

void cutPatch(const Image& band, int bandTop, int imageWidth, int imageHeight, int x, int y, int size, SampleType type,
              std::span<std::byte> out) {
    const auto side = static_cast<std::size_t>(size);
    std::vector<std::size_t> columns(side);
    for (int i = 0; i < size; ++i) {
        columns[static_cast<std::size_t>(i)] = static_cast<std::size_t>(reflected(x + i, imageWidth));
    }
    const bool plain = type == band.type() && x + size <= imageWidth;
    dispatch(band.type(), [&](auto from) {
        using From = decltype(from);
        const auto samples = band.samples<From>();
        dispatch(type, [&](auto to) {
            using To = decltype(to);
            for (std::size_t row = 0; row < side; ++row) {
                const int sourceRow = reflected(y + static_cast<int>(row), imageHeight) - bandTop;
                const From* source = samples.data() + static_cast<std::size_t>(sourceRow) * static_cast<std::size_t>(band.width());
                std::byte* target = out.data() + row * side * sizeof(To);
                if (plain) {
                    std::memcpy(target, source + x, side * sizeof(To));
                    continue;
                }
                for (std::size_t column = 0; column < side; ++column) {
                    const To value = static_cast<To>(source[columns[column]]);
                    std::memcpy(target + column * sizeof(To), &value, sizeof(To));
                }
            }
        });
    });
}

}  // namespace gano
