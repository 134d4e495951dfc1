// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// MRC, MRCS, REC, ST, MAP: a header of 1024 bytes, an extended header of any length, then the sections
// (MRC2014, ccpem.ac.uk/mrc-format; the signedness flag of IMOD, bio3d.colorado.edu/imod/doc/mrc_format.txt).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/formats/format.h"
#include "core/formats/luminance.h"
#include "core/formats/raw_samples.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHeader = 1024;
constexpr std::uint64_t kImodStamp = 1146047817;

/// How a section is stored where that is not simply as samples.
enum class Packing { None, HalfFloat, Nibbles, Rgb };

struct Mrc {
    RawSamples samples;  ///< Of the first section; for packed modes the type is that of the image read.
    Packing packing = Packing::None;
    std::uint64_t sectionBytes = 0;
    int sections = 1;
    std::optional<PixelSize> pixelSize;
    std::vector<std::string> notes;
};

/// The byte order under which the first words make sense; the machine stamp is often wrong or missing.
std::optional<std::endian> orderOf(ByteView head) {
    if (head.size() < kHeader) return std::nullopt;
    for (const std::endian order : {std::endian::little, std::endian::big}) {
        const auto word = [&](std::size_t index) { return static_cast<std::int32_t>(numberAt(head, 4 * index, 4, order)); };
        const auto isSize = [](std::int32_t size) { return size > 0 && size < 10'000'000; };
        if (isSize(word(0)) && isSize(word(1)) && isSize(word(2)) && word(3) >= 0 && word(3) <= 127) return order;
    }
    return std::nullopt;
}

bool isMrc(ByteView head) {
    if (startsWith(head, "MAP ", 208)) return true;
    // Before 2000 the format had no signature: sizes, a known mode, axes that are a permutation of 1, 2, 3.
    const auto order = orderOf(head);
    if (!order) return false;
    const auto word = [&](std::size_t index) { return numberAt(head, 4 * index, 4, *order); };
    return word(0) < 100'000 && word(1) < 100'000 && word(2) < 100'000 && word(16) + word(17) + word(18) == 6 && word(16) * word(17) * word(18) == 6;
}

void setMode(Mrc& mrc, int mode, bool signedBytes, const fs::path& file) {
    const auto name = file.filename().string();
    switch (mode) {
        case 0: mrc.samples.type = signedBytes ? SampleType::I8 : SampleType::U8; return;
        case 1: mrc.samples.type = SampleType::I16; return;
        case 2: mrc.samples.type = SampleType::F32; return;
        case 6: mrc.samples.type = SampleType::U16; return;
        case 12:
            mrc.samples.type = SampleType::F32;
            mrc.packing = Packing::HalfFloat;
            mrc.notes.emplace_back("16-bit half float, read as 32-bit float");
            return;
        case 16:
            mrc.samples.type = SampleType::U8;
            mrc.packing = Packing::Rgb;
            mrc.notes.emplace_back("colour, read as grey");
            return;
        case 101:
            mrc.samples.type = SampleType::U8;
            mrc.packing = Packing::Nibbles;
            mrc.notes.emplace_back("4-bit, read as 8-bit");
            return;
        case 3: case 4: throw NotAnImage(fmt::format("{} holds a Fourier transform (complex values), not an image.", name));
        default: throw damaged(file, fmt::format("it has the unknown mode {}", mode));
    }
}

std::uint64_t sectionBytes(const Mrc& mrc) {
    const auto width = static_cast<std::uint64_t>(mrc.samples.width), height = static_cast<std::uint64_t>(mrc.samples.height);
    switch (mrc.packing) {
        case Packing::HalfFloat: return 2 * width * height;
        case Packing::Nibbles: return (width + 1) / 2 * height;
        case Packing::Rgb: return 3 * width * height;
        case Packing::None: break;
    }
    return mrc.samples.bytes();
}

