// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tiff_pages.h"

#ifdef GANOSCOPE_WITH_TIFF
#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <charconv>
#include <mutex>

#include "core/formats/bytes.h"
#include "core/formats/file_cache.h"
#include "core/formats/tiff_calibration.h"
#include "core/formats/tiff_instruments.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

struct Layout {
    std::uint16_t bits = 1;
    std::uint16_t samples = 1;
    std::uint16_t sampleFormat = SAMPLEFORMAT_UINT;
    std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t planar = PLANARCONFIG_CONTIG;
    std::uint16_t compression = COMPRESSION_NONE;
    std::uint16_t orientation = ORIENTATION_TOPLEFT;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

Layout layoutOf(TIFF* tiff) {
    Layout layout;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.sampleFormat);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout.planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &layout.compression);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &layout.orientation);
    if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric) != 1) {
        layout.photometric = layout.samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    }
    return layout;
}

std::optional<SampleType> sampleTypeOf(const Layout& layout) {
    const bool isSigned = layout.sampleFormat == SAMPLEFORMAT_INT;
    if (layout.sampleFormat == SAMPLEFORMAT_IEEEFP) {
        if (layout.bits == 32) return SampleType::F32;
        if (layout.bits == 64) return SampleType::F64;
        return std::nullopt;
    }
    if (layout.sampleFormat != SAMPLEFORMAT_UINT && layout.sampleFormat != SAMPLEFORMAT_VOID && !isSigned) return std::nullopt;
    switch (layout.bits) {
        case 8: return isSigned ? SampleType::I8 : SampleType::U8;
        case 16: return isSigned ? SampleType::I16 : SampleType::U16;
        case 32: return isSigned ? SampleType::I32 : SampleType::U32;
        default: return std::nullopt;
    }
}

std::string sampleFormatText(const Layout& layout) {
    switch (layout.sampleFormat) {
        case SAMPLEFORMAT_IEEEFP: return layout.bits == 16 ? "16-bit half float" : fmt::format("{}-bit float", layout.bits);
        case SAMPLEFORMAT_COMPLEXIEEEFP:
        case SAMPLEFORMAT_COMPLEXINT: return "complex";
        default: return fmt::format("{}-bit integer", layout.bits);
    }
}

/// How the channels become grey; sets `problem` when they cannot.
void readColours(const Layout& layout, TiffPage& page) {
    const bool isUnsigned = page.type == SampleType::U8 || page.type == SampleType::U16 || page.type == SampleType::U32;
    switch (layout.photometric) {
        case PHOTOMETRIC_MINISWHITE:
            page.whiteIsZero = isUnsigned;
            page.notes.emplace_back(isUnsigned ? "white is 0 in the file, inverted" : "white is low in the file, not inverted");
            break;
        case PHOTOMETRIC_RGB:
            page.colour = true;
            break;
        case PHOTOMETRIC_YCBCR:
            // libtiff turns it into RGB for JPEG only; nothing else writes it in practice.
            page.colour = layout.compression == COMPRESSION_JPEG;
            if (!page.colour) page.problem = "is stored in the colour space YCbCr. Save it as grey TIFF";
            break;
        case PHOTOMETRIC_PALETTE: page.notes.emplace_back("indexed colours, the indices are read"); break;
        case PHOTOMETRIC_SEPARATED:
        case PHOTOMETRIC_CIELAB:
        case PHOTOMETRIC_ICCLAB:
        case PHOTOMETRIC_LOGL:
        case PHOTOMETRIC_LOGLUV: page.problem = "is stored in a printer's colour space. Save it as grey TIFF"; break;
        default: break;
    }
    if (page.colour && page.channels < 3) page.colour = false;
    if (page.colour) {
        page.notes.emplace_back(page.channels > 3 ? "colour with transparency, read as grey" : "colour, read as grey");
    } else if (page.channels > 1) {
        page.notes.push_back(fmt::format("{} channels, the first is read", page.channels));
    }
}

/// The end of the last strip or tile, to notice a file that was cut short without decoding it.
std::uint64_t lastByte(TIFF* tiff) {
    const std::uint32_t blocks = TIFFIsTiled(tiff) != 0 ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    std::uint64_t last = 0;
    for (std::uint32_t i = 0; i < blocks; ++i) {
        const std::uint64_t offset = TIFFGetStrileOffset(tiff, i);
        const std::uint64_t count = TIFFGetStrileByteCount(tiff, i);
        last = std::max(last, count > UINT64_MAX - offset ? UINT64_MAX : offset + count);
    }
    return last;
}

