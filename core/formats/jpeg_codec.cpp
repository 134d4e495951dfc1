// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csetjmp>
#include <cstdio>
// After <cstdio>, which it uses without including it.
#include <jpeglib.h>

#include "core/formats/picture_codec.h"

namespace gano {
namespace {

struct ErrorJump : jpeg_error_mgr {
    std::jmp_buf place;
};

[[noreturn]] void giveUp(j_common_ptr jpeg) { std::longjmp(static_cast<ErrorJump*>(jpeg->err)->place, 1); }
void ignore(j_common_ptr) {}

struct Jpeg : jpeg_decompress_struct {
    ErrorJump jump{};
    Jpeg() : jpeg_decompress_struct{} {
        err = jpeg_std_error(&jump);
        jump.error_exit = giveUp;
        // Warnings (data that end early, and the like) would go to standard error; the grey values so far are still good.
        jump.output_message = ignore;
    }
    Jpeg(const Jpeg&) = delete;
    Jpeg& operator=(const Jpeg&) = delete;
    ~Jpeg() { jpeg_destroy_decompress(this); }
};

/// libjpeg leaves a function that fails by longjmp, past every destructor: what has to be freed belongs to the callers of these.
bool begin(Jpeg& jpeg, ByteView bytes) {
    if (setjmp(jpeg.jump.place) != 0) return false;
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, const_cast<unsigned char*>(bytes.data()), static_cast<unsigned long>(bytes.size()));
    if (jpeg_read_header(&jpeg, TRUE) != JPEG_HEADER_OK) return false;
    if (jpeg.jpeg_color_space == JCS_YCbCr) jpeg.out_color_space = JCS_RGB;
    jpeg_start_decompress(&jpeg);
    return true;
}

bool readRows(Jpeg& jpeg, unsigned char* samples, std::size_t rowBytes) {
    if (setjmp(jpeg.jump.place) != 0) return false;
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = samples + jpeg.output_scanline * rowBytes;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    return true;
}

/// Four inks to three colours, in place. Programs that write such files (Adobe's) store the inks inverted.
void inksToColours(DecodedPicture& picture, bool inverted) {
    const std::size_t pixels = picture.samples.size() / 4;
    for (std::size_t i = 0; i < pixels; ++i) {
        const std::uint8_t* inks = picture.samples.data() + 4 * i;
        const int black = inverted ? inks[3] : 255 - inks[3];
        std::uint8_t colours[3];
        for (std::size_t c = 0; c < 3; ++c) colours[c] = static_cast<std::uint8_t>((inverted ? inks[c] : 255 - inks[c]) * black / 255);
        for (std::size_t c = 0; c < 3; ++c) picture.samples[3 * i + c] = colours[c];
    }
    picture.samples.resize(3 * pixels);
    picture.channels = 3;
}

}  // namespace

DecodedPicture decodeJpeg(ByteView bytes, const std::filesystem::path& file) {
    Jpeg jpeg;
    if (!begin(jpeg, bytes)) throw damaged(file, "its picture cannot be decoded");
    DecodedPicture result;
    result.width = static_cast<int>(jpeg.output_width);
    result.height = static_cast<int>(jpeg.output_height);
    result.channels = jpeg.output_components;
    const std::size_t rowBytes = static_cast<std::size_t>(result.width) * static_cast<std::size_t>(result.channels);
    result.samples.resize(rowBytes * static_cast<std::size_t>(result.height));
    if (!readRows(jpeg, result.samples.data(), rowBytes)) throw damaged(file, "its picture cannot be decoded");
    if (jpeg.out_color_space == JCS_CMYK) inksToColours(result, jpeg.saw_Adobe_marker != 0);
    return result;
}

}  // namespace gano
