// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/formats/format_table.h"
#include "core/image/image.h"

namespace gano {

/// One data set of an HDF5 file that holds images, and which of its axes mean what.
struct Hdf5Part {
    std::string name;                 ///< What people and ImageRef::part call it: the path; in Velox files the detector.
    std::string detector;
    std::string path;                 ///< Without a leading slash: "images", "Experiments/run/data".
    std::vector<std::uint64_t> size;  ///< As stored, slowest axis first.
    int frames = 1;
    int height = 0;
    int width = 0;
    bool hasFrames = false;   ///< The first axis counts images,
    bool framesLast = false;  ///< or the last one does.
    int channels = 1;        ///< Length of the last axis where that is a channel; 1 also where there is none.
    bool hasChannels = false;
    int channel = 0;       ///< The one that is read.
    bool colour = false;   ///< Or all three of them, as luminance.
    SampleType type = SampleType::U8;
    bool wide = false;     ///< 64-bit integers in the file, read as 32-bit where every value fits.
    bool wideUnsigned = false;
    std::optional<PixelSize> pixelSize;
    std::string format = "HDF5";
    std::vector<std::string> notes;
};

struct Hdf5Contents {
    std::vector<Hdf5Part> parts;
    std::vector<NonImage> others;  ///< Data sets in the place of an image that are none, with a sentence without the file's name.
};

/// The data sets of a file in the order images, labels, maps, others; remembered for the next call.
/// Throws Error if the file is damaged or holds none. Call with the lock held.
std::shared_ptr<const Hdf5Contents> hdf5Contents(const std::filesystem::path& file);

/// The HDF5 library of most systems may be used by one thread at a time.
std::unique_lock<std::mutex> hdf5Lock();

}  // namespace gano
