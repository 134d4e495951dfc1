// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/formats/bytes.h"

struct tiff;  // libtiff's TIFF

namespace gano {

/// Tags that instrument makers registered or simply use; libtiff hands them over as they are.
namespace tiff_tag {
inline constexpr std::uint32_t kOlympusIni = 33471, kOlympusSis = 33560;
inline constexpr std::uint32_t kZeiss = 34118;
inline constexpr std::uint32_t kFeiSfeg = 34680, kFeiHelios = 34682;
inline constexpr std::uint32_t kTvipsOffset = 37706, kTvips = 37708;
inline constexpr std::uint32_t kGatanUnitShort = 65003, kGatanScaleX = 65009, kGatanScaleY = 65010, kGatanUnitLong = 65012;
}  // namespace tiff_tag

/// Of the current directory. Empty where the tag is missing or of another kind.
std::optional<double> tiffNumber(tiff* file, std::uint32_t tag);
std::string tiffText(tiff* file, std::uint32_t tag);   ///< Up to the first zero.
std::string tiffKnownText(tiff* file, std::uint32_t tag);  ///< Of a tag that libtiff knows: make, model, software, date, …
std::string tiffDescription(tiff* file);
/// The bytes of a tag, or, where it holds one number, up to `most` bytes of the file from there on: makers did both.
Bytes tiffBlock(tiff* file, std::uint32_t tag, std::size_t most);

}  // namespace gano
