// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tiff_tags.h"

#ifdef GANOSCOPE_WITH_TIFF
#include <tiffio.h>

#include <cstring>

namespace gano {
namespace {

/// A tag that libtiff does not know by name; it hands those over with a count.
struct RawTag {
    std::uint32_t count = 0;
    const void* data = nullptr;
    TIFFDataType type = TIFF_NOTYPE;
};

RawTag rawTag(TIFF* file, std::uint32_t tag) {
    const TIFFField* field = TIFFFindField(file, tag, TIFF_ANY);
    RawTag raw;
    if (field == nullptr || TIFFFieldPassCount(field) == 0 || TIFFFieldReadCount(field) != TIFF_VARIABLE2) return raw;
    void* data = nullptr;
    if (TIFFGetField(file, tag, &raw.count, &data) != 1) return {};
    raw.data = data;
    raw.type = TIFFFieldDataType(field);
    return raw;
}

bool isBytes(TIFFDataType type) { return type == TIFF_ASCII || type == TIFF_BYTE || type == TIFF_UNDEFINED || type == TIFF_SBYTE; }

}  // namespace

std::optional<double> tiffNumber(TIFF* file, std::uint32_t tag) {
    const RawTag raw = rawTag(file, tag);
    if (raw.data == nullptr || raw.count == 0) return std::nullopt;
    if (raw.type == TIFF_DOUBLE) return *static_cast<const double*>(raw.data);
    if (raw.type == TIFF_FLOAT) return static_cast<double>(*static_cast<const float*>(raw.data));
    return std::nullopt;
}

std::string tiffText(TIFF* file, std::uint32_t tag) {
    const RawTag raw = rawTag(file, tag);
    if (raw.data == nullptr || !isBytes(raw.type)) return {};
    const std::string text(static_cast<const char*>(raw.data), raw.count);
    return text.substr(0, text.find('\0'));
}

std::string tiffKnownText(TIFF* file, std::uint32_t tag) {
    const char* text = nullptr;
    return TIFFGetField(file, tag, &text) == 1 && text != nullptr ? std::string(text) : std::string{};
}

std::string tiffDescription(TIFF* file) { return tiffKnownText(file, TIFFTAG_IMAGEDESCRIPTION); }

Bytes tiffBlock(TIFF* file, std::uint32_t tag, std::size_t most) {
    const RawTag raw = rawTag(file, tag);
    if (raw.data == nullptr || raw.count == 0) return {};
    if (isBytes(raw.type)) {
        const auto* bytes = static_cast<const std::uint8_t*>(raw.data);
        return {bytes, bytes + std::min<std::size_t>(raw.count, most)};
    }
    if (raw.type != TIFF_LONG || raw.count != 1) return {};
    std::uint32_t offset = 0;
    std::memcpy(&offset, raw.data, sizeof offset);
    return readBytes(TIFFFileName(file), offset, most);
}

}  // namespace gano
#endif
