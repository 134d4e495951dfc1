// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/signals.h"

#include <algorithm>

#include "core/formats/format_table.h"
#include "core/image/statistics.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

std::string typeName(SampleType type) {
    switch (type) {
        case SampleType::U8: return "uint8";
        case SampleType::I8: return "int8";
        case SampleType::U16: return "uint16";
        case SampleType::I16: return "int16";
        case SampleType::U32: return "uint32";
        case SampleType::I32: return "int32";
        case SampleType::F32: return "float32";
        case SampleType::F64: return "float64";
    }
    return {};
}

SignalAxis axis(const char* name, int size, double nm) { return {name, size, nm > 0.0 ? nm : 1.0, nm > 0.0 ? "nm" : "", false}; }

/// The frames from `refs[begin]` on that belong together, as far as their sizes agree.
Signal describe(const std::vector<ImageRef>& refs, std::size_t begin, std::size_t end, const std::function<bool()>& proceed) {
    const ImageInfo info = readInfo(refs[begin]);
    Signal signal;
    signal.part = refs[begin].part;
    signal.type = typeName(info.type);
    signal.notes = info.notes;
    const auto frames = static_cast<int>(end - begin);
    if (frames > 1) {
        signal.shape.push_back(frames);
        signal.axes.push_back({"frame", frames, 1.0, "", true});
    }
    signal.shape.insert(signal.shape.end(), {info.height, info.width});
    signal.axes.push_back(axis("y", info.height, info.pixelSize ? info.pixelSize->yNm : 0.0));
    signal.axes.push_back(axis("x", info.width, info.pixelSize ? info.pixelSize->xNm : 0.0));
    double sum = 0.0, pixels = 0.0;
    for (std::size_t i = begin; i < end; ++i) {
        if (i > begin && proceed && !proceed()) break;
        const Image image = readImage(refs[i]);
        if (i == begin)
            for (int k = 0; k < static_cast<int>(std::min<std::size_t>(5, image.pixels())); ++k) signal.first.push_back(image.at(k % image.width(), k / image.width()));
        const auto values = statistics(image);
        const double finite = static_cast<double>(image.pixels()) * (1.0 - values.notFinite);
        if (finite > 0.0) {
            signal.minimum = pixels > 0.0 ? std::min(signal.minimum, values.minimum) : values.minimum;
            signal.maximum = pixels > 0.0 ? std::max(signal.maximum, values.maximum) : values.maximum;
            sum += values.mean * finite;
            pixels += finite;
        }
        signal.last = image.at(image.width() - 1, image.height() - 1);
    }
    signal.mean = pixels > 0.0 ? sum / pixels : 0.0;
    return signal;
}

}  // namespace

std::vector<Signal> signalsIn(const fs::path& file, const std::function<bool()>& proceed) {
    std::vector<Signal> signals;
    try {
        for (const auto& other : nonImagesIn(file)) {
            Signal signal;
            signal.part = other.part;
            signal.reason = other.reason;
            signals.push_back(std::move(signal));
        }
        const auto refs = imagesIn(file);
        for (std::size_t begin = 0; begin < refs.size();) {
            // Pages of a TIFF may differ in size and are then images of their own.
            const ImageInfo first = readInfo(refs[begin]);
            std::size_t end = begin + 1;
            const auto together = [&](const ImageRef& ref) {
                if (ref.part != refs[begin].part) return false;
                const ImageInfo info = readInfo(ref);
                return info.width == first.width && info.height == first.height && info.type == first.type;
            };
            while (end < refs.size() && together(refs[end])) ++end;
            signals.push_back(describe(refs, begin, end, proceed));
            begin = end;
        }
    } catch (const NotAnImage& refusal) {
        Signal signal;
        signal.reason = refusal.what();
        signals.push_back(std::move(signal));
    }
    return signals;
}

}  // namespace gano
