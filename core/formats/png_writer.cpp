// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/png_writer.h"

#include <fmt/format.h>
#include <zlib.h>

#include <cstdlib>
#include <limits>
#include <string_view>

#include "core/base/error.h"
#include "core/base/files.h"

namespace gano {
namespace {

using Bytes = std::vector<std::uint8_t>;

void appendNumber(Bytes& bytes, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
}

/// Length, type, data and their CRC-32.
void appendChunk(Bytes& png, std::string_view type, const Bytes& data) {
    appendNumber(png, static_cast<std::uint32_t>(data.size()));
    const std::size_t checked = png.size();
    png.insert(png.end(), type.begin(), type.end());
    png.insert(png.end(), data.begin(), data.end());
    appendNumber(png, static_cast<std::uint32_t>(crc32_z(0, png.data() + checked, png.size() - checked)));
}

/// The sum of absolute differences decides between no filter, left and up: the heuristic of the PNG specification (12.8).
void appendFiltered(Bytes& lines, const std::uint8_t* row, const std::uint8_t* above, std::size_t length, std::size_t step) {
    const auto predicted = [&](int filter, std::size_t i) -> int {
        if (filter == 1) return i >= step ? row[i - step] : 0;
        if (filter == 2) return above != nullptr ? above[i] : 0;
        return 0;
    };
    int best = 0;
    long bestCost = std::numeric_limits<long>::max();
    for (int filter = 0; filter < 3; ++filter) {
        long cost = 0;
        for (std::size_t i = 0; i < length; ++i) {
            cost += std::abs(static_cast<std::int8_t>(row[i] - predicted(filter, i)));
        }
        if (cost < bestCost) {
            bestCost = cost;
            best = filter;
        }
    }
    lines.push_back(static_cast<std::uint8_t>(best));
    for (std::size_t i = 0; i < length; ++i) {
        lines.push_back(static_cast<std::uint8_t>(row[i] - predicted(best, i)));
    }
}

}  // namespace

std::vector<std::uint8_t> encodePng(int width, int height, int channels, std::span<const std::uint8_t> samples) {
    if (width <= 0 || height <= 0 || (channels != 1 && channels != 3)) {
        throw UsageError(fmt::format("A picture of {} × {} pixels with {} channels cannot be written as PNG.", width, height, channels));
    }
    const auto step = static_cast<std::size_t>(channels);
    const std::size_t rowLength = static_cast<std::size_t>(width) * step;
    if (samples.size() != rowLength * static_cast<std::size_t>(height)) {
        throw UsageError("The number of values does not match the size of the picture.");
    }

    Bytes lines;
    lines.reserve(samples.size() + static_cast<std::size_t>(height));
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
        const std::uint8_t* row = samples.data() + y * rowLength;
        appendFiltered(lines, row, y > 0 ? row - rowLength : nullptr, rowLength, step);
    }
    uLongf length = compressBound(static_cast<uLong>(lines.size()));
    Bytes packed(length);
    if (compress2(packed.data(), &length, lines.data(), static_cast<uLong>(lines.size()), 6) != Z_OK ||
        length > std::numeric_limits<std::int32_t>::max()) {
        throw Error("The picture is too large for a PNG file.");
    }
    packed.resize(length);

    Bytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    Bytes header;
    appendNumber(header, static_cast<std::uint32_t>(width));
    appendNumber(header, static_cast<std::uint32_t>(height));
    header.insert(header.end(), {std::uint8_t{8}, static_cast<std::uint8_t>(channels == 3 ? 2 : 0), 0, 0, 0});
    appendChunk(png, "IHDR", header);
    appendChunk(png, "IDAT", packed);
    appendChunk(png, "IEND", {});
    return png;
}

void writePng(const std::filesystem::path& file, int width, int height, int channels, std::span<const std::uint8_t> samples) {
    const Bytes png = encodePng(width, height, channels, samples);
    writeTextAtomically(file, {reinterpret_cast<const char*>(png.data()), png.size()});
}

}  // namespace gano
