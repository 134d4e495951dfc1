// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// What a file says of an image beside its samples: an entry with a value, a group with children, or both. UTF-8.
struct Metadata {
    std::string name;
    std::string value = {};
    std::vector<Metadata> children = {};

    /// Valid until the next add() to the same entry.
    Metadata& add(std::string childName, std::string childValue = {});
    /// The first child called `childName`, or nullptr.
    const Metadata* find(std::string_view childName) const;
    /// find() step by step along "Microscope Info/Voltage"; a step "*" is any child. Nullptr when a step is missing.
    const Metadata* at(std::string_view path) const;
};

/// Everything that the image's file says, as a tree in the order and with the names of the file. A file without metadata
/// gives an empty tree. Values are kept as written; long lists of numbers are summed up ("256 numbers").
/// Thread-safe. Throws Error like readInfo().
Metadata readMetadata(const ImageRef& ref);

/// The few facts that everyone asks for, in plain words with units, as far as the tree has them: instrument, detector,
/// acceleration voltage ("300 kV"), magnification ("50,000 ×"), working distance, dwell time, date. In this order.
struct MicroscopeFact {
    std::string name;   ///< "Instrument", "Detector", "Voltage", "Magnification", "Working distance", "Dwell time", "Date".
    std::string value;
};
std::vector<MicroscopeFact> microscopeFacts(const Metadata& metadata);

/// Texts as trees, for the readers. Parsing never fails: what is no XML, JSON or list stays a text.
namespace metadata {
/// "[Section]" lines and "key=value" lines (FEI, Olympus), or "key: value" where there is no "=".
Metadata fromLines(std::string name, std::string_view text);
/// Attributes and elements; an element that only holds text is an entry.
Metadata fromXml(std::string name, const std::string& text);
Metadata fromJson(std::string name, const std::string& text);
/// A number without needless digits.
std::string number(double value);
}  // namespace metadata

}  // namespace gano
