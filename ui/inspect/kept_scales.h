// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/image/pixel_size.h"

namespace gano {

/// Pixel sizes that were set by hand, kept for this user between starts; setUserScale() makes them hold.

/// Once, when the program starts, before any image is read.
void loadKeptScales();
/// For a file or a folder, from now on and after the next start; nothing forgets it.
void keepScale(const std::filesystem::path& place, const std::optional<PixelSize>& size, bool whereUnknown = false);

}  // namespace gano
