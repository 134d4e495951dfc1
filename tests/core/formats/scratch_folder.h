// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/image/image.h"

/// Real images that may lie beside the source tree; tests that need them skip themselves without.
inline const std::filesystem::path kSharedData = std::filesystem::path(GANOSCOPE_SOURCE_DIR) / "../shared/data";

/// Numbers of files, which are written with some digits only.
inline bool near(double a, double b) { return std::abs(a - b) <= 1e-4 * std::max(1.0, std::abs(b)); }

/// A folder that is removed after the test, as a std path.
class ScratchFolder {
public:
    std::filesystem::path operator/(const std::string& name) const { return std::filesystem::path(folder_.path().toStdString()) / name; }

private:
    QTemporaryDir folder_;
};

/// An image whose samples all differ (as far as the type allows): sample i is low + i * step.
inline gano::Image ramp(int width, int height, gano::SampleType type, double low = 0.0, double step = 1.0) {
    gano::Image image(width, height, type);
    gano::dispatch(type, [&](auto zero) {
        using T = decltype(zero);
        double value = low;
        for (T& sample : image.samples<T>()) {
            sample = static_cast<T>(value);
            value += step;
        }
    });
    return image;
}

inline bool sameSamples(const gano::Image& a, const gano::Image& b) {
    return a.width() == b.width() && a.height() == b.height() && a.type() == b.type() && std::ranges::equal(a.bytes(), b.bytes());
}

inline void writeBytes(const std::filesystem::path& file, const std::vector<std::uint8_t>& bytes) {
    gano::writeTextAtomically(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}
