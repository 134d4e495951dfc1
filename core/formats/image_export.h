// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// The formats that images are exported in, each with its values and its pixel size.
enum class ExportFormat {
    Tiff,     ///< As ImageJ writes it: read by Fiji, DigitalMicrograph, HyperSpy, Python.
    OmeTiff,  ///< With OME-XML: read by QuPath, OMERO, Bio-Formats.
    Mrc,      ///< For IMOD, RELION, Dynamo and their kin; see mrcSampleType().
};

/// "tiff", "ome-tiff", "mrc". exportFormat() throws UsageError with the known names.
std::vector<std::string> exportFormatNames();
ExportFormat exportFormat(const std::string& name);
/// ".tif", ".ome.tif", ".mrc"
std::string exportEnding(ExportFormat format);

/// One image of a file, a strip at a time: memory does not depend on its size. Throws Error.
void exportImage(const ImageRef& from, const std::filesystem::path& to, ExportFormat format);
/// One image in memory.
void exportImage(const Image& image, const std::filesystem::path& to, ExportFormat format);

}  // namespace gano
