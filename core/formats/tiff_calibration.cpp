// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tiff_calibration.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>

#ifdef GANOSCOPE_WITH_TIFF
#include <tiffio.h>

#include "core/formats/tiff_instruments.h"
#include "core/formats/tiff_tags.h"
#endif

namespace gano {

bool isMicroscopic(const std::optional<PixelSize>& size) { return size && size->xNm < 5000.0 && size->yNm < 5000.0; }

std::string descriptionValue(std::string_view description, std::string_view key) {
    for (std::size_t begin = 0; begin < description.size();) {
        std::size_t end = description.find_first_of("\r\n", begin);
        if (end == std::string_view::npos) end = description.size();
        const std::string_view line = description.substr(begin, end - begin);
        if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == '=') {
            return std::string(line.substr(key.size() + 1));
        }
        begin = end + 1;
    }
    return {};
}

#ifdef GANOSCOPE_WITH_TIFF
namespace {

/// A number in English notation at the start of the text (blanks skipped), whatever the user's locale.
std::optional<double> leadingNumber(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return std::nullopt;
    double value = 0.0;
    const auto result = std::from_chars(text.data() + begin, text.data() + text.size(), value);
    return result.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

/// The text between the first `begin` at or after `from` and the next `end`.
std::string between(std::string_view text, std::string_view begin, std::string_view end, std::size_t from = 0) {
    const std::size_t start = text.find(begin, from);
    if (start == std::string_view::npos) return {};
    const std::size_t first = start + begin.size();
    const std::size_t last = text.find(end, first);
    return last == std::string_view::npos ? std::string{} : std::string(text.substr(first, last - first));
}

/// ImageJ writes what is not ASCII as \u00B5.
std::string unescaped(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        const bool escape = text.compare(i, 2, "\\u") == 0 && i + 6 <= text.size() &&
                            std::from_chars(text.data() + i + 2, text.data() + i + 6, code, 16).ptr == text.data() + i + 6;
        if (!escape) {
            result += text[i];
            continue;
        }
        if (code < 0x80) {
            result += static_cast<char>(code);
        } else if (code < 0x800) {
            result += static_cast<char>(0xc0 | (code >> 6));
            result += static_cast<char>(0x80 | (code & 0x3f));
        } else {
            result += static_cast<char>(0xe0 | (code >> 12));
            result += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
            result += static_cast<char>(0x80 | (code & 0x3f));
        }
        i += 5;
    }
    return result;
}

struct Resolution {
    double x = 0.0;  ///< Pixels per unit.
    double y = 0.0;
    std::uint16_t unit = RESUNIT_NONE;
};

std::optional<Resolution> resolution(TIFF* file) {
    float x = 0.0F;
    float y = 0.0F;
    if (TIFFGetField(file, TIFFTAG_XRESOLUTION, &x) != 1) return std::nullopt;
    if (TIFFGetField(file, TIFFTAG_YRESOLUTION, &y) != 1) y = x;
    Resolution result{static_cast<double>(x), static_cast<double>(y)};
    TIFFGetFieldDefaulted(file, TIFFTAG_RESOLUTIONUNIT, &result.unit);
    if (!(result.x > 0.0) || !(result.y > 0.0)) return std::nullopt;
    return result;
}

std::optional<PixelSize> fromImageJ(const std::string& text, const std::optional<Resolution>& pixels) {
    if (!pixels) return std::nullopt;
    const std::string unit = unescaped(descriptionValue(text, "unit"));
    const auto size = makePixelSize(1.0 / pixels->x, 1.0 / pixels->y, unit);
    // ImageJ keeps "inch" from the 72 dpi of a screen shot.
    return unit == "inch" && !isMicroscopic(size) ? std::nullopt : size;
}

std::optional<PixelSize> fromOme(const std::string& text) {
    const auto x = leadingNumber(between(text, "PhysicalSizeX=\"", "\""));
    const auto y = leadingNumber(between(text, "PhysicalSizeY=\"", "\""));
    if (!x || !y) return std::nullopt;
    std::string unit = between(text, "PhysicalSizeXUnit=\"", "\"");
    if (unit == "&#181;m" || unit.empty()) unit = "um";  // micrometre is OME's default
    return makePixelSize(*x, *y, unit);
}

/// "[Scan] PixelWidth" in metres; where that is missing or zero, the field width over the image's own width.
std::optional<PixelSize> fromFei(const std::string& text, int width) {
    const auto x = leadingNumber(descriptionValue(text, "PixelWidth"));
    const auto y = leadingNumber(descriptionValue(text, "PixelHeight"));
    if (const auto size = x && y ? makePixelSize(*x, *y, "m") : std::nullopt) return size;
    for (const char* key : {"HorFieldsize", "HFW"}) {
        const auto field = leadingNumber(descriptionValue(text, key));
        const auto stored = leadingNumber(descriptionValue(text, "ResolutionX"));
        const double columns = stored && *stored >= 1.0 ? *stored : width;
        if (const auto size = field ? makePixelSize(*field / columns, *field / columns, "m") : std::nullopt) return size;
    }
    return std::nullopt;
}

std::optional<PixelSize> fromZeiss(const std::string& text, int width) {
    // "Pixel Size" belongs to the 1024 pixels wide display, "Image Pixel Size" (newer software) to the stored image.
    const std::size_t image = text.find("AP_IMAGE_PIXEL_SIZE");
    const std::size_t display = text.find("AP_PIXEL_SIZE");
    const std::size_t from = image != std::string::npos ? image : display;
    if (from == std::string::npos) return std::nullopt;
    const std::string entry = between(text, "= ", "\n", from);
    const auto value = leadingNumber(entry);
    const std::size_t blank = entry.find(' ');
    if (!value || blank == std::string::npos) return std::nullopt;
    const std::string unit = entry.substr(blank + 1, entry.find_first_of(" \r\n", blank + 1) - blank - 1);
    const double size = image != std::string::npos ? *value : *value * 1024.0 / width;
    return makePixelSize(size, size, unit);
}

std::optional<PixelSize> fromJeol(const std::string& text, const std::optional<Resolution>& pixels) {
    // The resolution tags are those of the camera; the image on it is magnified.
    const std::size_t forming = text.find("<ImageFormingSystem>");
    const auto magnification = leadingNumber(between(text, "<SelectorValue>", "<", forming == std::string::npos ? 0 : forming));
    const bool imaging = between(text, "<ModeString>", "<", forming == std::string::npos ? 0 : forming).find("MAG") != std::string::npos;
    if (forming == std::string::npos || !imaging || !pixels || pixels->unit != RESUNIT_INCH || !magnification || *magnification < 1.0) {
        return std::nullopt;
    }
    return makePixelSize(1.0 / (pixels->x * *magnification), 1.0 / (pixels->y * *magnification), "inch");
}

}  // namespace

