// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gatan Digital Micrograph 3 and 4: a tree of tags, with the images in its list "ImageList".
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/formats/dm_metadata.h"
#include "core/formats/dm_tags.h"
#include "core/formats/file_cache.h"
#include "core/formats/format.h"
#include "core/formats/luminance.h"
#include "core/formats/raw_samples.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

/// One image or stack of the file, checked to be readable.
struct DmImage {
    RawSamples samples;  ///< Of the first frame.
    int frames = 1;
    bool colour = false;  ///< Four bytes per pixel: blue, green, red, unused.
    bool wide = false;
    std::optional<PixelSize> pixelSize;
    std::vector<std::string> notes;
    Metadata metadata;
    std::string refusal;  ///< Why it is not an image, after the file's name; empty when it is one.
};

struct DmLayout {
    std::vector<DmImage> images;
    std::vector<NonImage> others;
    int version = 3;
};

struct DmType {
    int code;
    SampleType type;
};
/// The codes of ImageData.DataType that are grey images.
constexpr DmType kTypes[] = {{1, SampleType::I16}, {2, SampleType::F32}, {6, SampleType::U8},   {7, SampleType::I32}, {9, SampleType::I8},
                             {10, SampleType::U16}, {11, SampleType::U32}, {12, SampleType::F64}, {14, SampleType::U8}};
constexpr int kRgb[] = {8, 23};
constexpr int kComplex[] = {3, 5, 13, 27, 28};

double numberOf(const DmTag* tag, double otherwise) { return tag != nullptr && tag->kind == DmTag::Kind::Number ? tag->number : otherwise; }

/// Nanometres per pixel along one axis; nothing for lengths unknown, reciprocal, or not positive.
std::optional<double> axisNm(const DmTag* calibrations, std::size_t axis, std::string& unit) {
    if (calibrations == nullptr || axis >= calibrations->children.size()) return std::nullopt;
    const auto& entry = calibrations->children[axis];
    const auto* units = entry.find("Units");
    unit = units != nullptr ? units->text : std::string();
    const double scale = numberOf(entry.find("Scale"), 0.0);
    const auto nm = nanometresPer(unit);
    if (!nm || !(scale > 0.0) || !std::isfinite(scale)) return std::nullopt;
    return scale * *nm;
}

bool isEnergy(const std::string& unit) { return unit == "eV" || unit == "keV" || unit == "meV"; }

DmImage describe(const DmTag& entry, std::endian order, const fs::path& file) {
    DmImage image;
    const auto* data = entry.find({"ImageData", "Data"});
    const auto* dimensions = entry.find({"ImageData", "Dimensions"});
    const int code = static_cast<int>(numberOf(entry.find({"ImageData", "DataType"}), -1));
    if (std::ranges::find(kComplex, code) != std::end(kComplex)) {
        image.refusal = "holds a complex image (a Fourier transform or a wave), not a micrograph. Save its modulus as a new image in Digital Micrograph";
        return image;
    }
    if (data == nullptr || data->kind != DmTag::Kind::Array || dimensions == nullptr || dimensions->children.empty()) {
        image.refusal = "holds an entry without image data";
        return image;
    }
    std::vector<double> size;
    for (const auto& side : dimensions->children) size.push_back(numberOf(&side, 0.0));
    for (const double side : size)
        if (!(side >= 1.0) || side > std::numeric_limits<int>::max()) throw damaged(file, "it states an impossible size");
    const auto* calibrations = entry.find({"ImageData", "Calibrations", "Dimension"});
    std::string unitX, unitY, unitZ;
    const auto x = axisNm(calibrations, 0, unitX), y = axisNm(calibrations, 1, unitY);
    axisNm(calibrations, 2, unitZ);

    if (size.size() < 2 || size[1] == 1.0 || isEnergy(unitX)) {
        image.refusal = "holds a spectrum or a line profile, not an image";
    } else if (isEnergy(unitY) || isEnergy(unitZ)) {
        image.refusal = "holds a spectrum image, a spectrum for each pixel. Export one of its energy slices as an image";
    } else if (size.size() > 4) {
        image.refusal = "holds data of more than four dimensions, not an image";
    }
    if (!image.refusal.empty()) return image;

    const auto* row = std::ranges::find(kTypes, code, &DmType::code);
    image.colour = std::ranges::find(kRgb, code) != std::end(kRgb);
    if (row == std::end(kTypes) && !image.colour) {
        image.refusal = fmt::format("holds samples of the type {}, which is not known here. Export it as TIFF from Digital Micrograph", code);
        return image;
    }
    image.samples.type = image.colour ? SampleType::U32 : row->type;
    image.samples.order = order;
    image.samples.offset = data->offset;
    image.samples.width = static_cast<int>(size[0]);
    image.samples.height = static_cast<int>(size[1]);
    double frames = 1.0;
    for (std::size_t i = 2; i < size.size(); ++i) frames *= size[i];
    const double held = static_cast<double>(data->count) * static_cast<double>(dmElementBytes(data->elementType));
    if (frames > 1e9 || frames * static_cast<double>(image.samples.bytes()) > held)
        throw damaged(file, fmt::format("it says that its image has {} × {} pixels, but holds data for fewer", image.samples.width, image.samples.height));
    image.frames = static_cast<int>(frames);
    if (x && y) {
        image.pixelSize = PixelSize{*x, *y};
        if (std::abs(*x / *y - 1.0) > 0.01) image.notes.emplace_back("the pixels are not square");
    } else if (x && size.size() == 2 && unitY.empty() && unitX != unitY) {
        image.notes.emplace_back("only the horizontal axis is calibrated");
    } else if (!x && !unitX.empty() && !nanometresPer(unitX)) {
        image.notes.push_back(fmt::format("its scale is in {}, not a length", unitX));
    }
    if (image.colour) image.notes.emplace_back("colour, read as grey");
    return image;
}

