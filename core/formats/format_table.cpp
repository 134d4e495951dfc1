// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/format_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>

#include "core/formats/file_cache.h"
#include "core/formats/format.h"
#include "core/formats/metadata.h"
#include "core/formats/user_scale.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

/// Every format, in the order in which they are asked. Signatures are certain; weak ones (MRC has none) come last.
const std::vector<Format>& table() {
    static const std::vector<Format> kFormats = [] {
        std::vector<Format> formats{tiffFormat(), hdf5Format(), npyFormat(), digitalMicrographFormat(), serFormat()};
        for (auto rows : {pictureFormats(), unreadFormats()}) {
            std::ranges::move(rows, std::back_inserter(formats));
        }
        formats.push_back(mrcFormat());
        return formats;
    }();
    return kFormats;
}

/// By the path's text: a hundred thousand paths taken apart as paths are seen as a delay.
std::string lowerExtension(const fs::path& file) {
    static constexpr fs::path::value_type kSeparators[] = {'/', fs::path::preferred_separator, 0};
    std::basic_string_view<fs::path::value_type> name(file.native());
    name.remove_prefix(name.find_last_of(kSeparators) + 1);
    std::string extension;
    if (const auto dot = name.rfind('.'); dot != name.npos && dot > 0) {
        // No format has an ending with other letters than these.
        for (const auto c : name.substr(dot)) extension += static_cast<unsigned>(c) < 128u ? static_cast<char>(std::tolower(static_cast<int>(c))) : '?';
    }
    return extension;
}

const Format* findFormat(const fs::path& file) {
    const Bytes head = readBytes(file, 0, kHeadBytes);
    const auto row = std::ranges::find_if(table(), [&](const Format& format) { return format.understands(head); });
    return row == table().end() ? nullptr : &*row;
}

/// The row that reads this file; throws when there is none.
const Format& formatFor(const fs::path& file) {
    const Format* format = findFormat(file);
    const std::string name = file.filename().string();
    if (format == nullptr) {
        throw Error(fmt::format("{} is not an image in a format that is known here. Save it as TIFF or PNG.", name));
    }
    if (format->images == nullptr) {
        throw NotAnImage(fmt::format("{} {}", name, format->answer));
    }
    return *format;
}

/// Codecs report in many ways (bad_alloc, length_error, their own); a caller sees one sentence with the file's name.
template <class Work>
auto guarded(const fs::path& file, Work&& work) {
    try {
        return work();
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Error(fmt::format("{} needs more memory than this computer has left. Close other programs or use a smaller image.",
                                file.filename().string()));
    } catch (const std::exception& error) {
        throw damaged(file, error.what());
    }
}

/// What a person said of the scale counts more than what the file says.
template <class Described>
Described withUserScale(Described described, const fs::path& file) {
    if (const auto scale = userScale(file); scale && !(scale->whereUnknown && described.pixelSize)) {
        described.pixelSize = *scale;
        described.notes.emplace_back(kScaleByHand);
    }
    return described;
}

FileCache<Image>& wholeImages() {
    static FileCache<Image> cache(2);
    return cache;
}

}  // namespace

Metadata readMetadata(const ImageRef& ref) {
    return guarded(ref.file, [&] {
        const Format& format = formatFor(ref.file);
        return format.metadata == nullptr ? Metadata{} : format.metadata(ref);
    });
}

std::vector<std::string> readableExtensions() {
    std::vector<std::string> extensions;
    for (const Format& format : table()) {
        if (format.images != nullptr) std::ranges::copy(format.extensions, std::back_inserter(extensions));
    }
    return extensions;
}

bool looksReadable(const fs::path& file) {
    static const std::vector<std::string> kExtensions = readableExtensions();
    return std::ranges::find(kExtensions, lowerExtension(file)) != kExtensions.end();
}

bool mayHoldParts(const fs::path& file) {
    const auto extension = lowerExtension(file);
    return std::ranges::any_of(table(), [&](const Format& format) { return format.holdsParts && std::ranges::find(format.extensions, extension) != format.extensions.end(); });
}

std::string formatOf(const fs::path& file) {
    const Format* format = findFormat(file);
    return format == nullptr ? std::string{} : format->name;
}

ImageInfo readInfo(const fs::path& file) {
    return guarded(file, [&] {
        const Format& format = formatFor(file);
        const std::vector<ImageRef> refs = format.images(file);
        ImageInfo info = format.info(refs.front());
        info.frames = static_cast<int>(refs.size());
        return withUserScale(std::move(info), file);
    });
}

ImageInfo readInfo(const ImageRef& ref) {
    return guarded(ref.file, [&] { return withUserScale(formatFor(ref.file).info(ref), ref.file); });
}

std::vector<ImageRef> imagesIn(const fs::path& file) {
    return guarded(file, [&] { return formatFor(file).images(file); });
}

std::vector<NonImage> nonImagesIn(const fs::path& file) {
    return guarded(file, [&] {
        const Format& format = formatFor(file);
        return format.others == nullptr ? std::vector<NonImage>{} : format.others(file);
    });
}

Image readImage(const ImageRef& ref) {
    return guarded(ref.file, [&] { return withUserScale(formatFor(ref.file).read(ref, std::nullopt), ref.file); });
}

Image readRegion(const ImageRef& ref, const PixelRect& rect) {
    return guarded(ref.file, [&] {
        const Format& format = formatFor(ref.file);
        if (format.readsRegions) return withUserScale(format.read(ref, rect), ref.file);
        const std::string key = fmt::format("{}|{}|{}", fileStamp(ref.file), ref.frame, ref.part);
        const auto whole = wholeImages().get(key, [&] { return format.read(ref, std::nullopt); });
        checkRegion(ref, rect, whole->width(), whole->height());
        return withUserScale(whole->crop(rect), ref.file);
    });
}

}  // namespace gano
