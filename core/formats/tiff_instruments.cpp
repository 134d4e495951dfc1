// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tiff_instruments.h"

#ifdef GANOSCOPE_WITH_TIFF
#include <fmt/format.h>
#include <tiffio.h>

#include <array>
#include <charconv>
#include <cmath>

#include "core/formats/tiff_calibration.h"
#include "core/formats/tiff_tags.h"

namespace gano {
namespace {

constexpr auto kLittle = std::endian::little;

std::int32_t wordAt(ByteView bytes, std::size_t at) { return static_cast<std::int32_t>(numberAt(bytes, at, 4, kLittle)); }
double floatAt(ByteView bytes, std::size_t at) { return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(numberAt(bytes, at, 4, kLittle)))); }
double doubleAt(ByteView bytes, std::size_t at) { return std::bit_cast<double>(numberAt(bytes, at, 8, kLittle)); }

std::string wideText(ByteView bytes, std::size_t at, std::size_t characters) {
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) {
        const auto c = numberAt(bytes, at + 2 * i, 2, kLittle);
        if (c == 0) break;
        text += c < 128 ? static_cast<char>(c) : '?';
    }
    return text;
}

std::string plainText(ByteView bytes, std::size_t at, std::size_t characters) {
    if (at + characters > bytes.size()) return {};
    const std::string text(reinterpret_cast<const char*>(bytes.data()) + at, characters);
    return text.substr(0, text.find('\0'));
}

/// Places in the second version of TVIPS' header, which follows 244 bytes of the first one.
namespace tvips {
constexpr std::size_t kLength = 6312, kFirstVersion = 84, kName = 244, kDate = 584, kTime = 588, kComment = 592;
constexpr std::size_t kPixelX = 2968, kPixelY = 2972, kMicroscope = 3112, kHighTension = 3272, kMagnification = 3536;
}  // namespace tvips

/// The header, or nothing where there is none of the second version.
Bytes tvipsHeader(TIFF* file) {
    for (const auto tag : {tiff_tag::kTvips, tiff_tag::kTvipsOffset}) {
        Bytes header = tiffBlock(file, tag, tvips::kLength);
        if (header.size() >= tvips::kMagnification + 4 && wordAt(header, 0) == 2) return header;
    }
    return {};
}

/// What the general block of an SIS header says.
struct Sis {
    double xMetres = 0.0, yMetres = 0.0, magnification = 0.0;
    std::string name, camera, kind, date;
};

std::optional<Sis> sisOf(TIFF* file) {
    constexpr std::size_t kSisHeader = 60, kEntry = 8, kGeneral = 112, kMostEntries = 64;
    const Bytes header = tiffBlock(file, tiff_tag::kOlympusSis, kSisHeader + kMostEntries * kEntry);
    if (header.size() < kSisHeader || !startsWith(header, "SIS0")) return std::nullopt;
    const auto half = [&](std::size_t at) { return static_cast<int>(numberAt(header, at, 2, kLittle)); };
    Sis sis;
    const int minute = half(10), hour = half(12), day = half(14), month = half(16) + 1, year = half(18) + 1900;
    if (day >= 1 && day <= 31 && month <= 12 && hour < 24 && minute < 60) sis.date = fmt::format("{}-{:02}-{:02} {:02}:{:02}", year, month, day, hour, minute);
    sis.name = plainText(header, 26, 32);
    const auto entries = std::min<std::size_t>(static_cast<std::size_t>(half(58)), kMostEntries);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t at = kSisHeader + kEntry * i;
        if (numberAt(header, at, 2, kLittle) != 1) continue;
        const Bytes block = readBytes(TIFFFileName(file), numberAt(header, at + 4, 4, kLittle), kGeneral);
        if (block.size() < kGeneral) continue;
        const auto exponent = static_cast<std::int16_t>(numberAt(block, 10, 2, kLittle));
        if (exponent < -15 || exponent > 3) continue;
        sis.xMetres = doubleAt(block, 12) * std::pow(10.0, exponent);
        sis.yMetres = doubleAt(block, 20) * std::pow(10.0, exponent);
        sis.magnification = doubleAt(block, 36);
        sis.camera = plainText(block, 46, 34);
        sis.kind = plainText(block, 80, 32);
        break;
    }
    return sis;
}

void addIfSaid(Metadata& into, const char* name, const std::string& value) {
    if (!value.empty()) into.add(name, value);
}

/// Zeiss: a block of numbers, then pairs of lines, "AP_MAG" and "Mag =  50.00 K X". The second says it all.
Metadata zeissMetadata(const std::string& text) {
    Metadata root{"Settings"};
    const auto lines = metadata::fromLines({}, text);
    for (const auto& line : lines.children)
        if (!line.value.empty()) root.children.push_back(line);
    return root;
}

std::string fieldText(TIFF* file, std::uint32_t tag) {
    std::uint16_t number = 0;
    return TIFFGetField(file, tag, &number) == 1 ? std::to_string(number) : std::string{};
}

}  // namespace

std::optional<PixelSize> tvipsPixelSize(TIFF* file) {
    const Bytes header = tvipsHeader(file);
    return header.empty() ? std::nullopt : makePixelSize(floatAt(header, tvips::kPixelX), floatAt(header, tvips::kPixelY), "nm");
}

