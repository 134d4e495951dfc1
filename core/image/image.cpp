// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/base/error.h"

namespace gano {

std::size_t bytesPerSample(SampleType type) {
    return dispatch(type, [](auto zero) { return sizeof(zero); });
}

std::string sampleTypeText(SampleType type) {
    const std::size_t bits = 8 * bytesPerSample(type);
    const bool isSigned = type == SampleType::I8 || type == SampleType::I16 || type == SampleType::I32;
    return fmt::format("{}-bit{}", bits, isFloat(type) ? " float" : isSigned ? " signed" : "");
}

bool isFloat(SampleType type) { return type == SampleType::F32 || type == SampleType::F64; }

ValueRange fullRange(SampleType type) {
    return dispatch(type, [](auto zero) -> ValueRange {
        using T = decltype(zero);
        if constexpr (std::is_floating_point_v<T>) {
            return {0.0, 1.0};
        } else {
            return {static_cast<double>(std::numeric_limits<T>::min()), static_cast<double>(std::numeric_limits<T>::max())};
        }
    });
}

std::string ImageRef::text() const {
    std::string name = file.filename().string();
    if (!part.empty()) name += ":" + part;
    return frame == 0 && part.empty() ? name : fmt::format("{} [{}]", name, frame);
}

Image::Image(int width, int height, SampleType type) : width_(width), height_(height), type_(type) {
    if (width <= 0 || height <= 0) throw Error(fmt::format("An image of {} × {} pixels cannot be made.", width, height));
    if (pixels() > std::numeric_limits<std::size_t>::max() / 16) throw Error("This image is too large for this computer.");
    bytes_.resize(pixels() * bytesPerSample(type));
}

template <class T>
std::span<T> Image::samples() {
    const bool fits = dispatch(type_, [](auto zero) { return std::is_same_v<decltype(zero), T>; });
    if (!fits) throw Error(fmt::format("{} holds {} samples, not the type asked for.", source.text(), sampleTypeText(type_)));
    return {reinterpret_cast<T*>(bytes_.data()), pixels()};
}

template <class T>
std::span<const T> Image::samples() const {
    return const_cast<Image*>(this)->samples<T>();
}

#define GANO_SAMPLES(T)                   \
    template std::span<T> Image::samples(); \
    template std::span<const T> Image::samples() const;
GANO_SAMPLES(std::uint8_t)
GANO_SAMPLES(std::int8_t)
GANO_SAMPLES(std::uint16_t)
GANO_SAMPLES(std::int16_t)
GANO_SAMPLES(std::uint32_t)
GANO_SAMPLES(std::int32_t)
GANO_SAMPLES(float)
GANO_SAMPLES(double)
#undef GANO_SAMPLES

double Image::at(int x, int y) const {
    const std::size_t index = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
    return dispatch(type_, [&](auto zero) { return static_cast<double>(samples<decltype(zero)>()[index]); });
}

std::vector<float> Image::toFloat() const {
    std::vector<float> values(pixels());
    dispatch(type_, [&](auto zero) {
        std::ranges::transform(samples<decltype(zero)>(), values.begin(), [](auto v) { return static_cast<float>(v); });
    });
    return values;
}

Image Image::fromFloat(int width, int height, std::span<const float> values) {
    Image image(width, height, SampleType::F32);
    if (values.size() != image.pixels()) throw Error("The number of values does not match the size of the image.");
    std::ranges::copy(values, image.samples<float>().begin());
    return image;
}

Image Image::crop(const PixelRect& rect) const {
    if (rect.x < 0 || rect.y < 0 || rect.x + rect.width > width_ || rect.y + rect.height > height_) {
        throw Error(fmt::format("The region asked for reaches outside {}.", source.text()));
    }
    Image part(rect.width, rect.height, type_);
    const std::size_t sample = bytesPerSample(type_);
    const std::size_t rowBytes = static_cast<std::size_t>(rect.width) * sample;
    for (int y = 0; y < rect.height; ++y) {
        const std::size_t from = (static_cast<std::size_t>(rect.y + y) * static_cast<std::size_t>(width_) +
                                  static_cast<std::size_t>(rect.x)) * sample;
        std::memcpy(part.bytes_.data() + static_cast<std::size_t>(y) * rowBytes, bytes_.data() + from, rowBytes);
    }
    part.pixelSize = pixelSize;
    part.source = source;
    part.notes = notes;
    return part;
}

}  // namespace gano
