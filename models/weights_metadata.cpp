// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/weights_metadata.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"

namespace gano {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian");

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& what) {
    throw Error(fmt::format("{} is not a readable weights file: {}.", file.string(), what));
}

StoredTensor tensorOf(const std::string& name, const nlohmann::json& entry, std::size_t dataStart, std::size_t fileSize,
                      const std::filesystem::path& file) {
    StoredTensor tensor;
    tensor.name = name;
    tensor.type = entry.at("dtype").get<std::string>();
    tensor.shape = entry.at("shape").get<std::vector<std::int64_t>>();
    const auto& offsets = entry.at("data_offsets");
    const auto begin = offsets.at(0).get<std::uint64_t>(), end = offsets.at(1).get<std::uint64_t>();
    const auto room = fileSize - dataStart;
    if (begin > end || end > room) damaged(file, fmt::format("the data of '{}' lie outside the file", name));
    std::uint64_t bytes = storedTypeBytes(tensor.type);
    if (bytes == 0) damaged(file, fmt::format("'{}' has the unknown type {}", name, tensor.type));
    for (const auto side : tensor.shape) {
        if (side < 0) damaged(file, fmt::format("'{}' has a negative size", name));
        // Bounded by the file's size first, so that the product cannot overflow.
        if (side != 0 && bytes > room / static_cast<std::uint64_t>(side)) damaged(file, fmt::format("'{}' claims more data than there are", name));
        bytes *= static_cast<std::uint64_t>(side);
    }
    if (bytes != end - begin) damaged(file, fmt::format("the size of '{}' does not fit its shape", name));
    tensor.begin = dataStart + begin;
    tensor.end = dataStart + end;
    return tensor;
}

}  // namespace

std::size_t storedTypeBytes(const std::string& type) {
    static const std::map<std::string, std::size_t> sizes = {{"F64", 8}, {"I64", 8}, {"F32", 4}, {"I32", 4}, {"F16", 2},
                                                             {"BF16", 2}, {"I16", 2}, {"I8", 1}, {"U8", 1}, {"BOOL", 1}};
    const auto found = sizes.find(type);
    return found == sizes.end() ? 0 : found->second;
}

WeightsHeader parseWeightsHeader(std::span<const std::byte> bytes, const std::filesystem::path& file) {
    constexpr std::size_t lengthBytes = 8;
    constexpr std::uint64_t mostHeader = 100'000'000;  // The format's own limit.
    if (bytes.size() < lengthBytes) damaged(file, "it is too short");
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), lengthBytes);
    if (length > mostHeader || length > bytes.size() - lengthBytes) damaged(file, "its header is cut short or it is of another kind");
    const auto* text = reinterpret_cast<const char*>(bytes.data()) + lengthBytes;
    WeightsHeader header;
    try {
        const auto json = nlohmann::json::parse(text, text + length);
        if (!json.is_object()) damaged(file, "its header is not a table");
        for (const auto& [name, entry] : json.items()) {
            if (name == "__metadata__")
                header.metadata = entry.get<std::map<std::string, std::string>>();
            else
                header.tensors.push_back(tensorOf(name, entry, lengthBytes + length, bytes.size(), file));
        }
    } catch (const nlohmann::json::exception&) {
        damaged(file, "its header is damaged");
    }
    std::sort(header.tensors.begin(), header.tensors.end(), [](const auto& a, const auto& b) { return a.begin < b.begin || (a.begin == b.begin && a.end < b.end); });
    for (std::size_t i = 1; i < header.tensors.size(); ++i)
        if (header.tensors[i].begin < header.tensors[i - 1].end) damaged(file, "two tensors share the same bytes");
    return header;
}

std::map<std::string, std::string> readMetadata(const std::filesystem::path& file) {
    const MappedFile mapped(file);
    return parseWeightsHeader(mapped.bytes(), file).metadata;
}

}  // namespace gano
