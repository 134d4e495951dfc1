// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "core/image/image.h"

namespace gano {

/// Names what is made of images so that no two of one job get the same: "grid7", "grid7_0003" for a frame, "grid7_images" for a
/// part, "grid7_2" where that is taken already (also in other letter case, which network drives do not tell apart).
/// The same images in the same order get the same names.
class OutputNames {
public:
    /// The beginning of the names of what is made of `ref`; `stack`: its file holds several frames.
    std::string next(const ImageRef& ref, bool stack);

private:
    std::set<std::string> used_;
};

/// True when results in `out` would lie among the images: the folder itself or the one that holds a file.
bool liesAmongImages(const std::filesystem::path& out, const std::filesystem::path& images);

}  // namespace gano