Mrc parse(const fs::path& file) {
    const auto length = fileLength(file);
    const Bytes head = readBytes(file, 0, kHeader);
    if (head.size() < kHeader) throw cutShort(file, length, kHeader);
    const auto order = orderOf(head);
    if (!order) throw damaged(file, "its header states impossible sizes");
    const auto word = [&](std::size_t byte) { return static_cast<std::int32_t>(numberAt(head, byte, 4, *order)); };
    const auto real = [&](std::size_t byte) { return std::bit_cast<float>(static_cast<std::uint32_t>(numberAt(head, byte, 4, *order))); };
    Mrc mrc;
    mrc.samples.order = *order;
    mrc.samples.width = word(0);
    mrc.samples.height = word(4);
    mrc.sections = word(8);
    const bool stamped = startsWith(head, "MAP ", 208);
    const bool imod = numberAt(head, 152, 4, *order) == kImodStamp;
    // IMOD says it in a flag; the standard of 2014 has signed bytes; what is older wrote unsigned ones.
    const bool signedBytes = imod ? (numberAt(head, 156, 4, *order) & 1U) != 0 : stamped;
    setMode(mrc, word(12), signedBytes, file);
    const auto extended = word(92);
    if (extended < 0) throw damaged(file, "its extended header has a negative length");
    mrc.samples.offset = kHeader + static_cast<std::uint64_t>(extended);
    mrc.sectionBytes = sectionBytes(mrc);
    const double needed = static_cast<double>(mrc.samples.offset) + static_cast<double>(mrc.sectionBytes) * mrc.sections;
    if (needed > static_cast<double>(length)) {
        if (needed > 1e18) throw damaged(file, "its header states impossible sizes");
        throw cutShort(file, length, static_cast<std::uint64_t>(needed));
    }
    const double samplesX = word(28) > 0 ? word(28) : mrc.samples.width, samplesY = word(32) > 0 ? word(32) : mrc.samples.height;
    const double cellX = static_cast<double>(real(40)), cellY = static_cast<double>(real(44));
    mrc.pixelSize = makePixelSize(cellX / samplesX, cellY / samplesY, "\u00c5");
    // 1 Å per pixel is what programs write that know nothing.
    if (!mrc.pixelSize) mrc.notes.emplace_back(cellX < 0 || cellY < 0 ? "its pixel size is negative, so it is taken as uncalibrated" : "it states no pixel size");
    return mrc;
}

float halfToFloat(std::uint16_t half) {
    const int exponent = (half >> 10) & 31, mantissa = half & 1023;
    const double sign = (half & 0x8000) != 0 ? -1.0 : 1.0;
    if (exponent == 0) return static_cast<float>(sign * std::ldexp(mantissa, -24));
    if (exponent == 31) return mantissa == 0 ? static_cast<float>(sign * HUGE_VAL) : std::nanf("");
    return static_cast<float>(sign * std::ldexp(1024 + mantissa, exponent - 25));
}

/// The rows of a packed section, unpacked.
Image unpacked(const ImageRef& ref, const Mrc& mrc, std::uint64_t start, const PixelRect& rect) {
    const auto rowBytes = mrc.sectionBytes / static_cast<std::uint64_t>(mrc.samples.height);
    Bytes rows(static_cast<std::size_t>(rowBytes * static_cast<std::uint64_t>(rect.height)));
    readInto(ref.file, start + rowBytes * static_cast<std::uint64_t>(rect.y), std::as_writable_bytes(std::span(rows)));
    Image image(rect.width, rect.height, mrc.samples.type);
    for (int y = 0; y < rect.height; ++y) {
        const ByteView row = ByteView(rows).subspan(static_cast<std::size_t>(y) * static_cast<std::size_t>(rowBytes), static_cast<std::size_t>(rowBytes));
        for (int x = 0; x < rect.width; ++x) {
            const auto column = static_cast<std::size_t>(rect.x + x);
            const auto place = static_cast<std::size_t>(y) * static_cast<std::size_t>(rect.width) + static_cast<std::size_t>(x);
            if (mrc.packing == Packing::HalfFloat)
                image.samples<float>()[place] = halfToFloat(static_cast<std::uint16_t>(numberAt(row, 2 * column, 2, mrc.samples.order)));
            else if (mrc.packing == Packing::Nibbles)
                image.samples<std::uint8_t>()[place] = static_cast<std::uint8_t>((row[column / 2] >> (column % 2 == 0 ? 0 : 4)) & 15);
            else
                image.samples<std::uint8_t>()[place] = luminance<std::uint8_t>(row[3 * column], row[3 * column + 1], row[3 * column + 2]);
        }
    }
    image.source = ref;
    return image;
}

