// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/image/image.h"

namespace gano {

/// How the pixel size is written. ImageJ: resolution tags in pixels per unit, the unit in the description, which ImageJ,
/// Bio-Formats, HyperSpy and tifffile read. Ome: OME-XML of 2016-06 in the description and pixels per cm in the tags.
enum class TiffDialect { ImageJ, Ome };

/// What a TIFF file to be written will hold.
struct TiffLayout {
    int width = 0;
    int height = 0;
    SampleType type = SampleType::U8;
    int pages = 1;
    int samplesPerPixel = 1;  ///< 1 is grey, 3 is RGB, interleaved.
    std::optional<PixelSize> pixelSize = std::nullopt;
    std::string description = {};  ///< Free text after the lines that ImageJ reads; not in OME files.
    TiffDialect dialect = TiffDialect::ImageJ;
    bool compress = true;     ///< Deflate: lossless, and read by ImageJ without a plug-in.
};

/// Writes a TIFF row by row, so that an image never has to fit into memory. BigTIFF when the samples exceed 4 GB.
///
/// The file appears under its name only with finish(); without it the destructor removes what was written.
class TiffWriter {
public:
    /// Throws Error if the file cannot be made or the layout is impossible.
    TiffWriter(const std::filesystem::path& file, const TiffLayout& layout);
    ~TiffWriter();
    TiffWriter(TiffWriter&&) noexcept;
    TiffWriter& operator=(TiffWriter&&) noexcept;

    /// The next rows: `samples` holds whole rows of layout.type in the machine's byte order, starting with row `y`, which
    /// must be the row after the last one written (0 after a page is full). Throws Error otherwise and when the disk is full.
    void writeRows(int y, std::span<const std::byte> samples);
    template <class T>
    void writeRows(int y, std::span<const T> samples) {
        writeRows(y, std::as_bytes(samples));
    }

    /// Closes, syncs and renames. Throws Error if rows are missing or the disk is full.
    void finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// One image as a TIFF of its own sample type, with its pixel size.
void writeTiff(const std::filesystem::path& file, const Image& image, const std::string& description = {});

}  // namespace gano
