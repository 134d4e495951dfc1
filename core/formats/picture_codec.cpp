// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/picture_codec.h"

#include <fmt/format.h>

#include <cstring>
#include <limits>

#if defined(GANOSCOPE_WITH_STB)
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#include <stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include <memory>
#endif

namespace gano {
namespace {

#if defined(GANOSCOPE_WITH_STB)

DecodedPicture decodeWithStb(ByteView bytes, const std::filesystem::path& file) {
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

DecodedPicture decodeWithStb(ByteView, const std::filesystem::path& file) {
    throw Error(fmt::format("{} cannot be read: this build of Ganoscope lacks the library for its format. Save it as TIFF or install a complete build.",
                            file.filename().string()));
}

#endif

}  // namespace

DecodedPicture decodePicture(ByteView bytes, const std::filesystem::path& file) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw damaged(file, "it is larger than 2 GB");
#if defined(GANOSCOPE_WITH_PNG)
    if (startsWith(bytes, "\x89PNG")) return decodePng(bytes, file);
#endif
#if defined(GANOSCOPE_WITH_JPEG)
    if (startsWith(bytes, "\xff\xd8")) return decodeJpeg(bytes, file);
#endif
    return decodeWithStb(bytes, file);
}

}  // namespace gano
