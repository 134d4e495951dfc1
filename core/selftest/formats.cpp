// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "core/formats/image_export.h"
#include "core/selftest/selftest_steps.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

// The picture that resources/selftest/README.md describes.
constexpr int kWidth = 16, kHeight = 12;
constexpr double kPixelNm = 2.5;
// JPEG stores grey values only nearly.
constexpr double kJpegTolerance = 4.0;

void compare(const Image& image, const std::string& name, double tolerance) {
    if (image.width() != kWidth || image.height() != kHeight)
        throw Error(fmt::format("{} is {} × {} px large instead of {} × {}.", name, image.width(), image.height(), kWidth, kHeight));
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x)
            if (const double expected = y * kWidth + x; !(std::abs(image.at(x, y) - expected) <= tolerance))
                throw Error(fmt::format("{} has the value {} instead of {} at {}, {}.", name, image.at(x, y), expected, x, y));
}

void comparePixelSize(const Image& image, const std::string& name) {
    if (!image.pixelSize || std::abs(image.pixelSize->xNm - kPixelNm) > 1e-6 || std::abs(image.pixelSize->yNm - kPixelNm) > 1e-6)
        throw Error(fmt::format("{} has the pixel size {} instead of {} nm.", name, pixelSizeText(image.pixelSize), kPixelNm));
}

/// What has no place for a pixel size, or none that means one.
bool hasPixelSize(const std::string& extension) {
    static const std::set<std::string> without = {".npy", ".h5", ".jpg", ".bmp"};
    return !without.contains(extension);
}

}  // namespace

std::string tryFormats(const fs::path& pictures, const fs::path& scratch) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(pictures, failed))
        if (entry.path().stem().string().starts_with("picture")) files.push_back(entry.path());
    if (files.empty()) throw Error("The pictures that belong to the self-test are not installed.");
    std::ranges::sort(files);
    std::vector<std::string> read;
    for (const auto& file : files) {
        const auto name = file.filename().string();
        const auto extension = file.extension().string();
        const auto image = readImage(imagesIn(file).front());
        compare(image, name, extension == ".jpg" ? kJpegTolerance : 0.0);
        if (hasPixelSize(extension)) comparePixelSize(image, name);
        read.push_back(extension.substr(1));
    }
    std::ranges::sort(read);
    const auto repeated = std::ranges::unique(read);
    read.erase(repeated.begin(), repeated.end());

    const auto whole = readImage(imagesIn(pictures / "picture.tif").front());
    for (const auto& name : exportFormatNames()) {
        const auto format = exportFormat(name);
        const auto file = scratch / ("exported" + exportEnding(format));
        exportImage(whole, file, format);
        const auto again = readImage(imagesIn(file).front());
        compare(again, file.filename().string(), 0.0);
        comparePixelSize(again, file.filename().string());
    }
    return fmt::format("read {}; written and read again {}", fmt::join(read, ", "), fmt::join(exportFormatNames(), ", "));
}

}  // namespace gano
