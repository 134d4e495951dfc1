// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// TIFF: which images a file holds, and their samples as grey.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/formats/format.h"
#include "core/formats/luminance.h"
#include "core/formats/tiff_instruments.h"
#include "core/formats/tiff_pages.h"

#ifdef GANOSCOPE_WITH_TIFF
#include <tiffio.h>
#endif

namespace gano {
namespace fs = std::filesystem;
namespace {

bool isTiff(ByteView head) {
    for (const char* magic : {"II\x2a", "II\x2b"}) {
        if (startsWith(head, {magic, 3}) && head.size() > 3 && head[3] == 0) return true;
    }
    return startsWith(head, {"MM\0\x2a", 4}) || startsWith(head, {"MM\0\x2b", 4});
}

#ifdef GANOSCOPE_WITH_TIFF

const TiffPage& pageOf(const TiffPages& found, const ImageRef& ref) {
    checkFrame(ref, found.pages.size());
    const TiffPage& page = found.pages[static_cast<std::size_t>(ref.frame)];
    if (!page.problem.empty()) throw Error(page.problem);
    return page;
}

std::vector<ImageRef> images(const fs::path& file) {
    const auto found = tiffPages(file);
    std::vector<ImageRef> refs;
    for (std::size_t i = 0; i < found->pages.size(); ++i) {
        if (found->pages[i].problem.empty()) refs.push_back({file, static_cast<int>(i), {}});
    }
    if (refs.empty()) throw Error(found->pages.front().problem);
    return refs;
}

ImageInfo info(const ImageRef& ref) {
    const auto found = tiffPages(ref.file);
    const TiffPage& page = pageOf(*found, ref);
    ImageInfo result;
    result.width = page.width;
    result.height = page.height;
    result.frames = static_cast<int>(found->pages.size());
    result.channels = page.channels;
    result.type = page.type;
    result.pixelSize = page.pixelSize;
    result.dataBarRows = page.dataBarRows;
    result.format = "TIFF";
    result.notes = page.notes;
    result.notes.insert(result.notes.end(), found->notes.begin(), found->notes.end());
    const auto broken = std::ranges::count_if(found->pages, [](const TiffPage& other) { return !other.problem.empty(); });
    if (broken > 0) result.notes.push_back(fmt::format("{} of {} images cannot be read", broken, found->pages.size()));
    return result;
}

/// A decoded rectangle of the page: red, green, blue (or grey in the first only) with a step between pixels.
struct Block {
    const std::byte* channels[3] = {};
    std::size_t step = 1;        ///< Samples from one pixel to the next.
    std::size_t rowSamples = 0;  ///< Samples from one row to the next.
    PixelRect rect;              ///< In page pixels.
};

template <class T>
void placeBlock(const TiffPage& page, const Block& block, const PixelRect& region, Image& image) {
    const int left = std::max(block.rect.x, region.x);
    const int right = std::min(block.rect.x + block.rect.width, region.x + region.width);
    const int top = std::max(block.rect.y, region.y);
    const int bottom = std::min(block.rect.y + block.rect.height, region.y + region.height);
    const std::span<T> target = image.samples<T>();
    const auto sampleAt = [&](int channel, std::size_t index) {
        T value;
        std::memcpy(&value, block.channels[channel] + index * sizeof(T), sizeof(T));
        return value;
    };
    for (int y = top; y < bottom; ++y) {
        std::size_t from = static_cast<std::size_t>(y - block.rect.y) * block.rowSamples + static_cast<std::size_t>(left - block.rect.x) * block.step;
        std::size_t to = static_cast<std::size_t>(y - region.y) * static_cast<std::size_t>(region.width) + static_cast<std::size_t>(left - region.x);
        for (int x = left; x < right; ++x, from += block.step, ++to) {
            T value = page.colour ? luminance(sampleAt(0, from), sampleAt(1, from), sampleAt(2, from)) : sampleAt(0, from);
            if (page.whiteIsZero) value = static_cast<T>(std::numeric_limits<T>::max() - value);
            target[to] = value;
        }
    }
}

void place(const TiffPage& page, const Block& block, const PixelRect& region, Image& image) {
    dispatch(page.type, [&](auto zero) { placeBlock<decltype(zero)>(page, block, region, image); });
}

/// Rows of bits, each padded to whole bytes, as one byte per pixel.
std::vector<std::byte> expandBits(const std::vector<std::byte>& bits, int width, int height) {
    const std::size_t rowBytes = (static_cast<std::size_t>(width) + 7) / 8;
    std::vector<std::byte> pixels;
    pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
        for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
            const auto byte = std::to_integer<unsigned>(bits[y * rowBytes + x / 8]);
            pixels.push_back((byte >> (7 - x % 8) & 1U) != 0 ? std::byte{255} : std::byte{0});
        }
    }
    return pixels;
}