Metadata tvipsMetadata(TIFF* file) {
    Metadata root{"TVIPS"};
    const Bytes header = tvipsHeader(file);
    if (header.empty()) return root;
    addIfSaid(root, "Image name", wideText(header, tvips::kName, 80));
    const auto date = static_cast<std::uint32_t>(wordAt(header, tvips::kDate));
    const auto seconds = wordAt(header, tvips::kTime);
    if (date != 0 && seconds >= 0 && seconds < 86'400)
        root.add("Date", fmt::format("{}-{:02}-{:02} {:02}:{:02}", date >> 16, (date >> 8) & 255U, date & 255U, seconds / 3600, seconds / 60 % 60));
    addIfSaid(root, "Comment", wideText(header, tvips::kComment, 512));
    addIfSaid(root, "Microscope", wideText(header, tvips::kMicroscope, 80));
    for (const auto& [name, at] : {std::pair("High tension", tvips::kHighTension), std::pair("Magnification", tvips::kMagnification),
                                   std::pair("Pixel size x, nm", tvips::kPixelX), std::pair("Pixel size y, nm", tvips::kPixelY)})
        if (const double value = floatAt(header, at); std::isfinite(value) && value != 0.0) root.add(name, metadata::number(value));
    constexpr std::array kFirst{"High tension, V (first header)", "Spherical aberration", "Illumination aperture", "Magnification (first header)"};
    for (std::size_t i = 0; i < kFirst.size(); ++i)
        if (const auto value = wordAt(header, tvips::kFirstVersion + 4 * i); value != 0) root.add(kFirst[i], std::to_string(value));
    return root;
}

std::optional<PixelSize> sisPixelSize(TIFF* file) {
    const auto sis = sisOf(file);
    return sis ? makePixelSize(sis->xMetres, sis->yMetres, "m") : std::nullopt;
}

Metadata sisMetadata(TIFF* file) {
    Metadata root{"Olympus SIS"};
    const auto sis = sisOf(file);
    if (!sis) return root;
    addIfSaid(root, "Name", sis->name);
    addIfSaid(root, "Date", sis->date);
    addIfSaid(root, "Camera", sis->camera);
    addIfSaid(root, "Kind of picture", sis->kind);
    if (sis->magnification > 0.0 && std::isfinite(sis->magnification)) root.add("Magnification", metadata::number(sis->magnification));
    return root;
}

Metadata tiffMetadata(TIFF* file) {
    Metadata root;
    for (const auto& [name, tag] : {std::pair("Make", TIFFTAG_MAKE), std::pair("Model", TIFFTAG_MODEL), std::pair("Software", TIFFTAG_SOFTWARE), std::pair("DateTime", TIFFTAG_DATETIME),
                                    std::pair("Artist", TIFFTAG_ARTIST), std::pair("Host computer", TIFFTAG_HOSTCOMPUTER), std::pair("Copyright", TIFFTAG_COPYRIGHT)})
        addIfSaid(root, name, tiffKnownText(file, static_cast<std::uint32_t>(tag)));
    addIfSaid(root, "Compression", fieldText(file, TIFFTAG_COMPRESSION));
    if (const auto text = tiffDescription(file); text.starts_with("ImageJ=")) {
        root.children.push_back(metadata::fromLines("ImageJ", text));
    } else if (text.find("<OME") != std::string::npos) {
        root.children.push_back(metadata::fromXml("OME", text));
    } else if (text.find("<TemReporter") != std::string::npos) {
        root.children.push_back(metadata::fromXml("TemReporter", text));
    } else {
        addIfSaid(root, "Description", text);
    }
    for (const auto tag : {tiff_tag::kFeiHelios, tiff_tag::kFeiSfeg})
        if (const auto text = tiffText(file, tag); !text.empty()) root.children.push_back(metadata::fromLines("FEI", text));
    if (const auto text = tiffText(file, tiff_tag::kZeiss); !text.empty()) root.add("Zeiss").children.push_back(zeissMetadata(text));
    if (const auto text = tiffText(file, tiff_tag::kOlympusIni); !text.empty()) root.children.push_back(metadata::fromLines("Olympus", text));
    if (const auto scale = tiffNumber(file, tiff_tag::kGatanScaleX)) {
        auto& gatan = root.add("Gatan");
        gatan.add("Scale x", metadata::number(*scale));
        if (const auto y = tiffNumber(file, tiff_tag::kGatanScaleY)) gatan.add("Scale y", metadata::number(*y));
        addIfSaid(gatan, "Unit", tiffText(file, tiff_tag::kGatanUnitShort));
    }
    for (auto block : {tvipsMetadata(file), sisMetadata(file)})
        if (!block.children.empty()) root.children.push_back(std::move(block));
    return root;
}

int tiffDataBarRows(TIFF* file, int height) {
    for (const auto tag : {tiff_tag::kFeiHelios, tiff_tag::kFeiSfeg}) {
        const auto text = descriptionValue(tiffText(file, tag), "DatabarHeight");
        int rows = 0;
        std::from_chars(text.data(), text.data() + text.size(), rows);
        // An image without a bar keeps the entry, and ResolutionY then is its full height.
        const auto specimen = descriptionValue(tiffText(file, tag), "ResolutionY");
        int stored = 0;
        std::from_chars(specimen.data(), specimen.data() + specimen.size(), stored);
        if (rows > 0 && rows < height / 2 && (stored == 0 || stored + rows == height)) return rows;
    }
    return 0;
}

}  // namespace gano
#endif