TiffPage readPage(TIFF* tiff, const fs::path& file, std::uint64_t length) {
    const Layout layout = layoutOf(tiff);
    TiffPage page;
    page.directory = TIFFCurrentDirOffset(tiff);
    const auto fail = [&](const std::string& reason) {
        page.problem = fmt::format("{} {}.", file.filename().string(), reason);
        return page;
    };
    try {
        checkPlausible(file, layout.width, layout.height, std::uint64_t{layout.samples} * static_cast<std::uint64_t>(std::max(1, layout.bits / 8)));
    } catch (const Error& error) {
        page.problem = error.what();
        return page;
    }
    page.width = static_cast<int>(layout.width);
    page.height = static_cast<int>(layout.height);
    page.channels = layout.samples;
    page.separate = layout.planar == PLANARCONFIG_SEPARATE && layout.samples > 1;
    page.tiled = TIFFIsTiled(tiff) != 0;
    page.bilevel = layout.bits == 1 && layout.samples == 1;
    if (page.bilevel) {
        page.notes.emplace_back("1-bit, read as 0 and 255");
    } else if (const auto type = sampleTypeOf(layout)) {
        page.type = *type;
    } else {
        return fail(fmt::format("holds {} samples, which are not supported. Convert it to 32-bit float or 16-bit",
                                sampleFormatText(layout)));
    }
    if (TIFFIsCODECConfigured(layout.compression) == 0) {
        return fail(fmt::format("is compressed by a method that is not supported (number {}). Save it with LZW or no compression",
                                layout.compression));
    }
    readColours(layout, page);
    if (!page.problem.empty()) return fail(std::string(page.problem));
    if (layout.orientation != ORIENTATION_TOPLEFT) page.notes.emplace_back("marked as turned or mirrored, read as stored");
    if (const std::uint64_t last = lastByte(tiff); last > length) {
        page.problem = cutShort(file, length, last).what();
        return page;
    }
    page.pixelSize = tiffPixelSize(tiff, page.width);
    page.dataBarRows = tiffDataBarRows(tiff, page.height);
    return page;
}

/// How many images the description promises behind the single directory of an ImageJ stack; 1 for everything else.
std::uint64_t imageJImages(TIFF* tiff) {
    const char* text = nullptr;
    if (TIFFGetField(tiff, TIFFTAG_IMAGEDESCRIPTION, &text) != 1 || text == nullptr) return 1;
    if (!std::string_view(text).starts_with("ImageJ=")) return 1;
    const std::string images = descriptionValue(text, "images");
    std::uint64_t count = 1;
    std::from_chars(images.data(), images.data() + images.size(), count);
    return std::max<std::uint64_t>(1, count);
}

/// Turns the one page of an ImageJ stack into as many as the file really holds.
void expandImageJ(TIFF* tiff, TiffPages& found, std::uint64_t length) {
    const TiffPage first = found.pages.front();
    std::uint16_t compression = COMPRESSION_NONE;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    const std::uint64_t promised = imageJImages(tiff);
    if (promised < 2 || compression != COMPRESSION_NONE || first.tiled || first.separate || first.bilevel || !first.problem.empty()) return;
    const std::uint64_t start = TIFFGetStrileOffset(tiff, 0);
    const std::uint64_t frame = std::uint64_t{bytesPerSample(first.type)} * static_cast<std::uint64_t>(first.channels) *
                                static_cast<std::uint64_t>(first.width) * static_cast<std::uint64_t>(first.height);
    if (start > length || frame == 0) return;
    const std::uint64_t present = std::min(promised, (length - start) / frame);
    if (present < promised) found.notes.push_back(fmt::format("the file is cut short: {} of {} images are there", present, promised));
    if (present < 2) return;
    found.pages.assign(static_cast<std::size_t>(present), first);
    for (std::uint64_t i = 0; i < present; ++i) {
        TiffPage& page = found.pages[static_cast<std::size_t>(i)];
        page.rawOffset = start + i * frame;
        page.rawBigEndian = TIFFIsBigEndian(tiff) != 0;
    }
}

