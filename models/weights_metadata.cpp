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
    const auto& shape = entry.at("shape");
    const auto& offsets = entry.at("data_offsets");
    const auto counts = [](const nlohmann::json& list) {
        return list.is_array() && std::all_of(list.begin(), list.end(), [](const auto& item) { return item.is_number_unsigned(); });
    };
    // LibTorch itself stops at 64 dimensions.
    constexpr std::size_t mostDimensions = 64;
    if (!counts(shape) || shape.size() > mostDimensions || !counts(offsets) || offsets.size() != 2)
        damaged(file, fmt::format("'{}' has a damaged shape or place", name));
    const auto begin = offsets[0].get<std::uint64_t>(), end = offsets[1].get<std::uint64_t>();
    const auto room = fileSize - dataStart;
    if (begin > end || end > room) damaged(file, fmt::format("the data of '{}' lie outside the file", name));
    std::uint64_t bytes = storedTypeBytes(tensor.type);
    if (bytes == 0) damaged(file, fmt::format("'{}' has the unknown type {}", name, tensor.type));
    bool empty = false;
    for (const auto& item : shape) {
        const auto side = item.get<std::uint64_t>();
        // Bounded by the file's size first, so that neither this product nor LibTorch's strides can overflow.
        if (side != 0 && bytes > room / side) damaged(file, fmt::format("'{}' claims more data than there are", name));
        empty = empty || side == 0;
        bytes *= std::max<std::uint64_t>(side, 1);
        tensor.shape.push_back(static_cast<std::int64_t>(side));
    }
    if ((empty ? 0 : bytes) != end - begin) damaged(file, fmt::format("the size of '{}' does not fit its shape", name));
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
    auto covered = lengthBytes + static_cast<std::size_t>(length);
    for (const auto& tensor : header.tensors) {
        if (tensor.begin < covered) damaged(file, "two tensors share the same bytes");
        if (tensor.begin > covered) damaged(file, "there is a gap between its tensors");
        covered = tensor.end;
    }
    if (covered != bytes.size()) damaged(file, "there are bytes that belong to no tensor");
    return header;
}

std::map<std::string, std::string> readMetadata(const std::filesystem::path& file) {
    const MappedFile mapped(file);
    return parseWeightsHeader(mapped.bytes(), file).metadata;
}

}  // namespace gano
