// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's .npy: one array behind a header that is a Python dictionary (NEP 1, format versions 1 to 3).
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

#include "core/formats/format.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

struct Array {
    SampleType type = SampleType::U8;
    bool wide = false;  ///< 64-bit integers in the file, narrowed to 32 where every value fits.
    bool wideUnsigned = false;
    bool swapped = false;
    bool columnsFirst = false;
    int frames = 1;
    int height = 0;
    int width = 0;
    std::uint64_t dataOffset = 0;
    std::size_t sampleBytes() const { return wide ? 8 : bytesPerSample(type); }
};

Error notAnImage(const fs::path& file, const std::string& what) {
    return Error(fmt::format("{} holds {}; images are 2-D (height, width) or 3-D (number, height, width) arrays of integers or "
                             "32- or 64-bit floats.", file.filename().string(), what));
}

/// The text after 'key': in the header dictionary, without leading blanks.
std::string_view entry(std::string_view header, std::string_view key, const fs::path& file) {
    const std::size_t at = header.find(fmt::format("'{}':", key));
    if (at == std::string_view::npos) throw damaged(file, fmt::format("its header has no '{}'", key));
    const std::string_view rest = header.substr(at + key.size() + 3);
    return rest.substr(std::min(rest.size(), rest.find_first_not_of(' ')));
}

void parseType(std::string_view text, Array& array, const fs::path& file) {
    static const std::pair<std::string_view, SampleType> kTypes[] = {
        {"u1", SampleType::U8},  {"b1", SampleType::U8},  {"i1", SampleType::I8},  {"u2", SampleType::U16}, {"i2", SampleType::I16},
        {"u4", SampleType::U32}, {"i4", SampleType::I32}, {"f4", SampleType::F32}, {"f8", SampleType::F64}, {"i8", SampleType::I32},
        {"u8", SampleType::U32}};
    if (!text.starts_with('\'') || text.size() < 4) throw notAnImage(file, "a table of named columns");
    const std::string_view quoted = text.substr(1, text.find('\'', 1) - 1);
    const std::string_view code = quoted.substr(std::min<std::size_t>(1, quoted.size()));
    const auto* row = std::ranges::find(kTypes, code, &std::pair<std::string_view, SampleType>::first);
    if (row == std::end(kTypes)) throw notAnImage(file, fmt::format("values of the type '{}'", quoted));
    array.type = row->second;
    array.wide = code == "i8" || code == "u8";
    array.wideUnsigned = code == "u8";
    array.swapped = quoted[0] == (std::endian::native == std::endian::little ? '>' : '<');
}

void parseShape(std::string_view text, Array& array, const fs::path& file) {
    std::vector<std::uint64_t> shape;
    const std::string_view inner = text.substr(0, text.find(')'));
    for (std::size_t i = 0; i < inner.size(); ++i) {
        std::uint64_t value = 0;
        const auto result = std::from_chars(inner.data() + i, inner.data() + inner.size(), value);
        if (result.ec == std::errc::result_out_of_range) throw damaged(file, "its header states an impossible size");
        if (result.ec != std::errc{}) continue;
        shape.push_back(value);
        i = static_cast<std::size_t>(result.ptr - inner.data());
    }
    if (shape.size() > 2 && shape.back() == 1) shape.pop_back();  // one channel, written explicitly
    if (shape.size() != 2 && shape.size() != 3) throw notAnImage(file, fmt::format("an array of {} dimensions", shape.size()));
    for (const std::uint64_t side : shape) {
        if (side == 0 || side > std::numeric_limits<int>::max()) throw notAnImage(file, "an array with a side of 0 or too many values");
    }
    array.frames = shape.size() == 3 ? static_cast<int>(shape[0]) : 1;
    array.height = static_cast<int>(shape[shape.size() - 2]);
    array.width = static_cast<int>(shape[shape.size() - 1]);
}

Array parse(const fs::path& file) {
    const std::uint64_t length = fileLength(file);
    const Bytes start = readBytes(file, 0, 12);
    const bool longHeader = start.size() > 6 && start[6] >= 2;
    const std::uint64_t headerLength = numberAt(start, 8, longHeader ? 4 : 2, std::endian::little);
    const std::uint64_t headerOffset = longHeader ? 12 : 10;
    if (headerOffset + headerLength > length) throw cutShort(file, length, headerOffset + headerLength);
    const Bytes text = readBytes(file, headerOffset, static_cast<std::size_t>(headerLength));
    const std::string_view header(reinterpret_cast<const char*>(text.data()), text.size());
    Array array;
    parseType(entry(header, "descr", file), array, file);
    parseShape(entry(header, "shape", file), array, file);
    array.columnsFirst = entry(header, "fortran_order", file).starts_with("True");
    array.dataOffset = headerOffset + headerLength;
    const double samples = static_cast<double>(array.frames) * array.height * array.width;
    const double needed = static_cast<double>(array.dataOffset) + samples * static_cast<double>(array.sampleBytes());
    if (needed > static_cast<double>(length)) {
        if (needed > 1e18) throw damaged(file, "its header states an impossible size");
        throw cutShort(file, length, static_cast<std::uint64_t>(needed));
    }
    return array;
}

