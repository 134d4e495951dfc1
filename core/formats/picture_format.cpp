// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// PNG, JPEG and BMP: headers are read and checked here, samples are decoded by picture_codec.
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/formats/file_cache.h"
#include "core/formats/format.h"
#include "core/formats/luminance.h"
#include "core/formats/picture_codec.h"
#include "core/formats/tiff_calibration.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kPngHeader = 33;  // signature, length, type, 13 bytes, CRC
constexpr auto kBig = std::endian::big;
constexpr auto kLittle = std::endian::little;

bool isPng(ByteView head) { return startsWith(head, "\x89PNG\r\n\x1a\n"); }
bool isJpeg(ByteView head) { return startsWith(head, "\xff\xd8\xff"); }
bool isBmp(ByteView head) {
    const auto headerSize = numberAt(head, 14, 4, kLittle);
    return startsWith(head, "BM") && head.size() >= 26 && headerSize >= 12 && headerSize <= 256;
}

/// What the header says, and the bytes to decode.
struct Picture {
    ImageInfo info;
    bool indexed = false;  ///< PNG with a palette of colours, turned into a grey PNG of its indices.
    int bits = 8;
    Bytes bytes;
};

/// The chunks of a PNG that matter for its samples, each checked by its CRC. Ancillary ones (colour profiles, texts, times)
/// are left out: libpng would print its opinion on them. Throws Error where the file is damaged or ends too early.
Bytes essentialChunks(ByteView png, const fs::path& file, Picture& picture, bool checkSums) {
    Bytes essential(png.begin(), png.begin() + 8);
    bool hasSamples = false;
    for (std::size_t at = 8; at + 12 <= png.size();) {
        const std::uint64_t length = numberAt(png, at, 4, kBig);
        if (length + 12 > png.size() - at) throw cutShort(file, png.size(), at + length + 12);
        const std::string_view type(reinterpret_cast<const char*>(png.data() + at + 4), 4);
        const auto chunk = png.subspan(at, static_cast<std::size_t>(length) + 12);
        const bool critical = type == "IHDR" || type == "PLTE" || type == "IDAT" || type == "IEND" || type == "tRNS";
        if (checkSums && critical && crc32_z(0, chunk.data() + 4, chunk.size() - 8) != numberAt(chunk, chunk.size() - 4, 4, kBig)) {
            throw damaged(file, fmt::format("the checksum of its part '{}' is wrong", type));
        }
        if (type == "PLTE") {
            bool grey = true;
            for (std::size_t i = 8; i + 2 < chunk.size() - 4; i += 3) {
                grey = grey && chunk[i] == chunk[i + 1] && chunk[i] == chunk[i + 2];
            }
            picture.indexed = !grey && png[25] == 3;
        }
        if ((type == "IHDR") != (at == 8) || (type == "IEND" && !hasSamples)) throw damaged(file, "its parts are out of order");
        hasSamples = hasSamples || type == "IDAT";
        if (type == "pHYs" && length == 9 && chunk[16] == 1) {
            const auto x = static_cast<double>(numberAt(chunk, 8, 4, kBig));
            const auto y = static_cast<double>(numberAt(chunk, 12, 4, kBig));
            const auto size = makePixelSize(1.0 / x, 1.0 / y, "m");
            if (isMicroscopic(size)) picture.info.pixelSize = size;
        }
        if (critical) essential.insert(essential.end(), chunk.begin(), chunk.end());
        if (type == "IEND") return essential;
        at += chunk.size();
    }
    throw cutShort(file, png.size(), png.size() + 12);
}

