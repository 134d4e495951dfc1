// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Tiny files in the microscopes' own formats, written from the published descriptions of the formats (the readers' sources
// name them) and not with the program's code, so that both can be held against each other.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

/// Bytes with numbers in either order.
class FileBytes {
public:
    template <class T>
    FileBytes& put(T value, std::endian order = std::endian::little) {
        std::uint8_t raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        if (order != std::endian::native) std::reverse(std::begin(raw), std::end(raw));
        bytes_.insert(bytes_.end(), std::begin(raw), std::end(raw));
        return *this;
    }
    FileBytes& text(const std::string& text) {
        bytes_.insert(bytes_.end(), text.begin(), text.end());
        return *this;
    }
    FileBytes& bytes(const std::vector<std::uint8_t>& more) {
        bytes_.insert(bytes_.end(), more.begin(), more.end());
        return *this;
    }
    FileBytes& zeros(std::size_t count) {
        bytes_.resize(bytes_.size() + count);
        return *this;
    }
    /// Overwrites what is at `at`.
    template <class T>
    FileBytes& set(std::size_t at, T value, std::endian order = std::endian::little) {
        const auto piece = FileBytes().put(value, order).take();
        std::copy(piece.begin(), piece.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
        return *this;
    }
    std::size_t size() const { return bytes_.size(); }
    const std::vector<std::uint8_t>& take() const { return bytes_; }

private:
    std::vector<std::uint8_t> bytes_;
};

/// Samples 0, 1, 2, … of one type in one byte order.
template <class T>
std::vector<std::uint8_t> countedBytes(std::size_t count, std::endian order = std::endian::little, double low = 0.0) {
    FileBytes bytes;
    for (std::size_t i = 0; i < count; ++i) bytes.put(static_cast<T>(low + static_cast<double>(i)), order);
    return bytes.take();
}

struct MadeDmAxis {
    double scale = 1.0;
    std::string unit;
};

struct MadeDmImage {
    std::vector<int> size;  ///< x first, as in the file.
    int dataType = 2;       ///< ImageData.DataType: 2 is float32, 6 uint8, 10 uint16, 23 RGB, …
    int elementCode = 6;    ///< Of the tag's array: 6 float32, 2 int16, 4 uint16, 3 int32, 5 uint32, 7 float64, 9 int8, 10 uint8.
    std::uint64_t count = 0;  ///< Elements of the array.
    std::vector<std::uint8_t> samples;
    std::vector<MadeDmAxis> axes;
};

/// A Digital Micrograph file, version 3 or 4; its data little- or big-endian, its tree big-endian as always.
class MadeDm {
public:
    MadeDm(int version, std::endian order) : version_(version), order_(order) {}

    std::vector<std::uint8_t> file(const std::vector<MadeDmImage>& images) {
        FileBytes list;
        for (const auto& image : images) list.bytes(tag(20, "", group(entry(image), 1)));
        const auto root = group(tag(20, "ImageList", group(list.take(), images.size())), 1);
        FileBytes out;
        out.put<std::uint32_t>(static_cast<std::uint32_t>(version_), std::endian::big);
        out.bytes(word(root.size()));
        out.put<std::uint32_t>(order_ == std::endian::little ? 1 : 0, std::endian::big);
        out.bytes(root).zeros(8);
        return out.take();
    }

private:
    std::vector<std::uint8_t> word(std::uint64_t value) const {
        FileBytes bytes;
        if (version_ == 4) bytes.put<std::uint64_t>(value, std::endian::big);
        else bytes.put<std::uint32_t>(static_cast<std::uint32_t>(value), std::endian::big);
        return bytes.take();
    }
    std::vector<std::uint8_t> group(const std::vector<std::uint8_t>& children, std::size_t count) const {
        return FileBytes().put<std::uint16_t>(0).bytes(word(count)).bytes(children).take();
    }
    std::vector<std::uint8_t> tag(std::uint8_t kind, const std::string& name, const std::vector<std::uint8_t>& content) const {
        FileBytes bytes;
        bytes.put(kind).put<std::uint16_t>(static_cast<std::uint16_t>(name.size()), std::endian::big).text(name);
        if (version_ == 4) bytes.put<std::uint64_t>(content.size(), std::endian::big);
        return bytes.bytes(content).take();
    }
    std::vector<std::uint8_t> value(const std::vector<std::uint64_t>& type, const std::vector<std::uint8_t>& data) const {
        FileBytes bytes;
        bytes.text("%%%%").bytes(word(type.size()));
        for (const auto code : type) bytes.bytes(word(code));
        return bytes.bytes(data).take();
    }
    std::vector<std::uint8_t> number(const std::string& name, int value_) const {
        return tag(21, name, value({3}, FileBytes().put<std::int32_t>(value_, order_).take()));
    }
    std::vector<std::uint8_t> entry(const MadeDmImage& image) const {
        FileBytes axes, sides;
        for (const auto& axis : image.axes) {
            std::vector<std::uint8_t> letters;
            for (const char c : axis.unit) letters = FileBytes().bytes(letters).put<std::uint16_t>(static_cast<std::uint8_t>(c), order_).take();
            const auto scale = tag(21, "Scale", value({6}, FileBytes().put<float>(static_cast<float>(axis.scale), order_).take()));
            const auto unit = tag(21, "Units", value({20, 4, axis.unit.size()}, letters));
            axes.bytes(tag(20, "", group(FileBytes().bytes(scale).bytes(unit).take(), 2)));
        }
        for (const int side : image.size) sides.bytes(number("", side));
        const auto calibrations = tag(20, "Calibrations", group(tag(20, "Dimension", group(axes.take(), image.axes.size())), 1));
        const auto data = tag(21, "Data", value({20, static_cast<std::uint64_t>(image.elementCode), image.count}, image.samples));
        const auto dimensions = tag(20, "Dimensions", group(sides.take(), image.size.size()));
        return tag(20, "ImageData", group(FileBytes().bytes(calibrations).bytes(data).bytes(number("DataType", image.dataType)).bytes(dimensions).take(), 4));
    }

