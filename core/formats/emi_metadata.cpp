// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/emi_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/formats/bytes.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLargest = 64 * 1024 * 1024;  ///< bytes; descriptions hold a copy of small images.

/// <Data><Label>High tension</Label><Value>80</Value><Unit>kV</Unit></Data> becomes "High tension" = "80 kV".
void foldLabels(Metadata& group) {
    for (auto& child : group.children) {
        const auto *label = child.find("Label"), *value = child.find("Value"), *unit = child.find("Unit");
        if (child.name == "Data" && label != nullptr && value != nullptr) {
            std::string words = value->value;
            if (unit != nullptr && !unit->value.empty()) words += " " + unit->value;
            child = Metadata{label->value, std::move(words)};
        } else {
            foldLabels(child);
        }
    }
    // A group "Root" around the labels says nothing.
    if (group.children.size() == 1 && group.children.front().name == "Root") {
        auto inner = std::move(group.children.front().children);
        group.children = std::move(inner);
    }
}

}  // namespace

Metadata emiMetadata(const fs::path& series) {
    const std::string stem = series.stem().string();
    const auto bar = stem.rfind('_');
    if (bar == std::string::npos) return {};
    std::size_t number = 0;
    const auto parsed = std::from_chars(stem.data() + bar + 1, stem.data() + stem.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != stem.data() + stem.size() || number == 0) return {};
    const fs::path file = series.parent_path() / (stem.substr(0, bar) + ".emi");
    std::error_code code;
    if (!fs::is_regular_file(file, code) || fs::file_size(file, code) > kLargest) return {};
    try {
        const Bytes bytes = readAllBytes(file);
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        constexpr std::string_view kOpen = "<ObjectInfo>", kClose = "</ObjectInfo>";
        std::size_t begin = 0;
        for (std::size_t i = 0; i < number; ++i) {
            begin = text.find(kOpen, i == 0 ? 0 : begin + 1);
            if (begin == std::string_view::npos) return {};
        }
        const auto end = text.find(kClose, begin);
        if (end == std::string_view::npos) return {};
        auto root = metadata::fromXml({}, std::string(text.substr(begin, end + kClose.size() - begin)));
        foldLabels(root);
        std::erase_if(root.children, [](const Metadata& child) { return child.name == "TrueImageHeaderInfo"; });  // numbers without names
        return root;
    } catch (const Error&) {
        return {};
    }
}

}  // namespace gano
