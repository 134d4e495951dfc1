// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tiff_writer.h"

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/system.h"
#include "core/formats/tiff_pages.h"

#ifdef GANOSCOPE_WITH_TIFF
#include <tiffio.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <vector>
#endif

namespace gano {
namespace fs = std::filesystem;

#ifdef GANOSCOPE_WITH_TIFF
namespace {

/// Above this the 32-bit offsets of a classic TIFF may not suffice; 64 MB are left for tags and incompressible strips.
constexpr double kClassicLimit = 4.0 * 1024 * 1024 * 1024 - 64.0 * 1024 * 1024;
constexpr std::size_t kStripBytes = std::size_t{256} * 1024;

std::string imageJDescription(const TiffLayout& layout, const char* unit) {
    std::string text = "ImageJ=1.53k\n";
    if (layout.pages > 1) text += fmt::format("images={0}\nslices={0}\n", layout.pages);
    if (unit != nullptr) text += fmt::format("unit={}\n", unit);
    if (!layout.description.empty()) text += layout.description + "\n";
    return text;
}

const char* omeType(SampleType type) {
    switch (type) {
        case SampleType::U8: return "uint8";
        case SampleType::I8: return "int8";
        case SampleType::U16: return "uint16";
        case SampleType::I16: return "int16";
        case SampleType::U32: return "uint32";
        case SampleType::I32: return "int32";
        case SampleType::F32: return "float";
        case SampleType::F64: break;
    }
    return "double";
}

/// Pages are points in time: OME has no axis for "the next image".
std::string omeDescription(const TiffLayout& layout) {
    const std::string size = layout.pixelSize ? fmt::format(" PhysicalSizeX=\"{:.9g}\" PhysicalSizeXUnit=\"nm\" PhysicalSizeY=\"{:.9g}\" PhysicalSizeYUnit=\"nm\"",
                                                            layout.pixelSize->xNm, layout.pixelSize->yNm)
                                              : std::string();
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" "
                       "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://www.openmicroscopy.org/Schemas/OME/2016-06 "
                       "http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd\" Creator=\"Ganoscope {}\"><Image ID=\"Image:0\"><Pixels ID=\"Pixels:0\" "
                       "DimensionOrder=\"XYCZT\" Type=\"{}\" SizeX=\"{}\" SizeY=\"{}\" SizeC=\"{}\" SizeZ=\"1\" SizeT=\"{}\" Interleaved=\"true\"{}>"
                       "<Channel ID=\"Channel:0:0\" SamplesPerPixel=\"{}\"/><TiffData IFD=\"0\" PlaneCount=\"{}\"/></Pixels></Image></OME>",
                       GANOSCOPE_VERSION, omeType(layout.type), layout.width, layout.height, layout.samplesPerPixel, layout.pages, size, layout.samplesPerPixel, layout.pages);
}

std::uint16_t sampleFormat(SampleType type) {
    if (isFloat(type)) return SAMPLEFORMAT_IEEEFP;
    const bool isSigned = type == SampleType::I8 || type == SampleType::I16 || type == SampleType::I32;
    return isSigned ? SAMPLEFORMAT_INT : SAMPLEFORMAT_UINT;
}

}  // namespace

struct TiffWriter::Impl {
    fs::path file;
    fs::path temporary;
    TiffLayout layout;
    TIFF* tiff = nullptr;
    std::size_t rowBytes = 0;
    int nextRow = 0;
    int page = 0;
    std::vector<std::byte> row;  // libtiff's predictor works in place, and the caller's rows are not ours to change

    Impl(fs::path target, TiffLayout wanted) : file(std::move(target)), layout(std::move(wanted)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (tiff != nullptr) TIFFClose(tiff);
        std::error_code ignored;
        if (!temporary.empty()) fs::remove(temporary, ignored);
    }

    OutputError failed(const std::string& reason) const { return OutputError(fmt::format("{} could not be written: {}.", file.string(), reason)); }

    void open() {
        silenceTiff();
        rowBytes = bytesPerSample(layout.type) * static_cast<std::size_t>(layout.width) * static_cast<std::size_t>(layout.samplesPerPixel);
        row.resize(rowBytes);
        const double total = static_cast<double>(rowBytes) * layout.height * layout.pages;
        removeLeftovers();
        temporary = file.parent_path() / fmt::format(".{}.{}.writing", file.filename().string(), system::processId());
        errno = 0;
        tiff = TIFFOpen(temporary.string().c_str(), total > kClassicLimit ? "w8" : "w");
        if (tiff == nullptr) {
            const int code = errno;
            temporary.clear();
            throw failed(writingFailure(code));
        }
        startPage();
    }

    /// What a kill left of the same file.
    void removeLeftovers() const {
        const auto folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
        const auto begin = fmt::format(".{}.", file.filename().string());
        std::error_code ignored;
        std::vector<fs::path> old;
        for (const auto& entry : fs::directory_iterator(folder, ignored)) {
            const auto name = entry.path().filename().string();
            if (name.starts_with(begin) && name.ends_with(".writing")) old.push_back(entry.path());
        }
        for (const auto& path : old) fs::remove(path, ignored);
    }