    int version_;
    std::endian order_;
};

/// A TIA series of 16-bit images whose sample i of image n is n * 100 + i; 32- or 64-bit offsets. Rows go from the bottom up.
inline std::vector<std::uint8_t> madeSer(bool largeOffsets, int width, int height, std::uint32_t total, std::uint32_t valid, double metresPerPixel) {
    FileBytes file;
    file.put<std::uint16_t>(0x4949).put<std::uint16_t>(0x0197).put<std::uint16_t>(largeOffsets ? 0x0220 : 0x0210);
    file.put<std::uint32_t>(0x4122).put<std::uint32_t>(0x4152).put<std::uint32_t>(total).put<std::uint32_t>(valid);
    const std::size_t word = largeOffsets ? 8 : 4, list = 22 + word + 4;
    const auto offset = [&](std::uint64_t value) { largeOffsets ? file.put<std::uint64_t>(value) : file.put<std::uint32_t>(static_cast<std::uint32_t>(value)); };
    offset(list);
    file.put<std::uint32_t>(0);  // No further dimensions.
    const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height), element = 50 + 2 * pixels;
    for (std::uint32_t i = 0; i < total; ++i) offset(i < valid ? list + 2 * word * total + i * element : 0);
    for (std::uint32_t i = 0; i < total; ++i) offset(0);  // Time tags.
    for (std::uint32_t i = 0; i < valid; ++i) {
        for (int axis = 0; axis < 2; ++axis) file.put<double>(0.0).put<double>(metresPerPixel).put<std::int32_t>(0);
        file.put<std::uint16_t>(2).put<std::int32_t>(width).put<std::int32_t>(height);
        file.bytes(countedBytes<std::uint16_t>(pixels, std::endian::little, 100.0 * i));
    }
    return file.take();
}

struct MadeMrc {
    int width = 4, height = 3, sections = 1, mode = 2;
    int extended = 0;
    float cellX = 0.0F, cellY = 0.0F;  ///< Å, of the whole image.
    std::endian order = std::endian::little;
    bool stamp = true, signature = true;
    bool imodSigned = false, imod = false;

    std::vector<std::uint8_t> file(const std::vector<std::uint8_t>& samples) const {
        FileBytes head;
        head.zeros(1024);
        const auto set = [&](std::size_t at, int value) { head.set<std::int32_t>(at, value, order); };
        set(0, width), set(4, height), set(8, sections), set(12, mode);
        set(28, width), set(32, height), set(36, sections);
        head.set<float>(40, cellX, order).set<float>(44, cellY, order).set<float>(48, 1.0F, order);
        set(64, 1), set(68, 2), set(72, 3), set(92, extended);
        if (imod) set(152, 1146047817), set(156, imodSigned ? 1 : 0);
        if (signature) head.set<std::uint32_t>(208, 0x2050414D);  // "MAP "
        if (stamp) head.set<std::uint16_t>(212, order == std::endian::little ? 0x4444 : 0x1111);
        return head.zeros(static_cast<std::size_t>(extended)).bytes(samples).take();
    }
};