std::vector<ImageRef> images(const fs::path& file) {
    std::vector<ImageRef> refs;
    const int frames = parse(file).frames;
    for (int frame = 0; frame < frames; ++frame) {
        refs.push_back({file, frame, {}});
    }
    return refs;
}

ImageInfo info(const ImageRef& ref) {
    const Array array = parse(ref.file);
    checkFrame(ref, static_cast<std::size_t>(array.frames));
    ImageInfo result;
    result.width = array.width;
    result.height = array.height;
    result.frames = array.frames;
    result.type = array.type;
    result.format = "NumPy";
    if (array.wide) result.notes.emplace_back("64-bit integers, read as 32-bit");
    return result;
}

/// One value of the file's type at `bytes` as the 64-bit integer it is; throws where 32 bits do not hold it.
template <class Wide, class Narrow>
Narrow narrowed(const std::uint8_t* bytes, const fs::path& file) {
    Wide value{};
    std::memcpy(&value, bytes, sizeof(value));
    if (!std::in_range<Narrow>(value)) {
        throw Error(fmt::format("{} holds the value {}, which does not fit into 32 bits. Save it as 32-bit float.", file.filename().string(), value));
    }
    return static_cast<Narrow>(value);
}

void store(const Array& array, const std::uint8_t* from, std::size_t index, Image& image, const fs::path& file) {
    if (array.wideUnsigned) {
        image.samples<std::uint32_t>()[index] = narrowed<std::uint64_t, std::uint32_t>(from, file);
    } else if (array.wide) {
        image.samples<std::int32_t>()[index] = narrowed<std::int64_t, std::int32_t>(from, file);
    } else {
        const std::size_t size = bytesPerSample(array.type);
        std::memcpy(image.bytes().data() + index * size, from, size);
    }
}

Image read(const ImageRef& ref, const std::optional<PixelRect>& region) {
    const Array array = parse(ref.file);
    checkFrame(ref, static_cast<std::size_t>(array.frames));
    const PixelRect rect = region.value_or(PixelRect{0, 0, array.width, array.height});
    checkRegion(ref, rect, array.width, array.height);
    const std::size_t size = array.sampleBytes();
    // Fortran order runs through frames first, then rows, then columns: the strides tell both orders apart.
    const auto frames = static_cast<std::uint64_t>(array.frames);
    const std::uint64_t frameStride = array.columnsFirst ? 1 : static_cast<std::uint64_t>(array.height) * static_cast<std::uint64_t>(array.width);
    const std::uint64_t rowStride = array.columnsFirst ? frames : static_cast<std::uint64_t>(array.width);
    const std::uint64_t columnStride = array.columnsFirst ? frames * static_cast<std::uint64_t>(array.height) : 1;
    const std::uint64_t first = static_cast<std::uint64_t>(ref.frame) * frameStride + static_cast<std::uint64_t>(rect.y) * rowStride +
                                static_cast<std::uint64_t>(rect.x) * columnStride;
    const std::uint64_t last = first + static_cast<std::uint64_t>(rect.height - 1) * rowStride + static_cast<std::uint64_t>(rect.width - 1) * columnStride;
    Bytes bytes = readBytes(ref.file, array.dataOffset + first * size, static_cast<std::size_t>(last - first + 1) * size);
    if (bytes.size() < (last - first + 1) * size) throw damaged(ref.file, "it became shorter while it was read");
    if (array.swapped) swapSamples(std::as_writable_bytes(std::span(bytes)), size);

    Image image(rect.width, rect.height, array.type);
    std::size_t index = 0;
    for (int y = 0; y < rect.height; ++y) {
        for (int x = 0; x < rect.width; ++x, ++index) {
            const std::uint64_t at = static_cast<std::uint64_t>(y) * rowStride + static_cast<std::uint64_t>(x) * columnStride;
            store(array, bytes.data() + at * size, index, image, ref.file);
        }
    }
    image.source = ref;
    if (array.wide) image.notes.emplace_back("64-bit integers, read as 32-bit");
    return image;
}

bool isNpy(ByteView head) { return startsWith(head, kMagic); }

}  // namespace

Format npyFormat() {
    Format format;
    format.name = "NumPy";
    format.extensions = {".npy"};
    format.understands = isNpy;
    format.images = images;
    format.info = info;
    format.read = read;
    format.readsRegions = true;
    return format;
}

}  // namespace gano