    void startPage() {
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(layout.width));
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(layout.height));
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, static_cast<std::uint16_t>(8 * bytesPerSample(layout.type)));
        TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, sampleFormat(layout.type));
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, static_cast<std::uint16_t>(layout.samplesPerPixel));
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, layout.samplesPerPixel == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        const std::size_t rows = std::clamp<std::size_t>(kStripBytes / rowBytes, 1, static_cast<std::size_t>(layout.height));
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(rows));
        if (layout.compress && TIFFIsCODECConfigured(COMPRESSION_ADOBE_DEFLATE) != 0) {
            TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
            // No predictor: ImageJ ignores one with Deflate and would show differences instead of values.
            TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, 1);  // larger levels take far longer and save little on noisy images
        }
        if (layout.pages > 1) {
            TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, static_cast<std::uint32_t>(FILETYPE_PAGE));
            TIFFSetField(tiff, TIFFTAG_PAGENUMBER, static_cast<std::uint16_t>(std::min(page, 65535)),
                         static_cast<std::uint16_t>(std::min(layout.pages, 65535)));
        }
        describe();
    }

    void describeOme() {
        constexpr double kNmPerCm = 1e7;
        // Beyond this a tag of two 32-bit numbers cannot say it; the XML does.
        constexpr double kMostPerCm = 4e9;
        if (page == 0) TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, omeDescription(layout).c_str());
        if (!layout.pixelSize || kNmPerCm / std::min(layout.pixelSize->xNm, layout.pixelSize->yNm) > kMostPerCm) return;
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, kNmPerCm / layout.pixelSize->xNm);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, kNmPerCm / layout.pixelSize->yNm);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER);
    }

    void describe() {
        if (layout.dialect == TiffDialect::Ome) return describeOme();
        const char* unit = nullptr;
        if (layout.pixelSize) {
            const bool micron = layout.pixelSize->xNm >= 1000.0;
            const double unitNm = micron ? 1000.0 : 1.0;
            unit = micron ? "micron" : "nm";
            TIFFSetField(tiff, TIFFTAG_XRESOLUTION, unitNm / layout.pixelSize->xNm);
            TIFFSetField(tiff, TIFFTAG_YRESOLUTION, unitNm / layout.pixelSize->yNm);
            TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_NONE);
        }
        if (unit != nullptr || layout.pages > 1 || !layout.description.empty()) {
            TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, imageJDescription(layout, unit).c_str());
        }
    }

    void writeRow(std::span<const std::byte> samples) {
        if (nextRow == layout.height) {
            // The page before is complete; its directory goes to the disk only when another one follows.
            if (TIFFWriteDirectory(tiff) != 1) throw failed("the disk is full. Free some space and try again");
            ++page;
            nextRow = 0;
            startPage();
        }
        std::ranges::copy(samples, row.begin());
        if (TIFFWriteScanline(tiff, row.data(), static_cast<std::uint32_t>(nextRow)) != 1) {
            throw failed("the disk is full. Free some space and try again");
        }
        ++nextRow;
    }
};

TiffWriter::TiffWriter(const fs::path& file, const TiffLayout& layout) : impl_(std::make_unique<Impl>(file, layout)) {
    if (layout.width <= 0 || layout.height <= 0 || layout.pages <= 0 || (layout.samplesPerPixel != 1 && layout.samplesPerPixel != 3)) {
        throw UsageError(fmt::format("A TIFF of {} × {} pixels with {} channels and {} pages cannot be written.", layout.width,
                                     layout.height, layout.samplesPerPixel, layout.pages));
    }
    impl_->open();
}

void TiffWriter::writeRows(int y, std::span<const std::byte> samples) {
    Impl& impl = *impl_;
    const std::size_t rows = samples.size() / impl.rowBytes;
    if (rows * impl.rowBytes != samples.size()) throw UsageError("A TIFF is written in whole rows.");
    const bool pageFull = impl.nextRow == impl.layout.height && impl.page + 1 < impl.layout.pages;
    const int expected = pageFull ? 0 : impl.nextRow;
    if (y != expected || rows > static_cast<std::size_t>(impl.layout.height - expected)) {
        throw UsageError(fmt::format("The next row of {} is {} of {}, not {} to {}.", impl.file.filename().string(), expected,
                                     impl.layout.height, y, static_cast<std::size_t>(y) + rows));
    }
    for (std::size_t i = 0; i < rows; ++i) {
        impl.writeRow(samples.subspan(i * impl.rowBytes, impl.rowBytes));
    }
}

void TiffWriter::finish() {
    Impl& impl = *impl_;
    if (impl.tiff == nullptr) return;
    if (impl.nextRow != impl.layout.height || impl.page + 1 != impl.layout.pages) {
        throw Error(fmt::format("{} was not written: {} of {} rows of image {} of {} are there.", impl.file.filename().string(),
                                impl.nextRow, impl.layout.height, impl.page + 1, impl.layout.pages));
    }
    const bool written = TIFFFlush(impl.tiff) == 1;
    TIFFClose(impl.tiff);
    impl.tiff = nullptr;
    if (!written) throw impl.failed("the disk is full. Free some space and try again");
    writeAtomically(impl.file, [&](const fs::path& name) { fs::rename(impl.temporary, name); });
    impl.temporary.clear();
}

#else

struct TiffWriter::Impl {};
TiffWriter::TiffWriter(const fs::path& file, const TiffLayout&) {
    throw Error(fmt::format("{} cannot be written: this build of Ganoscope has no libtiff. Install a complete build.", file.string()));
}
void TiffWriter::writeRows(int, std::span<const std::byte>) {}
void TiffWriter::finish() {}

#endif

TiffWriter::~TiffWriter() = default;
TiffWriter::TiffWriter(TiffWriter&&) noexcept = default;
TiffWriter& TiffWriter::operator=(TiffWriter&&) noexcept = default;

void writeTiff(const fs::path& file, const Image& image, const std::string& description) {
    TiffLayout layout;
    layout.width = image.width();
    layout.height = image.height();
    layout.type = image.type();
    layout.pixelSize = image.pixelSize;
    layout.description = description;
    TiffWriter writer(file, layout);
    writer.writeRows(0, image.bytes());
    writer.finish();
}

}  // namespace gano
