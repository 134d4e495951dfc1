// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/image.h"

namespace gano {

/// A file that was recognised and holds something else: a spectrum, a Fourier transform, a format that is not read.
class NotAnImage : public Error {
public:
    using Error::Error;
};

/// Reading images of every known format. The format is found from the first bytes of a file, never from its name.
///
/// Thread safety: every function may be called from any thread.
/// Errors: all throw Error with one sentence that names the file: missing, unknown, a known format that is not read yet,
/// damaged or cut short, or holding samples that cannot be represented; NotAnImage for spectra and complex data. Nothing is ever clipped to fewer bits.

/// Extensions of the formats that are read, lower case with the dot, for a file dialog: ".tif", ".tiff", ".png", …
std::vector<std::string> readableExtensions();
/// True if the extension is one of readableExtensions(), whatever its case. Does not touch the file.
bool looksReadable(const std::filesystem::path& file);

/// True if files with this ending may hold several data sets (ImageRef::part). Does not touch the file.
bool mayHoldParts(const std::filesystem::path& file);

/// "TIFF", "PNG", "Digital Micrograph 3", … from the first bytes; empty when no row of the table knows them.
/// Also for formats that are recognised but not read yet.
std::string formatOf(const std::filesystem::path& file);

/// What the file says of its first image, and how many there are; decodes no pixels, but notices a file cut short.
ImageInfo readInfo(const std::filesystem::path& file);
/// The same for one image of a file: pages and data sets may differ in size and type. `frames` counts its part only.
ImageInfo readInfo(const ImageRef& ref);

/// One reference per image, in file order. A page that cannot be read is left out (readInfo() has a note of it); a file
/// without any readable image throws. HDF5: the data sets "images", "labels" and "maps" first, then every other numeric
/// data set of images, each with its path as the part.
std::vector<ImageRef> imagesIn(const std::filesystem::path& file);

/// The parts of a file that are no images although images stand beside them, each with the reason as a sentence.
struct NonImage {
    std::string part;
    std::string reason;
};
std::vector<NonImage> nonImagesIn(const std::filesystem::path& file);

/// The whole image, grey, with the sample type of the file. Colour becomes luminance (Rec. 601) and is noted.
Image readImage(const ImageRef& ref);
/// The part inside `rect`, which must lie inside the image (Error otherwise). TIFF decodes only the strips or tiles touched,
/// HDF5 and .npy read only the rows; other formats decode the whole image and keep the last few for the next region.
Image readRegion(const ImageRef& ref, const PixelRect& rect);

}  // namespace gano
