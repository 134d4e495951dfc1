// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/formats/bytes.h"
#include "core/formats/format_table.h"
#include "core/formats/metadata.h"
#include "core/image/image.h"

namespace gano {

/// One row of the format table. Internal to core/formats.
struct Format {
    std::string name;
    std::vector<std::string> extensions;  ///< Of files of this format, for dialogs; reading never looks at them.
    /// "Not mine" is false; a damaged file of this format is true, and the readers below say what is wrong with it.
    bool (*understands)(ByteView firstBytes) = nullptr;
    std::vector<ImageRef> (*images)(const std::filesystem::path& file) = nullptr;  ///< Null: recognised, not read yet.
    ImageInfo (*info)(const ImageRef& ref) = nullptr;
    /// The region only, or everything without one.
    Image (*read)(const ImageRef& ref, const std::optional<PixelRect>& region) = nullptr;
    Metadata (*metadata)(const ImageRef& ref) = nullptr;  ///< Null: files of this format say nothing.
    std::vector<NonImage> (*others)(const std::filesystem::path& file) = nullptr;  ///< Null: every part is an image.
    bool holdsParts = false;    ///< Files of this format may hold several data sets, each with images of its own.
    bool readsRegions = false;  ///< False: `read` ignores the region, the caller crops and remembers.
    std::string answer;         ///< For formats not read yet, after the file's name: what it is and what to do.
};

/// How many first bytes `understands` gets, if the file has them.
inline constexpr std::size_t kHeadBytes = 4096;

Format tiffFormat();
Format hdf5Format();
Format npyFormat();
Format digitalMicrographFormat();
Format serFormat();
Format mrcFormat();  ///< Weak signature: to be asked last.
std::vector<Format> pictureFormats();  ///< PNG, JPEG, BMP.
std::vector<Format> unreadFormats();   ///< Recognised by their first bytes, answered with a sentence.

}  // namespace gano