std::string textAt(ByteView bytes, std::size_t at, std::size_t length) {
    if (at + length > bytes.size()) return {};
    std::string text(reinterpret_cast<const char*>(bytes.data()) + at, length);
    text.resize(std::min(text.find('\0'), text.size()));
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

/// What Thermo Fisher's programs write for each section, types "FEI1" and "FEI2" (mrcfile's description of both).
void addFeiHeader(Metadata& into, ByteView block) {
    const auto real = [&](std::size_t at) { return std::bit_cast<double>(numberAt(block, at, 8, std::endian::little)); };
    for (const auto& [name, at] : {std::pair("Microscope type", 20U), std::pair("Serial number", 36U), std::pair("Program", 52U), std::pair("Program version", 68U)})
        if (auto text = textAt(block, at, 16); !text.empty()) into.add(name, text);
    for (const auto& [name, at] : {std::pair("HT", 84U), std::pair("Dose", 92U), std::pair("Alpha tilt", 100U), std::pair("Beta tilt", 108U), std::pair("Stage x", 116U),
                                   std::pair("Stage y", 124U), std::pair("Stage z", 132U), std::pair("Tilt axis angle", 140U), std::pair("Pixel size x", 156U), std::pair("Pixel size y", 164U)})
        if (const double value = real(at); std::isfinite(value)) into.add(name, metadata::number(value));
}

Metadata metadataOf(const ImageRef& ref) {
    const auto mrc = parse(ref.file);
    checkFrame(ref, static_cast<std::size_t>(mrc.sections));
    const Bytes head = readBytes(ref.file, 0, kHeader);
    const auto order = mrc.samples.order;
    const auto word = [&](std::size_t byte) { return static_cast<std::int32_t>(numberAt(head, byte, 4, order)); };
    const auto real = [&](std::size_t byte) { return metadata::number(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(numberAt(head, byte, 4, order))))); };
    Metadata root;
    auto& header = root.add("Header");
    header.add("Size", fmt::format("{} × {} × {}", word(0), word(4), word(8)));
    header.add("Mode", std::to_string(word(12)));
    header.add("Start", fmt::format("{}, {}, {}", word(16), word(20), word(24)));
    header.add("Sampling", fmt::format("{} × {} × {}", word(28), word(32), word(36)));
    header.add("Cell, Å", fmt::format("{} × {} × {}", real(40), real(44), real(48)));
    header.add("Minimum, maximum, mean", fmt::format("{}, {}, {}", real(76), real(80), real(84)));
    header.add("Space group", std::to_string(word(88)));
    header.add("Extended header", fmt::format("{} bytes {}", word(92), textAt(head, 104, 4)));
    header.add("Origin", fmt::format("{}, {}, {}", real(196), real(200), real(204)));
    auto& labels = root.add("Labels");
    const int count = std::clamp(word(220), 0, 10);
    for (int i = 0; i < count; ++i)
        if (auto text = textAt(head, 224 + 80 * static_cast<std::size_t>(i), 80); !text.empty()) labels.add(std::to_string(i + 1), text);
    constexpr std::size_t kFeiBlock = 172;
    if (textAt(head, 104, 3) == "FEI" && static_cast<std::uint64_t>(word(92)) >= kFeiBlock) {
        // Each section's block says its own length.
        const Bytes length = readBytes(ref.file, kHeader, 4);
        const auto step = numberAt(length, 0, 4, std::endian::little);
        const auto at = step * static_cast<std::uint64_t>(ref.frame);
        if (step >= kFeiBlock && at + step <= static_cast<std::uint64_t>(word(92))) addFeiHeader(root.add("Extended header"), readBytes(ref.file, kHeader + at, kFeiBlock));
    }
    return root;
}

std::vector<ImageRef> images(const fs::path& file) {
    std::vector<ImageRef> refs;
    const int sections = parse(file).sections;
    for (int i = 0; i < sections; ++i) refs.push_back({file, i, {}});
    return refs;
}

ImageInfo info(const ImageRef& ref) {
    const auto mrc = parse(ref.file);
    checkFrame(ref, static_cast<std::size_t>(mrc.sections));
    ImageInfo result;
    result.width = mrc.samples.width;
    result.height = mrc.samples.height;
    result.frames = mrc.sections;
    result.channels = mrc.packing == Packing::Rgb ? 3 : 1;
    result.type = mrc.samples.type;
    result.pixelSize = mrc.pixelSize;
    result.format = "MRC";
    result.notes = mrc.notes;
    return result;
}

Image read(const ImageRef& ref, const std::optional<PixelRect>& region) {
    const auto mrc = parse(ref.file);
    checkFrame(ref, static_cast<std::size_t>(mrc.sections));
    const auto start = mrc.samples.offset + static_cast<std::uint64_t>(ref.frame) * mrc.sectionBytes;
    Image image;
    if (mrc.packing == Packing::None) {
        auto samples = mrc.samples;
        samples.offset = start;
        image = readRaw(ref, samples, region);
    } else {
        const PixelRect rect = region.value_or(PixelRect{0, 0, mrc.samples.width, mrc.samples.height});
        checkRegion(ref, rect, mrc.samples.width, mrc.samples.height);
        image = unpacked(ref, mrc, start, rect);
    }
    image.pixelSize = mrc.pixelSize;
    image.notes = mrc.notes;
    return image;
}

}  // namespace

Format mrcFormat() {
    Format format;
    format.name = "MRC";
    format.extensions = {".mrc", ".mrcs", ".rec", ".st", ".map", ".ali"};
    format.understands = isMrc;
    format.images = images;
    format.info = info;
    format.read = read;
    format.metadata = metadataOf;
    format.readsRegions = true;
    return format;
}

}  // namespace gano
