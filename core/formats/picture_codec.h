// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/formats/bytes.h"

namespace gano {

/// Decoded samples as a codec gives them: interleaved, 8 or 16 bits in the machine's byte order.
struct DecodedPicture {
    int width = 0;
    int height = 0;
    int channels = 1;          ///< 1 grey, 2 grey + alpha, 3 colour, 4 colour + alpha.
    int bits = 8;              ///< 8 or 16.
    Bytes samples;
};

/// Decodes a whole PNG, JPEG or BMP file in memory: with libpng, libjpeg and stb_image, or all of them with stb_image where
/// the others were not found. Throws Error naming `file`.
DecodedPicture decodePicture(ByteView bytes, const std::filesystem::path& file);

/// Its parts, in a build with these libraries.
DecodedPicture decodePng(ByteView bytes, const std::filesystem::path& file);
DecodedPicture decodeJpeg(ByteView bytes, const std::filesystem::path& file);

}  // namespace gano
