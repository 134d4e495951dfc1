// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <png.h>

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstring>
#include <memory>
#include <vector>

#include "core/formats/picture_codec.h"

namespace gano {
namespace {

struct Reading {
    ByteView bytes;
    std::size_t at = 0;
};

void supply(png_structp png, png_bytep into, std::size_t count) {
    auto& reading = *static_cast<Reading*>(png_get_io_ptr(png));
    if (count > reading.bytes.size() - reading.at) png_error(png, "end of file");
    std::memcpy(into, reading.bytes.data() + reading.at, count);
    reading.at += count;
}

// What libpng has to say goes into our own sentence, not to standard error.
[[noreturn]] void giveUp(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void ignore(png_structp, png_const_charp) {}

/// libpng leaves a function that fails by longjmp, past every destructor: what has to be freed belongs to the callers of this.
bool readHeader(png_structp png, png_infop info, Reading& reading, DecodedPicture& result, std::size_t& rowBytes) {
    if (setjmp(png_jmpbuf(png)) != 0) return false;
    png_set_read_fn(png, &reading, supply);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_read_info(png, info);
    const int bits = png_get_bit_depth(png, info);
    const int type = png_get_color_type(png, info);
    // A palette becomes its colours, 1 to 4 bits are spread over 0 to 255, and transparency by a key colour is ignored.
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (type == PNG_COLOR_TYPE_GRAY && bits < 8) png_set_expand_gray_1_2_4_to_8(png);
    if (bits == 16 && std::endian::native == std::endian::little) png_set_swap(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    result.width = static_cast<int>(png_get_image_width(png, info));
    result.height = static_cast<int>(png_get_image_height(png, info));
    result.channels = png_get_channels(png, info);
    result.bits = png_get_bit_depth(png, info);
    rowBytes = png_get_rowbytes(png, info);
    return true;
}

bool readRows(png_structp png, png_bytepp rows) {
    if (setjmp(png_jmpbuf(png)) != 0) return false;
    png_read_image(png, rows);
    png_read_end(png, nullptr);
    return true;
}

struct Png {
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, giveUp, ignore);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    Png() = default;
    Png(const Png&) = delete;
    Png& operator=(const Png&) = delete;
    ~Png() { png_destroy_read_struct(&png, &info, nullptr); }
};

}  // namespace

DecodedPicture decodePng(ByteView bytes, const std::filesystem::path& file) {
    const Png handle;
    DecodedPicture result;
    Reading reading{bytes};
    std::size_t rowBytes = 0;
    if (handle.info == nullptr || !readHeader(handle.png, handle.info, reading, result, rowBytes)) throw damaged(file, "its picture cannot be decoded");
    result.samples.resize(rowBytes * static_cast<std::size_t>(result.height));
    std::vector<png_bytep> rows(static_cast<std::size_t>(result.height));
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = result.samples.data() + y * rowBytes;
    if (!readRows(handle.png, rows.data())) throw damaged(file, "its picture cannot be decoded");
    return result;
}

}  // namespace gano
