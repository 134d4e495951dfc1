// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/picture_codec.h"

#include <fmt/format.h>

#include <cstring>
#include <limits>

#if defined(GANOSCOPE_WITH_OPENCV)
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#elif defined(GANOSCOPE_WITH_STB)
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include <memory>
#endif

namespace gano {

#if defined(GANOSCOPE_WITH_OPENCV)

DecodedPicture decodePicture(ByteView bytes, const std::filesystem::path& file) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw damaged(file, "it is larger than 2 GB");
    cv::Mat picture;
    try {
        // Unchanged: neither fewer bits nor turned by a camera's orientation mark.
        picture = cv::imdecode(cv::Mat(1, static_cast<int>(bytes.size()), CV_8U, const_cast<std::uint8_t*>(bytes.data())), cv::IMREAD_UNCHANGED);
    } catch (const cv::Exception&) {
        throw damaged(file, "its picture cannot be decoded");
    }
    if (picture.empty()) throw damaged(file, "its picture cannot be decoded");
    if (picture.depth() != CV_8U && picture.depth() != CV_16U) throw damaged(file, "it holds samples that are neither 8-bit nor 16-bit");
    DecodedPicture result;
    result.width = picture.cols;
    result.height = picture.rows;
    result.channels = picture.channels();
    result.bits = picture.depth() == CV_16U ? 16 : 8;
    result.blueFirst = true;
    const std::size_t rowBytes = static_cast<std::size_t>(picture.cols) * picture.elemSize();
    result.samples.resize(rowBytes * static_cast<std::size_t>(picture.rows));
    for (int y = 0; y < picture.rows; ++y) {
        std::memcpy(result.samples.data() + static_cast<std::size_t>(y) * rowBytes, picture.ptr(y), rowBytes);
    }
    return result;
}

#elif defined(GANOSCOPE_WITH_STB)

DecodedPicture decodePicture(ByteView bytes, const std::filesystem::path& file) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw damaged(file, "it is larger than 2 GB");
    const auto length = static_cast<int>(bytes.size());
    const auto release = [](void* samples) { stbi_image_free(samples); };
    DecodedPicture result;
    result.bits = stbi_is_16_bit_from_memory(bytes.data(), length) != 0 ? 16 : 8;
    const std::unique_ptr<void, decltype(release)> samples(
        result.bits == 16
            ? static_cast<void*>(stbi_load_16_from_memory(bytes.data(), length, &result.width, &result.height, &result.channels, 0))
            : static_cast<void*>(stbi_load_from_memory(bytes.data(), length, &result.width, &result.height, &result.channels, 0)),
        release);
    if (samples == nullptr) throw damaged(file, "its picture cannot be decoded");
    result.samples.resize(static_cast<std::size_t>(result.width) * static_cast<std::size_t>(result.height) *
                          static_cast<std::size_t>(result.channels) * static_cast<std::size_t>(result.bits / 8));
    std::memcpy(result.samples.data(), samples.get(), result.samples.size());
    return result;
}

#else

DecodedPicture decodePicture(ByteView, const std::filesystem::path& file) {
    throw Error(fmt::format("{} cannot be read: this build of Ganoscope has neither OpenCV nor stb_image. Save it as TIFF or install a complete build.",
                            file.filename().string()));
}

#endif

}  // namespace gano
