// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gano {

/// One entry of the tree of tags that a Digital Micrograph file is: a group with children, a number, or an array in the file.
struct DmTag {
    enum class Kind { Group, Number, Array, Other };
    Kind kind = Kind::Group;
    std::string name;              ///< Empty for the members of a list.
    std::vector<DmTag> children;
    double number = 0.0;
    int elementType = 0;           ///< Of an array: the format's own code (2 = 16-bit, 6 = 32-bit float, …).
    std::uint64_t offset = 0;      ///< Of an array: where its elements begin in the file.
    std::uint64_t count = 0;       ///< Of an array: elements.
    std::string text;              ///< Of an array of 16-bit numbers short enough to be a text: the text, UTF-8; of a struct: its numbers.

    /// The child called `childName`, or nullptr.
    const DmTag* find(std::string_view childName) const;
    /// find() step by step; nullptr when a step is missing.
    const DmTag* find(std::initializer_list<std::string_view> path) const;
};

struct DmFile {
    int version = 3;                              ///< 3 or 4.
    std::endian order = std::endian::little;      ///< Of the data; the tree itself is big-endian.
    DmTag root;
};

/// Reads the tree without the data of large arrays. Format: the description by Chris Boothroyd
/// (er-c.org/cbb/info/dmformat); Gatan publishes none. Throws Error naming the file when it is cut short or damaged.
DmFile readDmTags(const std::filesystem::path& file);

/// Bytes of one element of an array; 0 for unknown codes.
std::size_t dmElementBytes(int elementType);

}  // namespace gano
