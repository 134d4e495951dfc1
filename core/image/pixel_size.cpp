// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/pixel_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace gano {
namespace {

// The micro sign (U+00B5) and the Greek letter (U+03BC) look alike and both occur in files; so do Å (U+00C5, U+212B).
constexpr std::array<std::pair<std::string_view, double>, 24> kUnits{{
    {"pm", 1e-3},   {"A", 0.1},       {"\u00c5", 0.1},     {"\u212b", 0.1},     {"Angstrom", 0.1}, {"angstrom", 0.1},
    {"Ang", 0.1},   {"nm", 1.0},      {"\u00b5m", 1e3},    {"\u03bcm", 1e3},    {"um", 1e3},       {"micron", 1e3},
    {"microns", 1e3}, {"\\u00B5m", 1e3}, {"micrometer", 1e3}, {"nanometer", 1.0}, {"mm", 1e6},       {"cm", 1e7},
    {"inch", 2.54e7}, {"m", 1e9},     {"meter", 1e9},      {"millimeter", 1e6}, {"picometer", 1e-3}, {"\xb5m", 1e3},
}};

std::string lengthText(double nm) {
    if (nm >= 1e6) return fmt::format("{:.4g} mm", nm / 1e6);
    if (nm >= 1e3) return fmt::format("{:.4g} µm", nm / 1e3);
    if (nm >= 1e-3) return fmt::format("{:.4g} nm", nm);
    return fmt::format("{:.4g} pm", nm * 1e3);
}

/// Either way round, at least 1.
double factorOf(double ratio) { return std::max(ratio, 1.0 / ratio); }

}  // namespace

std::optional<double> nanometresPer(std::string_view unit) {
    for (const auto& [name, nm] : kUnits) {
        if (name == unit) return nm;
    }
    return std::nullopt;
}

std::optional<PixelSize> makePixelSize(double x, double y, std::string_view unit) {
    const auto nm = nanometresPer(unit);
    if (!nm || !std::isfinite(x) || !std::isfinite(y) || x <= 0.0 || y <= 0.0) return std::nullopt;
    return PixelSize{x * *nm, y * *nm};
}

std::string pixelSizeText(const std::optional<PixelSize>& size) {
    if (!size) return "uncalibrated";
    // One number when the axes agree to a part in a thousand, as files round them differently.
    if (std::abs(size->xNm - size->yNm) <= 1e-3 * size->xNm) return lengthText(size->xNm);
    return lengthText(size->xNm) + " × " + lengthText(size->yNm);
}

std::optional<PixelSize> finer(const std::optional<PixelSize>& size, double factor) {
    if (!size) return std::nullopt;
    return PixelSize{size->xNm / factor, size->yNm / factor};
}

double pixelSizeRatio(const std::optional<PixelSize>& image, const std::optional<PixelSize>& model) {
    if (!image || !model) return 1.0;
    const double x = image->xNm / model->xNm, y = image->yNm / model->yNm;
    return factorOf(x) >= factorOf(y) ? x : y;
}

std::string pixelSizeMismatch(const std::string& image, const std::optional<PixelSize>& imageSize, const std::optional<PixelSize>& model) {
    const double ratio = pixelSizeRatio(imageSize, model);
    if (factorOf(ratio) <= kPixelSizeMismatch) return {};
    return fmt::format("The pixels of {} are {:.3g} times as {} as those the model learned from ({} and {}), so structures look {} to it than they should.", image,
                       factorOf(ratio), ratio > 1.0 ? "large" : "small", pixelSizeText(imageSize), pixelSizeText(model), ratio > 1.0 ? "smaller" : "larger");
}

}  // namespace gano
