// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// HDF5: stacks of images, label images and maps, as data sets of 2 to 4 axes.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/formats/format.h"
#include "core/formats/hdf5_parts.h"
#include "core/formats/luminance.h"

#ifdef GANOSCOPE_WITH_HDF5
#include "core/formats/hdf5_handle.h"
#include "core/formats/hdf5_metadata.h"
#endif

namespace gano {
namespace fs = std::filesystem;
namespace {

bool isHdf5(ByteView head) {
    // A user block of 512 · 2^n bytes may stand in front.
    return std::ranges::any_of(std::array{0, 512, 1024, 2048}, [&](int offset) {
        return startsWith(head, "\x89HDF\r\n\x1a\n", static_cast<std::size_t>(offset));
    });
}

#ifdef GANOSCOPE_WITH_HDF5

/// An empty part means the first one.
const Hdf5Part& partOf(const std::vector<Hdf5Part>& parts, const ImageRef& ref) {
    const auto found = ref.part.empty() ? parts.begin() : std::ranges::find(parts, ref.part, &Hdf5Part::name);
    if (found == parts.end()) {
        std::vector<std::string> names;
        std::ranges::transform(parts, std::back_inserter(names), &Hdf5Part::name);
        throw unknownName("data set of " + ref.file.filename().string(), ref.part, names);
    }
    checkFrame(ref, static_cast<std::size_t>(found->frames));
    return *found;
}

std::vector<ImageRef> images(const fs::path& file) {
    const auto lock = hdf5Lock();
    std::vector<ImageRef> refs;
    const auto contents = hdf5Contents(file);
    for (const Hdf5Part& part : contents->parts) {
        for (int frame = 0; frame < part.frames; ++frame) {
            refs.push_back({file, frame, part.name});
        }
    }
    return refs;
}

ImageInfo info(const ImageRef& ref) {
    const auto lock = hdf5Lock();
    const auto contents = hdf5Contents(ref.file);
    const Hdf5Part& part = partOf(contents->parts, ref);
    ImageInfo result;
    result.width = part.width;
    result.height = part.height;
    result.frames = part.frames;
    result.channels = part.channels;
    result.type = part.type;
    result.pixelSize = part.pixelSize;
    result.format = part.format;
    result.notes = part.notes;
    return result;
}

hid_t nativeType(SampleType type) {
    switch (type) {
        case SampleType::U8: return H5T_NATIVE_UINT8;
        case SampleType::I8: return H5T_NATIVE_INT8;
        case SampleType::U16: return H5T_NATIVE_UINT16;
        case SampleType::I16: return H5T_NATIVE_INT16;
        case SampleType::U32: return H5T_NATIVE_UINT32;
        case SampleType::I32: return H5T_NATIVE_INT32;
        case SampleType::F32: return H5T_NATIVE_FLOAT;
        case SampleType::F64: break;
    }
    return H5T_NATIVE_DOUBLE;
}

/// Reads a block of the data set into `samples`: the region of one frame, `channels` values per pixel.
void readBlock(const Hdf5Part& part, const ImageRef& ref, const PixelRect& rect, int channels, hid_t wanted, void* samples) {
    const Hdf5Handle file(H5Fopen(ref.file.string().c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!file) throw damaged(ref.file, "HDF5 cannot open it");
    const Hdf5Handle dataSet(H5Dopen2(file.id(), part.path.c_str(), H5P_DEFAULT), H5Dclose);
    const Hdf5Handle stored(H5Dget_type(dataSet.id()), H5Tclose);
    const Hdf5Handle space(H5Dget_space(dataSet.id()), H5Sclose);
    std::vector<hsize_t> start;
    std::vector<hsize_t> count;
    const auto add = [&](int from, int length) {
        start.push_back(static_cast<hsize_t>(from));
        count.push_back(static_cast<hsize_t>(length));
    };
    if (part.hasFrames && !part.framesLast) add(ref.frame, 1);
    add(rect.y, rect.height);
    add(rect.x, rect.width);
    if (part.framesLast) add(ref.frame, 1);
    if (part.hasChannels) add(channels > 1 ? 0 : part.channel, channels);
    const Hdf5Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
    H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
    // True and false are an enumeration, which converts only to itself: a byte of 0 or 1.
    const hid_t type = H5Tget_class(stored.id()) == H5T_ENUM ? stored.id() : wanted;
    if (H5Dread(dataSet.id(), type, memory.id(), space.id(), H5P_DEFAULT, samples) < 0) {
        throw Error(fmt::format("{} could not be read: it is damaged, or compressed with a filter that is not installed. Save it with "
                                "gzip compression or none.", ref.text()));
    }
}

template <class Wide, class Narrow>
void readNarrowed(const Hdf5Part& part, const ImageRef& ref, const PixelRect& rect, hid_t type, std::span<Narrow> target) {
    std::vector<Wide> wide(target.size());
    readBlock(part, ref, rect, 1, type, wide.data());
    for (std::size_t i = 0; i < wide.size(); ++i) {
        if (!std::in_range<Narrow>(wide[i])) {
            throw Error(fmt::format("{} holds the value {}, which does not fit into 32 bits. Save it as 32-bit float.", ref.text(), wide[i]));
        }
        target[i] = static_cast<Narrow>(wide[i]);
    }
}

void readSamples(const Hdf5Part& part, const ImageRef& ref, const PixelRect& rect, Image& image) {
    if (part.wide && part.colour) throw Error(fmt::format("{} holds colour in 64-bit integers. Save it as 16-bit.", ref.text()));
    if (part.wideUnsigned) return readNarrowed<std::uint64_t>(part, ref, rect, H5T_NATIVE_UINT64, image.samples<std::uint32_t>());
    if (part.wide) return readNarrowed<std::int64_t>(part, ref, rect, H5T_NATIVE_INT64, image.samples<std::int32_t>());
    if (!part.colour) return readBlock(part, ref, rect, 1, nativeType(part.type), image.bytes().data());
    dispatch(part.type, [&](auto zero) {
        using T = decltype(zero);
        const auto step = static_cast<std::size_t>(part.channels);
        std::vector<T> colours(image.pixels() * step);
        readBlock(part, ref, rect, part.channels, nativeType(part.type), colours.data());
        const std::span<T> grey = image.samples<T>();
        for (std::size_t i = 0; i < grey.size(); ++i) {
            grey[i] = luminance(colours[i * step], colours[i * step + 1], colours[i * step + 2]);
        }
    });
}

Image read(const ImageRef& ref, const std::optional<PixelRect>& region) {
    const auto lock = hdf5Lock();
    const auto contents = hdf5Contents(ref.file);
    const Hdf5Part& part = partOf(contents->parts, ref);
    const PixelRect rect = region.value_or(PixelRect{0, 0, part.width, part.height});
    checkRegion(ref, rect, part.width, part.height);
    checkPlausible(ref.file, static_cast<std::uint64_t>(rect.width), static_cast<std::uint64_t>(rect.height), bytesPerSample(part.type));
    Image image(rect.width, rect.height, part.type);
    readSamples(part, ref, rect, image);
    image.pixelSize = part.pixelSize;
    image.source = ref;
    image.notes = part.notes;
    return image;
}

std::vector<NonImage> othersIn(const fs::path& file) {
    const auto lock = hdf5Lock();
    std::vector<NonImage> others;
    for (const auto& other : hdf5Contents(file)->others)
        others.push_back({other.part, fmt::format("{} in {} is {}, not an image.", other.part, file.filename().string(), other.reason)});
    return others;
}

Metadata metadataOf(const ImageRef& ref) {
    const auto lock = hdf5Lock();
    const auto contents = hdf5Contents(ref.file);
    const Hdf5Part& part = partOf(contents->parts, ref);
    const Hdf5Handle file(H5Fopen(ref.file.string().c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!file) throw damaged(ref.file, "HDF5 cannot open it");
    return hdf5Metadata(file.id(), part, ref.frame);
}

#else

Error noHdf5(const fs::path& file) {
    return Error(fmt::format("{} is an HDF5 file, and this build of Ganoscope has no HDF5. Export its images as TIFF or install a complete build.",
                             file.filename().string()));
}
std::vector<ImageRef> images(const fs::path& file) { throw noHdf5(file); }
ImageInfo info(const ImageRef& ref) { throw noHdf5(ref.file); }
Image read(const ImageRef& ref, const std::optional<PixelRect>&) { throw noHdf5(ref.file); }
Metadata metadataOf(const ImageRef& ref) { throw noHdf5(ref.file); }
std::vector<NonImage> othersIn(const fs::path& file) { throw noHdf5(file); }

#endif

}  // namespace

Format hdf5Format() {
    Format format;
    format.name = "HDF5";
    format.extensions = {".h5", ".hdf5", ".hspy", ".emd"};
    format.understands = isHdf5;
    format.images = images;
    format.info = info;
    format.read = read;
    format.metadata = metadataOf;
    format.others = othersIn;
    format.holdsParts = true;
    format.readsRegions = true;
    return format;
}

}  // namespace gano
