// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/formats/metadata.h"

namespace gano {

/// What the description (.emi) beside a TIA series says of it: "grid_2.ser" is the second object of "grid.emi". An empty tree
/// where there is no description beside it, or it is damaged; a series is complete without.
Metadata emiMetadata(const std::filesystem::path& series);

}  // namespace gano
