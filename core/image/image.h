// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/image/pixel_size.h"

namespace gano {

enum class SampleType { U8, I8, U16, I16, U32, I32, F32, F64 };

std::size_t bytesPerSample(SampleType type);
std::string sampleTypeText(SampleType type);  ///< "8-bit", "16-bit signed", "32-bit float", …
bool isFloat(SampleType type);

/// The range black … white of a bit depth: 0 … 255, -32768 … 32767; 0 … 1 for float samples.
struct ValueRange {
    double low = 0.0;
    double high = 1.0;
};
ValueRange fullRange(SampleType type);

/// Where an image came from: a file, and in a file with several images which one.
struct ImageRef {
    std::filesystem::path file;
    int frame = 0;     ///< 0-based page or frame.
    std::string part;  ///< Data set inside a container (HDF5), empty elsewhere.
    bool operator==(const ImageRef&) const = default;
    /// "grid_07.tif", "stack.tif [12]"
    std::string text() const;
};

/// What a file says of its images without decoding them.
struct ImageInfo {
    int width = 0;
    int height = 0;
    int frames = 1;
    int channels = 1;  ///< In the file; an Image is always grey.
    SampleType type = SampleType::U8;
    std::optional<PixelSize> pixelSize;
    int dataBarRows = 0;             ///< Rows at the bottom that the metadata call a data bar; see core/formats/data_bar.h.
    std::string format;              ///< "TIFF", "PNG", …
    std::vector<std::string> notes;  ///< "colour, read as grey"
};

/// A rectangle in image pixels: x to the right, y down, origin at the top left pixel.
struct PixelRect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    bool operator==(const PixelRect&) const = default;
};

/// A grey micrograph or a label image with the samples as they stand in the file, its pixel size and provenance.
///
/// Samples are row-major without padding, in the machine's byte order.
class Image {
public:
    Image() = default;
    /// All samples zero. Throws Error if a side is not positive or the size overflows.
    Image(int width, int height, SampleType type);

    int width() const { return width_; }
    int height() const { return height_; }
    SampleType type() const { return type_; }
    bool empty() const { return bytes_.empty(); }
    std::size_t pixels() const { return static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_); }

    std::span<std::byte> bytes() { return bytes_; }
    std::span<const std::byte> bytes() const { return bytes_; }

    /// The samples as T, which must be the C++ type of type(). Throws Error otherwise.
    template <class T>
    std::span<T> samples();
    template <class T>
    std::span<const T> samples() const;

    /// One sample as a number, whatever the type. x, y must lie inside.
    double at(int x, int y) const;
    /// All samples as float (32-bit integers above 2^24 lose their last bits), row-major.
    std::vector<float> toFloat() const;
    /// A 32-bit float image from row-major values. Throws Error if the count is not width*height.
    static Image fromFloat(int width, int height, std::span<const float> values);

    /// The part inside `rect`, which must lie inside the image; keeps pixel size and provenance.
    Image crop(const PixelRect& rect) const;

    std::optional<PixelSize> pixelSize;
    ImageRef source;
    std::vector<std::string> notes;

private:
    int width_ = 0;
    int height_ = 0;
    SampleType type_ = SampleType::U8;
    std::vector<std::byte> bytes_;
};

/// Calls `f` with a value of the C++ type that `type` stands for: dispatch(type, [&](auto zero) { using T = decltype(zero); … }).
template <class F>
decltype(auto) dispatch(SampleType type, F&& f) {
    switch (type) {
        case SampleType::U8: return f(std::uint8_t{});
        case SampleType::I8: return f(std::int8_t{});
        case SampleType::U16: return f(std::uint16_t{});
        case SampleType::I16: return f(std::int16_t{});
        case SampleType::U32: return f(std::uint32_t{});
        case SampleType::I32: return f(std::int32_t{});
        case SampleType::F32: return f(float{});
        case SampleType::F64: break;
    }
    return f(double{});
}

}  // namespace gano