/// A PNG of palette indices as a grey PNG: without its palette the decoder gives the indices themselves.
void dropPalette(Bytes& png) {
    png[25] = 0;
    const auto sum = static_cast<std::uint32_t>(crc32_z(0, png.data() + 12, 17));
    for (std::size_t i = 0; i < 4; ++i) {
        png[29 + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
    }
    for (std::size_t at = kPngHeader; at + 12 <= png.size();) {
        const auto length = static_cast<std::size_t>(numberAt(png, at, 4, kBig)) + 12;
        const std::string_view type(reinterpret_cast<const char*>(png.data() + at + 4), 4);
        if (type == "PLTE" || type == "tRNS") {
            png.erase(png.begin() + static_cast<std::ptrdiff_t>(at), png.begin() + static_cast<std::ptrdiff_t>(at + length));
        } else {
            at += length;
        }
    }
}

Picture openPng(const fs::path& file, bool forDecoding) {
    const Bytes png = readAllBytes(file);
    if (png.size() < kPngHeader) throw cutShort(file, png.size(), kPngHeader);
    if (!startsWith(png, {"\0\0\0\x0dIHDR", 8}, 8)) throw damaged(file, "it does not begin with its header");
    Picture picture;
    picture.bits = png[24];
    const int colourType = png[25];
    const std::uint64_t width = numberAt(png, 16, 4, kBig);
    const std::uint64_t height = numberAt(png, 20, 4, kBig);
    checkPlausible(file, width, height, static_cast<std::uint64_t>(std::max(1, picture.bits / 8)));
    picture.bytes = essentialChunks(png, file, picture, forDecoding);
    picture.info.format = "PNG";
    picture.info.width = static_cast<int>(width);
    picture.info.height = static_cast<int>(height);
    picture.info.type = picture.bits == 16 ? SampleType::U16 : SampleType::U8;
    picture.info.channels = colourType == 2 ? 3 : colourType == 6 ? 4 : colourType == 4 ? 2 : 1;
    if (colourType == 2 || colourType == 6) picture.info.notes.emplace_back("colour, read as grey");
    if (colourType == 4 || colourType == 6) picture.info.notes.emplace_back("transparency is ignored");
    if (picture.indexed) {
        picture.info.notes.emplace_back("indexed colours, the indices are read");
        if (forDecoding) dropPalette(picture.bytes);
    } else if (picture.bits < 8 && colourType == 0) {
        picture.info.notes.push_back(fmt::format("{}-bit, spread over 0 to 255", picture.bits));
    }
    return picture;
}

Picture openJpeg(const fs::path& file, bool) {
    Picture picture;
    picture.bytes = readAllBytes(file);
    const Bytes& jpeg = picture.bytes;
    picture.info.format = "JPEG";
    std::size_t frame = 0;
    for (std::size_t at = 2; at + 4 <= jpeg.size();) {
        if (jpeg[at] != 0xff) throw damaged(file, "its header cannot be read");
        const std::uint8_t marker = jpeg[at + 1];
        if (marker == 0xff) {  // fill byte
            ++at;
            continue;
        }
        // Start of frame: C0 to CF without C4 (Huffman tables), C8 (reserved) and CC (arithmetic tables).
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
            frame = at;
            picture.info.height = static_cast<int>(numberAt(jpeg, at + 5, 2, kBig));
            picture.info.width = static_cast<int>(numberAt(jpeg, at + 7, 2, kBig));
            picture.info.channels = static_cast<int>(numberAt(jpeg, at + 9, 1, kBig));
            if (numberAt(jpeg, at + 4, 1, kBig) != 8) throw damaged(file, "it holds more than 8 bits per sample, which JPEG readers do not support");
            break;
        }
        at += 2 + static_cast<std::size_t>(numberAt(jpeg, at + 2, 2, kBig));
    }
    if (picture.info.width == 0) throw cutShort(file, jpeg.size(), jpeg.size() + 1);
    checkPlausible(file, static_cast<std::uint64_t>(picture.info.width), static_cast<std::uint64_t>(picture.info.height), 1);
    // Searched behind the frame header, because a preview in front of it has an end mark of its own.
    const Bytes end{0xff, 0xd9};
    if (std::search(jpeg.begin() + static_cast<std::ptrdiff_t>(frame), jpeg.end(), end.begin(), end.end()) == jpeg.end()) throw cutShort(file, jpeg.size(), jpeg.size() + 2);
    picture.info.notes.emplace_back("JPEG changes grey values to save space");
    if (picture.info.channels > 1) picture.info.notes.emplace_back("colour, read as grey");
    return picture;
}

