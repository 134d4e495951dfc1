// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/library_versions.h"

#include <fmt/format.h>
#include <zlib.h>

#include <nlohmann/json.hpp>
#include <sstream>

#ifdef GANOSCOPE_WITH_TIFF
#include <tiffio.h>
#endif
#ifdef GANOSCOPE_WITH_HDF5
#include <hdf5.h>
#endif
#ifdef GANOSCOPE_WITH_PNG
#include <png.h>
#endif
#ifdef GANOSCOPE_WITH_JPEG
#include <cstdio>
// After <cstdio>, which it uses without including it.
#include <jpeglib.h>
#endif
#ifdef GANOSCOPE_WITH_PUGIXML
#include <pugixml.hpp>
#endif

namespace gano {

std::vector<std::string> formatLibraries() {
    std::vector<std::string> names;
#ifdef GANOSCOPE_WITH_TIFF
    // "LIBTIFF, Version 4.5.0" and two lines of copyright.
    std::istringstream tiff(TIFFGetVersion());
    std::string line;
    std::getline(tiff, line);
    names.push_back("libtiff " + line.substr(line.rfind(' ') + 1));
#endif
#ifdef GANOSCOPE_WITH_HDF5
    unsigned major = 0, minor = 0, release = 0;
    if (H5get_libversion(&major, &minor, &release) >= 0) names.push_back(fmt::format("HDF5 {}.{}.{}", major, minor, release));
#endif
#ifdef GANOSCOPE_WITH_PNG
    names.push_back(fmt::format("libpng {}", png_get_libpng_ver(nullptr)));
#endif
#ifdef GANOSCOPE_WITH_JPEG
    // It does not say its version when it runs.
    names.push_back(fmt::format("libjpeg {}.{}", JPEG_LIB_VERSION / 10, JPEG_LIB_VERSION % 10));
#endif
    names.push_back(fmt::format("zlib {}", zlibVersion()));
#ifdef GANOSCOPE_WITH_PUGIXML
    names.push_back(fmt::format("pugixml {}.{}", PUGIXML_VERSION / 1000, PUGIXML_VERSION % 1000 / 10));
#endif
    names.push_back(fmt::format("JSON for Modern C++ {}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH));
    return names;
}

}  // namespace gano
