// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/image/image.h"

struct tiff;  // libtiff's TIFF

namespace gano {

/// One image of a TIFF file as its directory describes it.
struct TiffPage {
    std::uint64_t directory = 0;  ///< Offset of its directory in the file.
    int width = 0;
    int height = 0;
    int channels = 1;  ///< Samples per pixel in the file.
    SampleType type = SampleType::U8;
    bool bilevel = false;      ///< One bit per pixel, read as 0 and 255.
    bool colour = false;       ///< The first three channels are red, green, blue.
    bool whiteIsZero = false;  ///< And the samples are unsigned, so that they can be inverted.
    bool separate = false;     ///< Channels in planes of their own, not interleaved.
    bool tiled = false;
    /// Where the plain rows of an uncompressed image start, if they follow each other. ImageJ puts the images of a large
    /// stack one after the other behind a single directory.
    std::optional<std::uint64_t> rawOffset;
    bool rawBigEndian = false;
    std::optional<PixelSize> pixelSize;
    int dataBarRows = 0;  ///< As FEI's metadata say.
    std::vector<std::string> notes;
    std::string problem;  ///< A sentence, if this page cannot be read.
};

struct TiffPages {
    std::vector<TiffPage> pages;  ///< Without thumbnails (pages marked as reduced images).
    std::vector<std::string> notes;
};

struct TiffCloser {
    void operator()(tiff* file) const;
};
using TiffFile = std::unique_ptr<tiff, TiffCloser>;

/// Opens for reading; libtiff's messages go nowhere. Throws Error if it is not a TIFF after all.
TiffFile openTiff(const std::filesystem::path& file);
/// Makes the page's directory the current one. Throws Error.
void selectPage(tiff* handle, const TiffPage& page, const std::filesystem::path& file);

/// The directories of the file, remembered for the next call. Throws Error when there is none.
std::shared_ptr<const TiffPages> tiffPages(const std::filesystem::path& file);

/// Sends the messages of libtiff nowhere, for the whole process.
void silenceTiff();

}  // namespace gano