/// Reads the strips or tiles of one page that a region touches.
class BlockReader {
public:
    BlockReader(TIFF* tiff, const TiffPage& page, const fs::path& file) : tiff_(tiff), page_(page), file_(file) {
        if (page.tiled) {
            std::uint32_t width = 0;
            std::uint32_t height = 0;
            TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
            TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
            checkPlausible(file, width, height, 1);
            blockWidth_ = static_cast<int>(width);
            blockHeight_ = static_cast<int>(height);
        } else {
            std::uint32_t rows = 0;
            TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
            blockWidth_ = page.width;
            blockHeight_ = rows == 0 || rows > static_cast<std::uint32_t>(page.height) ? page.height : static_cast<int>(rows);
        }
        const tmsize_t size = page.tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
        const std::size_t channels = page.separate ? 1 : static_cast<std::size_t>(page.channels);
        const std::size_t row = page.bilevel ? (static_cast<std::size_t>(blockWidth_) + 7) / 8
                                             : static_cast<std::size_t>(blockWidth_) * channels * bytesPerSample(page.type);
        rowBytes_ = row;
        if (size <= 0 || static_cast<std::size_t>(size) < row * static_cast<std::size_t>(blockHeight_)) {
            throw damaged(file, "the sizes it states do not fit together");
        }
        for (auto& buffer : buffers_) {
            if (&buffer == &buffers_[0] || (page.separate && page.colour)) buffer.resize(static_cast<std::size_t>(size));
        }
    }

    Image read(const PixelRect& region) {
        Image image(region.width, region.height, page_.type);
        for (int y = region.y / blockHeight_ * blockHeight_; y < region.y + region.height; y += blockHeight_) {
            for (int x = region.x / blockWidth_ * blockWidth_; x < region.x + region.width; x += blockWidth_) {
                readBlock(x, y, region, image);
                if (blockWidth_ > region.x + region.width - x) break;  // keeps x inside int for the widest images
            }
            if (blockHeight_ > region.y + region.height - y) break;
        }
        return image;
    }

private:
    void readBlock(int x, int y, const PixelRect& region, Image& image) {
        const int height = page_.tiled ? blockHeight_ : std::min(blockHeight_, page_.height - y);
        for (std::uint16_t plane = 0; plane < (page_.separate && page_.colour ? 3 : 1); ++plane) {
            decode(x, y, plane, height, buffers_[plane]);
        }
        Block block;
        block.rect = {x, y, std::min(blockWidth_, page_.width - x), std::min(height, page_.height - y)};
        block.step = page_.separate ? 1 : static_cast<std::size_t>(page_.channels);
        block.rowSamples = static_cast<std::size_t>(blockWidth_) * block.step;
        std::vector<std::byte> pixels;
        if (page_.bilevel) pixels = expandBits(buffers_[0], blockWidth_, height);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            block.channels[channel] = page_.bilevel    ? pixels.data()
                                      : page_.separate ? buffers_[channel].data()
                                                       : buffers_[0].data() + (page_.colour ? channel : 0) * bytesPerSample(page_.type);
        }
        place(page_, block, region, image);
    }

    void decode(int x, int y, std::uint16_t plane, int rows, std::vector<std::byte>& buffer) {
        const auto size = static_cast<tmsize_t>(buffer.size());
        const auto column = static_cast<std::uint32_t>(x);
        const auto row = static_cast<std::uint32_t>(y);
        const tmsize_t got = page_.tiled ? TIFFReadEncodedTile(tiff_, TIFFComputeTile(tiff_, column, row, 0, plane), buffer.data(), size)
                                         : TIFFReadEncodedStrip(tiff_, TIFFComputeStrip(tiff_, row, plane), buffer.data(), size);
        if (got < 0 || static_cast<std::size_t>(got) < rowBytes_ * static_cast<std::size_t>(rows)) {
            throw damaged(file_, fmt::format("its samples cannot be decoded from row {} on", y + 1));
        }
    }

    TIFF* tiff_;
    const TiffPage& page_;
    const fs::path& file_;
    int blockWidth_ = 0;
    int blockHeight_ = 0;
    std::size_t rowBytes_ = 0;
    std::vector<std::byte> buffers_[3];
};

