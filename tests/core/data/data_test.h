// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/random.h"
#include "core/formats/tiff_writer.h"
#include "core/image/image.h"

/// Small images and folders for the tests of core/data.
namespace data_test {

inline std::filesystem::path pathOf(const QTemporaryDir& folder) { return folder.path().toStdString(); }

/// `value(x, y)` at every pixel.
template <class Value>
gano::Image makeImage(int width, int height, gano::SampleType type, Value&& value) {
    gano::Image image(width, height, type);
    gano::dispatch(type, [&](auto zero) {
        using T = decltype(zero);
        auto samples = image.samples<T>();
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                samples[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
                    static_cast<T>(value(x, y));
            }
        }
    });
    return image;
}

/// A blob of its own place per seed on a noisy ground, so that no two look alike.
inline gano::Image micrograph(int width, int height, std::uint64_t seed) {
    gano::Rng rng(gano::seedFor(seed, 0, 0));
    const double cx = rng.uniform(0.2, 0.8) * width;
    const double cy = rng.uniform(0.2, 0.8) * height;
    const double radius = rng.uniform(0.1, 0.3) * width;
    const double slope = rng.uniform(-60.0, 60.0);
    return makeImage(width, height, gano::SampleType::U8, [&](int x, int y) {
        const bool inside = (x - cx) * (x - cx) + (y - cy) * (y - cy) < radius * radius;
        return std::clamp(110.0 + slope * x / width + (inside ? 60.0 : 0.0) + 6.0 * rng.normal(), 0.0, 255.0);
    });
}

inline void write(const std::filesystem::path& file, const gano::Image& image) {
    std::filesystem::create_directories(file.parent_path());
    gano::writeTiff(file, image);
}

inline void touch(const std::filesystem::path& file, const std::string& text = {}) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

inline gano::ImageRef imageAt(const std::filesystem::path& file, int frame = 0, const std::string& part = {}) {
    return {file, frame, part};
}

}  // namespace data_test
