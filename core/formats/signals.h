// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// One axis of a signal, slowest first: the frames, the rows ("y"), the columns ("x").
struct SignalAxis {
    std::string name;
    int size = 0;
    double scale = 1.0;  ///< nm per step; 1 without a unit where the file does not say.
    std::string unit;    ///< "nm" or empty.
    bool stack = false;  ///< Counts frames.
};

/// One image or stack of a file with the figures by which two readers can be compared; or what is no image, and why.
struct Signal {
    std::string part;               ///< Which of the file's images; empty where there is one.
    std::vector<int> shape;         ///< (frames,) height, width; empty where it is no image.
    std::string type;               ///< "uint16", "float32", … as stored, where a sample type here can hold it.
    std::vector<double> first;      ///< The first five samples of the first frame, row after row.
    double last = 0.0;
    double minimum = 0.0, maximum = 0.0, mean = 0.0;  ///< Over all frames; samples that are not finite are left out.
    std::vector<SignalAxis> axes;
    std::vector<std::string> notes;
    std::string reason;  ///< Why it is no image, as a sentence; empty for an image.
};

/// Reads the whole file, frame by frame. `proceed` is asked between frames; false ends the reading with what there is.
/// Throws Error for a file that is unknown or damaged; a file that holds something else than images gives its reason.
std::vector<Signal> signalsIn(const std::filesystem::path& file, const std::function<bool()>& proceed = {});

}  // namespace gano
