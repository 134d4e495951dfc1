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
    bool blueFirst = false;    ///< Order of the colour channels.
    Bytes samples;
};

/// Decodes a whole PNG, JPEG or BMP file in memory: OpenCV or, without it, stb_image. Throws Error naming `file`.
DecodedPicture decodePicture(ByteView bytes, const std::filesystem::path& file);

}  // namespace gano