/// A frame of an ImageJ stack: plain rows at a known place.
Image readRaw(const TiffPage& page, const fs::path& file, const PixelRect& region) {
    const std::size_t sample = bytesPerSample(page.type);
    const std::size_t rowBytes = static_cast<std::size_t>(page.width) * static_cast<std::size_t>(page.channels) * sample;
    const std::size_t count = rowBytes * static_cast<std::size_t>(region.height);
    Bytes rows = readBytes(file, *page.rawOffset + static_cast<std::uint64_t>(region.y) * rowBytes, count);
    if (rows.size() < count) throw damaged(file, "it became shorter while it was read");
    const std::span<std::byte> bytes = std::as_writable_bytes(std::span(rows));
    if (page.rawBigEndian != (std::endian::native == std::endian::big)) swapSamples(bytes, sample);
    Block block;
    block.step = static_cast<std::size_t>(page.channels);
    block.rowSamples = static_cast<std::size_t>(page.width) * block.step;
    block.rect = {0, region.y, page.width, region.height};
    for (std::size_t channel = 0; channel < 3; ++channel) {
        block.channels[channel] = bytes.data() + (page.colour ? channel * sample : 0);
    }
    Image image(region.width, region.height, page.type);
    place(page, block, region, image);
    return image;
}

Image read(const ImageRef& ref, const std::optional<PixelRect>& region) {
    const auto found = tiffPages(ref.file);
    const TiffPage& page = pageOf(*found, ref);
    const PixelRect rect = region.value_or(PixelRect{0, 0, page.width, page.height});
    checkRegion(ref, rect, page.width, page.height);
    Image image;
    if (page.rawOffset) {
        image = readRaw(page, ref.file, rect);
    } else {
        const TiffFile handle = openTiff(ref.file);
        selectPage(handle.get(), page, ref.file);
        image = BlockReader(handle.get(), page, ref.file).read(rect);
    }
    image.pixelSize = page.pixelSize;
    image.source = ref;
    image.notes = page.notes;
    return image;
}

Metadata metadataOf(const ImageRef& ref) {
    const auto found = tiffPages(ref.file);
    const TiffPage& page = pageOf(*found, ref);
    const TiffFile handle = openTiff(ref.file);
    selectPage(handle.get(), page, ref.file);
    return tiffMetadata(handle.get());
}

#else

Error noTiff(const fs::path& file) {
    return Error(fmt::format("{} is a TIFF image, and this build of Ganoscope has no libtiff. Save it as PNG or install a complete build.",
                             file.filename().string()));
}
std::vector<ImageRef> images(const fs::path& file) { throw noTiff(file); }
ImageInfo info(const ImageRef& ref) { throw noTiff(ref.file); }
Image read(const ImageRef& ref, const std::optional<PixelRect>&) { throw noTiff(ref.file); }
Metadata metadataOf(const ImageRef& ref) { throw noTiff(ref.file); }

#endif

}  // namespace

Format tiffFormat() {
    Format format;
    format.name = "TIFF";
    format.extensions = {".tif", ".tiff"};
    format.understands = isTiff;
    format.images = images;
    format.info = info;
    format.read = read;
    format.metadata = metadataOf;
    format.readsRegions = true;
    return format;
}

}  // namespace gano