Picture openBmp(const fs::path& file, bool) {
    Picture picture;
    picture.bytes = readAllBytes(file);
    const Bytes& bmp = picture.bytes;
    const bool old = numberAt(bmp, 14, 4, kLittle) == 12;
    const auto width = static_cast<std::int32_t>(numberAt(bmp, 18, old ? 2 : 4, kLittle));
    auto height = std::int64_t{static_cast<std::int32_t>(numberAt(bmp, old ? 20 : 22, old ? 2 : 4, kLittle))};
    height = height < 0 ? -height : height;  // negative: rows from top to bottom
    const auto bits = numberAt(bmp, old ? 24 : 28, 2, kLittle);
    const bool packed = !old && numberAt(bmp, 30, 4, kLittle) != 0;
    checkPlausible(file, width < 0 ? 0 : static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height), 1);
    if (const auto kind = packed ? numberAt(bmp, 30, 4, kLittle) : 0; kind == 1 || kind == 2)
        throw NotAnImage(fmt::format("{} is a run-length compressed BMP, which is not read. Save it as PNG or TIFF.", file.filename().string()));
    const std::uint64_t rowBytes = (static_cast<std::uint64_t>(width) * bits + 31) / 32 * 4;
    const std::uint64_t needed = numberAt(bmp, 10, 4, kLittle) + rowBytes * static_cast<std::uint64_t>(height);
    if (!packed && needed > bmp.size()) throw cutShort(file, bmp.size(), needed);
    picture.info.format = "BMP";
    picture.info.width = width;
    picture.info.height = static_cast<int>(height);
    picture.info.channels = bits >= 24 ? static_cast<int>(bits / 8) : 1;
    if (bits >= 16) picture.info.notes.emplace_back("colour, read as grey");
    return picture;
}

using Opener = Picture (*)(const fs::path&, bool forDecoding);

template <class T>
void toGrey(const DecodedPicture& decoded, Image& image) {
    const std::span<T> grey = image.samples<T>();
    const auto step = static_cast<std::size_t>(decoded.channels);
    const auto sampleAt = [&](std::size_t index) {
        T value;
        std::memcpy(&value, decoded.samples.data() + index * sizeof(T), sizeof(T));
        return value;
    };
    for (std::size_t i = 0; i < grey.size(); ++i) {
        const std::size_t at = i * step;
        grey[i] = step >= 3 ? luminance(sampleAt(at), sampleAt(at + 1), sampleAt(at + 2)) : sampleAt(at);
    }
}

Image decode(const Picture& picture, const ImageRef& ref) {
    const DecodedPicture decoded = decodePicture(picture.bytes, ref.file);
    Image image(decoded.width, decoded.height, decoded.bits == 16 ? SampleType::U16 : SampleType::U8);
    if (decoded.bits == 16) {
        toGrey<std::uint16_t>(decoded, image);
    } else {
        toGrey<std::uint8_t>(decoded, image);
    }
    if (picture.indexed && picture.bits < 8) {
        // The decoder spreads the indices over 0 … 255.
        const int spread = 255 / ((1 << picture.bits) - 1);
        for (std::uint8_t& value : image.samples<std::uint8_t>()) {
            value = static_cast<std::uint8_t>(value / spread);
        }
    }
    image.pixelSize = picture.info.pixelSize;
    image.notes = picture.info.notes;
    image.source = ref;
    return image;
}

/// Headers are asked for several times in a row when a folder is searched.
template <Opener open>
ImageInfo info(const ImageRef& ref) {
    static FileCache<ImageInfo> cache(64);
    checkFrame(ref, 1);
    fileLength(ref.file);
    return *cache.get(fileStamp(ref.file), [&] { return open(ref.file, false).info; });
}

template <Opener open>
std::vector<ImageRef> images(const fs::path& file) {
    const ImageRef only{file, 0, {}};
    info<open>(only);
    return {only};
}

template <Opener open>
Image read(const ImageRef& ref, const std::optional<PixelRect>&) {
    checkFrame(ref, 1);
    return decode(open(ref.file, true), ref);
}

template <Opener open>
Format row(const char* name, std::vector<std::string> extensions, bool (*understands)(ByteView)) {
    Format format;
    format.name = name;
    format.extensions = std::move(extensions);
    format.understands = understands;
    format.images = images<open>;
    format.info = info<open>;
    format.read = read<open>;
    return format;
}

}  // namespace

std::vector<Format> pictureFormats() {
    return {row<openPng>("PNG", {".png"}, isPng), row<openJpeg>("JPEG", {".jpg", ".jpeg"}, isJpeg),
            row<openBmp>("BMP", {".bmp"}, isBmp)};
}

}  // namespace gano
