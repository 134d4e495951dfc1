// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/names.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHeadBytes = sizeof(std::uint64_t);
constexpr std::size_t kLongRun = 255;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Appends bytes that compare as the names do. A run of digits is a digit, which places it among other characters, the number of its
/// digits without leading zeros, and these.
void appendKey(std::string& key, std::string_view name) {
    for (std::size_t i = 0; i < name.size();) {
        if (!isDigit(name[i])) {
            key += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i++])));
            continue;
        }
        while (i < name.size() && name[i] == '0') ++i;
        const auto begin = i;
        while (i < name.size() && isDigit(name[i])) ++i;
        auto digits = i - begin;
        key += '0';
        for (; digits >= kLongRun; digits -= kLongRun) key += static_cast<char>(kLongRun);
        key += static_cast<char>(digits);
        key += name.substr(begin, i - begin);
    }
}

/// The first bytes as a number that compares as they do.
std::uint64_t headOf(std::string_view key) {
    std::uint64_t head = 0;
    for (std::size_t i = 0; i < kHeadBytes; ++i) head = head << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
    return head;
}

std::size_t sharedBytes(std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

bool naturalLess(std::string_view a, std::string_view b) {
    std::string x, y;
    appendKey(x, a);
    appendKey(y, b);
    return x != y ? x < y : a < b;
}

std::vector<std::size_t> naturalOrder(std::span<const std::string> names) {
    struct Place {
        std::uint64_t head = 0;
        std::size_t begin = 0, end = 0, index = 0;  ///< Of the key in `keys`, and of the name.
    };
    std::string keys;
    std::vector<Place> places;
    places.reserve(names.size());
    for (const auto& name : names) {
        const auto begin = keys.size();
        appendKey(keys, name);
        places.push_back({0, begin, keys.size(), places.size()});
    }
    const auto keyOf = [&keys](const Place& place) { return std::string_view(keys).substr(place.begin, place.end - place.begin); };
    // Most names of a folder begin alike ("image_"), and what follows decides within a few bytes.
    auto shared = places.empty() ? 0 : keyOf(places.front()).size();
    for (const auto& place : places) shared = std::min(shared, sharedBytes(keyOf(places.front()), keyOf(place)));
    for (auto& place : places) {
        place.begin += shared;
        place.head = headOf(keyOf(place));
    }
    std::ranges::sort(places, [&](const Place& a, const Place& b) {
        if (a.head != b.head) return a.head < b.head;
        if (const int order = keyOf(a).compare(keyOf(b)); order != 0) return order < 0;
        if (const int order = names[a.index].compare(names[b.index]); order != 0) return order < 0;
        return a.index < b.index;
    });
    std::vector<std::size_t> order;
    order.reserve(places.size());
    for (const auto& place : places) order.push_back(place.index);
    return order;
}

fs::path withoutEndSlash(const fs::path& path) { return path.has_filename() ? path : path.parent_path(); }

fs::path lastPart(const fs::path& path) { return withoutEndSlash(path).filename(); }

fs::path nameOfModel(const fs::path& runOrFile) {
    const auto name = lastPart(runOrFile);
    return name.extension() == ".safetensors" ? name.stem() : name;
}

}  // namespace gano
