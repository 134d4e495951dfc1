// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#ifdef GANOSCOPE_WITH_PUGIXML
#include <pugixml.hpp>
#endif

namespace gano {
namespace {

constexpr int kDeepestText = 32;  ///< Levels of XML and JSON that are followed; instruments use eight or so.

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n\0";
    const auto first = text.find_first_not_of(kBlank);
    return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

#ifdef GANOSCOPE_WITH_PUGIXML
void addXml(Metadata& into, const pugi::xml_node& node, int depth) {
    if (depth > kDeepestText) return;
    for (const auto& attribute : node.attributes()) into.add(attribute.name(), attribute.value());
    for (const auto& child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
            if (into.value.empty()) into.value = trimmed(child.value());
        } else if (child.type() == pugi::node_element) {
            addXml(into.add(child.name()), child, depth + 1);
        }
    }
}
#endif

void addJson(Metadata& into, const nlohmann::ordered_json& value, int depth) {
    if (depth > kDeepestText) return;
    if (value.is_object()) {
        for (const auto& [key, child] : value.items()) addJson(into.add(key), child, depth + 1);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) addJson(into.add(std::to_string(i + 1)), value[i], depth + 1);
    } else {
        into.value = value.is_string() ? value.get<std::string>() : value.dump();
    }
}

}  // namespace

Metadata& Metadata::add(std::string childName, std::string childValue) {
    return children.emplace_back(Metadata{std::move(childName), std::move(childValue)});
}

const Metadata* Metadata::find(std::string_view childName) const {
    const auto found = std::ranges::find(children, childName, &Metadata::name);
    return found == children.end() ? nullptr : &*found;
}

const Metadata* Metadata::at(std::string_view path) const {
    const auto slash = path.find('/');
    const auto step = path.substr(0, slash);
    if (slash == std::string_view::npos) return step == "*" ? (children.empty() ? nullptr : &children.front()) : find(step);
    for (const auto& child : children) {
        if (step != "*" && child.name != step) continue;
        if (const auto* found = child.at(path.substr(slash + 1)); found != nullptr) return found;
    }
    return nullptr;
}

namespace metadata {

std::string number(double value) {
    if (std::floor(value) == value && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
    return fmt::format("{:.9g}", value);
}

Metadata fromLines(std::string name, std::string_view text) {
    Metadata root{std::move(name)};
    Metadata* section = &root;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find_first_of("\r\n", begin), text.size());
        const auto line = trimmed(text.substr(begin, end - begin));
        begin = end + 1;
        if (line.empty()) continue;
        if (line.front() == '[' && line.back() == ']') {
            section = &root.add(std::string(line.substr(1, line.size() - 2)));
            continue;
        }
        auto split = line.find('=');
        if (split == std::string_view::npos) split = line.find(':');
        if (split == std::string_view::npos) section->add(std::string(line));
        else section->add(std::string(trimmed(line.substr(0, split))), std::string(trimmed(line.substr(split + 1))));
    }
    return root;
}

Metadata fromXml(std::string name, const std::string& text) {
    Metadata root{std::move(name)};
#ifdef GANOSCOPE_WITH_PUGIXML
    pugi::xml_document document;
    if (document.load_buffer(text.data(), text.size()) && document.document_element()) {
        addXml(root, document.document_element(), 0);
        return root;
    }
#endif
    root.value = text;
    return root;
}

Metadata fromJson(std::string name, const std::string& text) {
    Metadata root{std::move(name)};
    const auto depthLimited = [](int depth, nlohmann::ordered_json::parse_event_t, nlohmann::ordered_json&) { return depth < kDeepestText; };
    const auto json = nlohmann::ordered_json::parse(text, depthLimited, false);
    if (json.is_discarded()) root.value = text;
    else addJson(root, json, 0);
    return root;
}

}  // namespace metadata
}  // namespace gano
