// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gano {

/// Physical size of a pixel per axis, in nanometres. Absent (std::optional) means uncalibrated, never 1.0.
struct PixelSize {
    double xNm = 0.0;
    double yNm = 0.0;
    bool operator==(const PixelSize&) const = default;
};

/// Nanometres in one `unit`: "pm", "Å", "A", "Angstrom", "nm", "µm", "um", "micron", "mm", "cm", "inch", "m".
/// Nothing for everything else, reciprocal units (1/nm), times and energies among them.
std::optional<double> nanometresPer(std::string_view unit);

/// A pixel size if both values are positive and finite and the unit is a length.
std::optional<PixelSize> makePixelSize(double x, double y, std::string_view unit);

/// "0.0199 nm", "4.6 nm × 5 nm", "12.3 µm", or "uncalibrated".
std::string pixelSizeText(const std::optional<PixelSize>& size);

/// The pixel size after the grid became `factor` times finer (2 for ×2 super-resolution).
std::optional<PixelSize> finer(const std::optional<PixelSize>& size, double factor);

/// A network has learned what structures look like at one pixel size. Above this ratio it no longer knows them.
inline constexpr double kPixelSizeMismatch = 1.25;

/// How many times larger the image's pixels are than those of the model's training images; 1 where either is not known.
/// Of axes that differ, the ratio farther from 1.
double pixelSizeRatio(const std::optional<PixelSize>& image, const std::optional<PixelSize>& model);

/// Empty where they agree within kPixelSizeMismatch: "The pixels of grid.tif are 2.1 times as large as those the model
/// learned from (2.1 nm and 1 nm), so structures look smaller to it than they should."
std::string pixelSizeMismatch(const std::string& image, const std::optional<PixelSize>& imageSize, const std::optional<PixelSize>& model);

}  // namespace gano
