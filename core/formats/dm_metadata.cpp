// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/dm_metadata.h"

#include <fmt/format.h>

namespace gano {
namespace {

std::string valueOf(const DmTag& tag) {
    switch (tag.kind) {
        case DmTag::Kind::Number: return metadata::number(tag.number);
        case DmTag::Kind::Array:
            // Texts are arrays of 16-bit numbers; an empty array is an empty text.
            if (!tag.text.empty() || tag.count == 0) return tag.text;
            return fmt::format("{} numbers", tag.count);
        case DmTag::Kind::Other: return tag.text;
        case DmTag::Kind::Group: break;
    }
    return {};
}

void addChildren(Metadata& into, const DmTag& group) {
    std::size_t index = 0;
    for (const auto& tag : group.children) {
        ++index;
        auto& entry = into.add(tag.name.empty() ? std::to_string(index) : tag.name, valueOf(tag));
        addChildren(entry, tag);
    }
}

}  // namespace

Metadata dmMetadata(const DmTag& imageEntry) {
    Metadata root;
    if (const auto* tags = imageEntry.find("ImageTags"); tags != nullptr) addChildren(root, *tags);
    if (const auto* data = imageEntry.find("ImageData"); data != nullptr) addChildren(root.add("ImageData"), *data);
    return root;
}

}  // namespace gano
