// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace gano {

/// The libraries that files are read and written with, as they are loaded now: "libtiff 4.5.0", "HDF5 1.10.8", …
std::vector<std::string> formatLibraries();

}  // namespace gano
