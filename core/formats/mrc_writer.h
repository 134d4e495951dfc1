// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "core/image/image.h"

namespace gano {

/// The sample type in which an MRC file holds images of this one: 8-bit signed, 16-bit signed and unsigned and 32-bit float are
/// kept, 8-bit unsigned becomes 16-bit (programs disagree on what a byte means), all others 32-bit float.
SampleType mrcSampleType(SampleType type);

/// Writes one section in the MRC2014 format (ccpem.ac.uk/mrc-format) row by row, little-endian, with the pixel size as the
/// cell in Å. A file without a pixel size says so with a cell of zero. Minimum, maximum and mean are in the header.
///
/// The file appears under its name only with finish(); without it the destructor removes what was written.
class MrcWriter {
public:
    /// Throws Error if the file cannot be made.
    MrcWriter(const std::filesystem::path& file, int width, int height, SampleType type, const std::optional<PixelSize>& pixelSize);
    ~MrcWriter();
    MrcWriter(const MrcWriter&) = delete;
    MrcWriter& operator=(const MrcWriter&) = delete;

    /// The next rows, of the type given to the constructor. Throws Error when the disk is full.
    void writeRows(const Image& rows);
    /// Throws Error if rows are missing or the disk is full.
    void finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gano