/// Uncompressed rows that follow each other are read directly: a strip can be as large as the image, and libtiff decodes
/// whole strips.
void markPlainRows(TIFF* tiff, TiffPage& page) {
    std::uint16_t compression = COMPRESSION_NONE;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    if (compression != COMPRESSION_NONE || page.tiled || page.separate || page.bilevel || !page.problem.empty()) return;
    const std::uint64_t row = std::uint64_t{bytesPerSample(page.type)} * static_cast<std::uint64_t>(page.channels) * static_cast<std::uint64_t>(page.width);
    std::uint32_t rows = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    rows = std::clamp<std::uint32_t>(rows, 1, static_cast<std::uint32_t>(page.height));
    const std::uint64_t start = TIFFGetStrileOffset(tiff, 0);
    const auto strips = (static_cast<std::uint32_t>(page.height) + rows - 1) / rows;
    for (std::uint32_t i = 0; i < strips; ++i)
        if (TIFFGetStrileOffset(tiff, i) != start + i * (row * rows)) return;
    page.rawOffset = start;
    page.rawBigEndian = TIFFIsBigEndian(tiff) != 0;
}

TiffPages scanPages(const fs::path& file) {
    const std::uint64_t length = fileLength(file);
    const TiffFile handle = openTiff(file);
    TIFF* tiff = handle.get();
    TiffPages found;
    bool more = true;
    while (more) {
        std::uint32_t kind = 0;
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SUBFILETYPE, &kind);
        const bool thumbnail = (kind & FILETYPE_REDUCEDIMAGE) != 0 && !found.pages.empty();
        if (!thumbnail) {
            found.pages.push_back(readPage(tiff, file, length));
            markPlainRows(tiff, found.pages.back());
        }
        if (TIFFLastDirectory(tiff) != 0) break;
        more = TIFFReadDirectory(tiff) == 1;
        if (!more) found.notes.emplace_back("the file is damaged after its last readable image");
    }
    if (found.pages.size() == 1 && TIFFSetSubDirectory(tiff, found.pages.front().directory) == 1) expandImageJ(tiff, found, length);
    return found;
}

FileCache<TiffPages>& knownPages() {
    static FileCache<TiffPages> cache(32);
    return cache;
}

}  // namespace

void TiffCloser::operator()(tiff* file) const { TIFFClose(file); }

void silenceTiff() {
    static std::once_flag once;
    std::call_once(once, [] {
        TIFFSetWarningHandler(nullptr);
        TIFFSetWarningHandlerExt(nullptr);
        TIFFSetErrorHandler(nullptr);
        TIFFSetErrorHandlerExt(nullptr);
    });
}

TiffFile openTiff(const fs::path& file) {
    silenceTiff();
    const std::uint64_t length = fileLength(file);
    // m: no mapping, so that a file that shrinks while it is read is an error instead of a crash.
    TiffFile handle(TIFFOpen(file.string().c_str(), "rm"));
    if (handle == nullptr) {
        const Bytes head = readBytes(file, 0, 16);
        const std::endian order = head[0] == 'M' ? std::endian::big : std::endian::little;
        const bool isBig = numberAt(head, 2, 2, order) == 43;
        const std::uint64_t directory = isBig ? numberAt(head, 8, 8, order) : numberAt(head, 4, 4, order);
        if (directory >= length) throw cutShort(file, length, directory);
        throw damaged(file, "its table of contents cannot be read");
    }
    return handle;
}

void selectPage(tiff* handle, const TiffPage& page, const fs::path& file) {
    if (TIFFSetSubDirectory(handle, page.directory) != 1) throw damaged(file, "one of its pages cannot be read");
    std::uint16_t photometric = 0;
    std::uint16_t compression = 0;
    TIFFGetField(handle, TIFFTAG_PHOTOMETRIC, &photometric);
    TIFFGetFieldDefaulted(handle, TIFFTAG_COMPRESSION, &compression);
    if (compression == COMPRESSION_JPEG && photometric == PHOTOMETRIC_YCBCR) {
        TIFFSetField(handle, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
}

std::shared_ptr<const TiffPages> tiffPages(const fs::path& file) {
    fileLength(file);
    return knownPages().get(fileStamp(file), [&] { return scanPages(file); });
}

}  // namespace gano
#endif