DmLayout parse(const fs::path& file) {
    const auto dm = readDmTags(file);
    DmLayout layout;
    layout.version = dm.version;
    const auto* list = dm.root.find("ImageList");
    if (list == nullptr || list->children.empty()) throw damaged(file, "it has no list of images");
    // The first entry is the thumbnail of the one that follows.
    const std::size_t first = list->children.size() > 1 ? 1 : 0;
    for (std::size_t i = first; i < list->children.size(); ++i) {
        auto image = describe(list->children[i], dm.order, file);
        if (!image.refusal.empty()) {
            layout.others.push_back({std::to_string(i + 1 - first), fmt::format("{} {}.", file.filename().string(), image.refusal)});
            continue;
        }
        image.metadata = dmMetadata(list->children[i]);
        layout.images.push_back(std::move(image));
    }
    if (layout.images.empty()) throw NotAnImage(layout.others.front().reason);
    return layout;
}

std::shared_ptr<const DmLayout> layoutOf(const fs::path& file) {
    static FileCache<DmLayout> cache(64);
    return cache.get(fileStamp(file), [&] { return parse(file); });
}

/// The image of a file that `ref` means; `part` counts them where there are several.
const DmImage& imageOf(const DmLayout& layout, const ImageRef& ref) {
    std::size_t index = 0;
    if (!ref.part.empty()) index = static_cast<std::size_t>(std::strtoul(ref.part.c_str(), nullptr, 10)) - 1;
    if (index >= layout.images.size()) throw Error(fmt::format("{} has {} images; number {} was asked for.", ref.file.filename().string(), layout.images.size(), ref.part));
    checkFrame(ref, static_cast<std::size_t>(layout.images[index].frames));
    return layout.images[index];
}

std::vector<ImageRef> images(const fs::path& file) {
    const auto layout = layoutOf(file);
    std::vector<ImageRef> refs;
    for (std::size_t i = 0; i < layout->images.size(); ++i)
        for (int frame = 0; frame < layout->images[i].frames; ++frame)
            refs.push_back({file, frame, layout->images.size() > 1 ? std::to_string(i + 1) : std::string()});
    return refs;
}

ImageInfo info(const ImageRef& ref) {
    const auto layout = layoutOf(ref.file);
    const auto& image = imageOf(*layout, ref);
    ImageInfo result;
    result.width = image.samples.width;
    result.height = image.samples.height;
    result.frames = image.frames;
    result.channels = image.colour ? 3 : 1;
    result.type = image.colour ? SampleType::U8 : image.samples.type;
    result.pixelSize = image.pixelSize;
    result.format = fmt::format("Digital Micrograph {}", layout->version);
    result.notes = image.notes;
    return result;
}

Image greyOf(const Image& packed) {
    Image grey(packed.width(), packed.height(), SampleType::U8);
    const auto bytes = packed.bytes();
    const auto out = grey.samples<std::uint8_t>();
    for (std::size_t i = 0; i < out.size(); ++i) {
        // Blue, green, red, unused in a little-endian file; readRaw() has put the words into this machine's order.
        std::uint32_t word = 0;
        std::memcpy(&word, bytes.data() + 4 * i, 4);
        const auto channel = [word](int shift) { return static_cast<std::uint8_t>((word >> shift) & 255U); };
        out[i] = luminance<std::uint8_t>(channel(16), channel(8), channel(0));
    }
    return grey;
}

Image read(const ImageRef& ref, const std::optional<PixelRect>& region) {
    const auto layout = layoutOf(ref.file);
    const auto& described = imageOf(*layout, ref);
    auto samples = described.samples;
    samples.offset += static_cast<std::uint64_t>(ref.frame) * samples.bytes();
    Image image = readRaw(ref, samples, region);
    if (described.colour) image = greyOf(image);
    image.source = ref;
    image.pixelSize = described.pixelSize;
    image.notes = described.notes;
    return image;
}

Metadata metadataOf(const ImageRef& ref) { return imageOf(*layoutOf(ref.file), ref).metadata; }

bool isDigitalMicrograph(ByteView head, std::uint64_t version, std::size_t rootLengthSize) {
    // Version, length of the root (4 or 8 bytes), byte order of the data (0 or 1); all big-endian.
    return head.size() >= 16 && numberAt(head, 0, 4, std::endian::big) == version &&
           numberAt(head, 4 + rootLengthSize, 4, std::endian::big) <= 1;
}

}  // namespace

Format digitalMicrographFormat() {
    Format format;
    format.name = "Digital Micrograph";
    format.extensions = {".dm3", ".dm4"};
    format.understands = [](ByteView head) { return isDigitalMicrograph(head, 3, 4) || isDigitalMicrograph(head, 4, 8); };
    format.images = images;
    format.info = info;
    format.read = read;
    format.metadata = metadataOf;
    format.others = [](const fs::path& file) { return layoutOf(file)->others; };
    format.readsRegions = true;
    return format;
}

}  // namespace gano
