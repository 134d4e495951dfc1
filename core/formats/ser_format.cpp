// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// TIA series (.ser), as written by FEI's Tecnai Imaging and Analysis: a header, a list of offsets, and one data element per
// image with its own size and calibration (er-c.org/cbb/info/TIAformat).
#include <fmt/format.h>

#include "core/formats/emi_metadata.h"
#include "core/formats/file_cache.h"
#include "core/formats/format.h"
#include "core/formats/raw_samples.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLargeOffsets = 0x0220;  ///< From this version on, offsets have 64 bits.
constexpr std::uint64_t kOneDimensional = 0x4120, kTwoDimensional = 0x4122;
constexpr std::uint64_t kMostElements = 50'000'000;
/// A pixel of a micrograph is smaller than this; larger numbers are a diffraction pattern's reciprocal metres.
constexpr double kLargestPixel = 1e-2;  // m

struct SerElement {
    RawSamples samples;
    std::optional<PixelSize> pixelSize;
    std::vector<std::string> notes;
};

struct Ser {
    std::vector<std::uint64_t> offsets;  ///< Of the valid elements.
    std::uint64_t total = 0;
};

SampleType typeOf(std::uint64_t code, const fs::path& file) {
    constexpr SampleType kTypes[] = {SampleType::U8, SampleType::U16, SampleType::U32, SampleType::I8,
                                     SampleType::I16, SampleType::I32, SampleType::F32, SampleType::F64};
    if (code >= 1 && code <= std::size(kTypes)) return kTypes[code - 1];
    if (code == 9 || code == 10) throw NotAnImage(fmt::format("{} holds complex values (a Fourier transform), not a micrograph.", file.filename().string()));
    throw damaged(file, fmt::format("it has the unknown sample type {}", code));
}

Ser parse(const fs::path& file) {
    FileWindow window(file);
    const auto number = [&](std::uint64_t offset, std::size_t size) { return window.number(offset, size, std::endian::little); };
    const auto version = number(4, 2);
    const auto dataType = number(6, 4);
    Ser ser;
    ser.total = number(14, 4);
    const auto valid = number(18, 4);
    if (dataType == kOneDimensional) throw NotAnImage(fmt::format("{} holds spectra or line profiles, not images.", file.filename().string()));
    if (dataType != kTwoDimensional) throw damaged(file, fmt::format("it has the unknown kind of data {:#x}", dataType));
    const std::size_t word = version >= kLargeOffsets ? 8 : 4;
    const auto list = number(22, word);
    if (valid > ser.total || valid > kMostElements) throw damaged(file, "it states an impossible number of images");
    if (valid == 0) throw NotAnImage(fmt::format("{} holds no image: the acquisition was stopped before the first one.", file.filename().string()));
    for (std::uint64_t i = 0; i < valid; ++i) ser.offsets.push_back(number(list + i * word, word));
    return ser;
}

std::shared_ptr<const Ser> seriesOf(const fs::path& file) {
    static FileCache<Ser> cache(64);
    return cache.get(fileStamp(file), [&] { return parse(file); });
}

SerElement element(const ImageRef& ref, const Ser& ser) {
    checkFrame(ref, ser.offsets.size());
    FileWindow window(ref.file);
    const auto at = ser.offsets[static_cast<std::size_t>(ref.frame)];
    const auto number = [&](std::uint64_t offset, std::size_t size) { return window.number(at + offset, size, std::endian::little); };
    SerElement found;
    const double deltaX = window.real(at + 8, 8, std::endian::little), deltaY = window.real(at + 28, 8, std::endian::little);
    found.samples.type = typeOf(number(40, 2), ref.file);
    const auto width = number(42, 4), height = number(46, 4);
    checkPlausible(ref.file, width, height, bytesPerSample(found.samples.type));
    found.samples.width = static_cast<int>(width);
    found.samples.height = static_cast<int>(height);
    found.samples.offset = at + 50;
    found.samples.bottomUp = true;  // The image is shown as the microscope showed it.
    const auto end = found.samples.offset + found.samples.bytes();
    if (end > window.length()) throw cutShort(ref.file, window.length(), end);
    if (deltaX < kLargestPixel && deltaY < kLargestPixel) {
        found.pixelSize = makePixelSize(deltaX, deltaY, "m");
    } else {
        found.notes.emplace_back("its scale is not a length (a diffraction pattern?), so it is taken as uncalibrated");
    }
    if (ser.offsets.size() < ser.total) found.notes.push_back(fmt::format("{} of {} planned images were taken", ser.offsets.size(), ser.total));
    return found;
}

std::vector<ImageRef> images(const fs::path& file) {
    std::vector<ImageRef> refs;
    const auto count = seriesOf(file)->offsets.size();
    for (std::size_t i = 0; i < count; ++i) refs.push_back({file, static_cast<int>(i), {}});
    return refs;
}

ImageInfo info(const ImageRef& ref) {
    const auto ser = seriesOf(ref.file);
    const auto found = element(ref, *ser);
    ImageInfo result;
    result.width = found.samples.width;
    result.height = found.samples.height;
    result.frames = static_cast<int>(ser->offsets.size());
    result.type = found.samples.type;
    result.pixelSize = found.pixelSize;
    result.format = "TIA series";
    result.notes = found.notes;
    return result;
}

Image read(const ImageRef& ref, const std::optional<PixelRect>& region) {
    const auto found = element(ref, *seriesOf(ref.file));
    Image image = readRaw(ref, found.samples, region);
    image.pixelSize = found.pixelSize;
    image.notes = found.notes;
    return image;
}

Metadata metadataOf(const ImageRef& ref) {
    const auto ser = seriesOf(ref.file);
    const auto found = element(ref, *ser);
    auto root = emiMetadata(ref.file);
    auto& series = root.add("Series");
    series.add("Images", fmt::format("{} of {}", ser->offsets.size(), ser->total));
    series.add("Samples", sampleTypeText(found.samples.type));
    return root;
}

}  // namespace

Format serFormat() {
    Format format;
    format.name = "TIA series";
    format.extensions = {".ser"};
    format.understands = [](ByteView head) { return startsWith(head, "II\x97\x01"); };
    format.images = images;
    format.info = info;
    format.read = read;
    format.metadata = metadataOf;
    format.readsRegions = true;
    return format;
}

}  // namespace gano
