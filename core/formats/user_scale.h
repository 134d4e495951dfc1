// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/image/pixel_size.h"

namespace gano {

/// Pixel sizes that a person stated, for files that say none or a wrong one. They hold for the whole process: readInfo(),
/// readImage() and readRegion() give them instead of the file's own, with the note "pixel size set by hand", so that the view,
/// training, prediction and export agree. Files are never changed.
///
/// What is set for a file counts more than what is set for its folder, and a folder more than the one above it.
/// Thread safety: every function may be called from any thread.

/// The note of such images.
inline constexpr std::string_view kScaleByHand = "pixel size set by hand";

struct UserScale : PixelSize {
    bool whereUnknown = false;  ///< Only for images whose file says no pixel size; otherwise also for those that say another.
};

/// For a file, or for every file in a folder and the folders inside it; nothing forgets it.
void setUserScale(const std::filesystem::path& place, const std::optional<PixelSize>& size, bool whereUnknown = false);
/// What holds for this file.
std::optional<UserScale> userScale(const std::filesystem::path& file);
/// Everything that was set, for keeping it between starts.
std::map<std::filesystem::path, UserScale> userScales();

/// "2.5 nm", "0.13 nm x 0.2 nm", "1,2 µm": a number and a unit of length, or two. Throws UsageError saying what was not understood;
/// energies, times and reciprocal lengths are refused by name.
PixelSize parsePixelSize(const std::string& text);

}  // namespace gano