std::optional<PixelSize> tiffPixelSize(TIFF* file, int width) {
    const std::string text = tiffDescription(file);
    const auto pixels = resolution(file);
    if (const auto x = tiffNumber(file, tiff_tag::kGatanScaleX)) {
        const auto y = tiffNumber(file, tiff_tag::kGatanScaleY);
        std::string unit = tiffText(file, tiff_tag::kGatanUnitLong);
        // Some writers leave out the closing zero, and libtiff then overwrites the last letter with one.
        if (unit.ends_with("mete")) unit += 'r';
        return makePixelSize(*x, y.value_or(*x), unit.empty() ? tiffText(file, tiff_tag::kGatanUnitShort) : unit);
    }
    if (text.starts_with("ImageJ=")) return fromImageJ(text, pixels);
    if (text.find("<OME") != std::string::npos) return fromOme(text);
    for (const std::uint32_t tag : {tiff_tag::kFeiHelios, tiff_tag::kFeiSfeg}) {
        if (const std::string metadata = tiffText(file, tag); !metadata.empty()) return fromFei(metadata, width);
    }
    if (const std::string metadata = tiffText(file, tiff_tag::kZeiss); !metadata.empty()) return fromZeiss(metadata, width);
    if (const auto size = tvipsPixelSize(file)) return size;
    if (const auto size = sisPixelSize(file)) return size;
    if (text.find("<TemReporter") != std::string::npos) return fromJeol(text, pixels);
    if (!pixels || (pixels->unit != RESUNIT_INCH && pixels->unit != RESUNIT_CENTIMETER)) return std::nullopt;
    const auto size = makePixelSize(1.0 / pixels->x, 1.0 / pixels->y, pixels->unit == RESUNIT_INCH ? "inch" : "cm");
    return isMicroscopic(size) ? size : std::nullopt;
}
#endif

}  // namespace gano
