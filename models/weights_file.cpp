// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/weights_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/base/files.h"
#include "models/weights_metadata.h"

namespace gano {
namespace {

struct StoredType {
    const char* name;
    torch::ScalarType type;
};
constexpr std::array<StoredType, 10> storedTypes = {{{"F32", torch::kFloat32}, {"F64", torch::kFloat64}, {"F16", torch::kFloat16},
    {"BF16", torch::kBFloat16}, {"I64", torch::kInt64}, {"I32", torch::kInt32}, {"I16", torch::kInt16}, {"I8", torch::kInt8},
    {"U8", torch::kUInt8}, {"BOOL", torch::kBool}}};

std::string storedName(torch::ScalarType type) {
    for (const auto& row : storedTypes)
        if (row.type == type) return row.name;
    throw Error("A tensor has a type that cannot be saved.");
}

torch::ScalarType scalarType(const std::string& name) {
    for (const auto& row : storedTypes)
        if (name == row.name) return row.type;
    throw Error("A tensor has an unknown type: " + name + ".");
}

}  // namespace

void writeSafetensors(const std::filesystem::path& file, const TensorList& tensors,
                      const std::map<std::string, std::string>& metadata) {
    const auto quoted = [](const std::string& name) {
        // File names in metadata may hold bytes that are no UTF-8.
        return nlohmann::json(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    };
    TensorList sorted = tensors;
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second.element_size() > b.second.element_size(); });
    std::set<std::string> names;
    std::vector<std::string> entries;
    if (!metadata.empty()) {
        std::vector<std::string> texts;
        for (const auto& [key, value] : metadata) texts.push_back(quoted(key) + ':' + quoted(value));
        entries.push_back(fmt::format("\"__metadata__\":{{{}}}", fmt::join(texts, ",")));
    }
    std::size_t offset = 0;
    for (auto& [name, tensor] : sorted) {
        if (name == "__metadata__" || !names.insert(name).second)
            throw Error(fmt::format("{} was not written: two of its tensors are called '{}'.", file.string(), name));
        tensor = tensor.detach().to(torch::kCPU).contiguous();
        const auto end = offset + tensor.nbytes();
        entries.push_back(fmt::format("{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}", quoted(name),
                                      storedName(tensor.scalar_type()), fmt::join(tensor.sizes().vec(), ","), offset, end));
        offset = end;
    }
    auto text = fmt::format("{{{}}}", fmt::join(entries, ","));
    // Padded so that the numbers begin at a multiple of eight bytes, as the format asks for.
    text.append((8 - text.size() % 8) % 8, ' ');
    const auto length = static_cast<std::uint64_t>(text.size());
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        errno = 0;
        std::ofstream stream(temporary, std::ios::binary);
        stream.write(reinterpret_cast<const char*>(&length), sizeof length);
        stream.write(text.data(), static_cast<std::streamsize>(text.size()));
        for (const auto& [name, tensor] : sorted)
            stream.write(static_cast<const char*>(tensor.data_ptr()), static_cast<std::streamsize>(tensor.nbytes()));
        stream.flush();
        if (!stream) throw OutputError(fmt::format("{} could not be written: {}.", file.string(), writingFailure(errno)));
    });
}

WeightsFile readSafetensors(const std::filesystem::path& file) {
    const MappedFile mapped(file);
    const auto bytes = mapped.bytes();
    auto header = parseWeightsHeader(bytes, file);
    WeightsFile weights;
    weights.metadata = std::move(header.metadata);
    for (const auto& stored : header.tensors) {
        // Truth values are read as bytes first: any byte but 0 and 1 would be undefined behaviour.
        const bool truth = stored.type == "BOOL";
        auto tensor = torch::empty(stored.shape, truth ? torch::kUInt8 : scalarType(stored.type));
        if (stored.end > stored.begin) std::memcpy(tensor.data_ptr(), bytes.data() + stored.begin, stored.end - stored.begin);
        weights.tensors.emplace_back(stored.name, truth ? tensor.ne(0) : tensor);
    }
    return weights;
}

TensorList namedTensors(const torch::nn::Module& module, const std::string& prefix) {
    TensorList list;
    for (const auto& item : module.named_parameters()) list.emplace_back(prefix + item.key(), item.value());
    for (const auto& item : module.named_buffers())
        if (item.value().defined()) list.emplace_back(prefix + item.key(), item.value());
    return list;
}

void loadTensors(torch::nn::Module& module, const TensorList& tensors, const std::string& prefix) {
    std::map<std::string, torch::Tensor> given(tensors.begin(), tensors.end());
    auto wanted = namedTensors(module, prefix);
    const auto sides = [](const torch::Tensor& tensor) { return fmt::format("[{}]", fmt::join(tensor.sizes().vec(), " × ")); };
    for (const auto& [name, tensor] : wanted) {
        const auto found = given.find(name);
        if (found == given.end())
            throw Error(fmt::format("The weights lack '{}'; they belong to another network.", name));
        if (found->second.sizes() != tensor.sizes())
            throw Error(fmt::format("'{}' is {} in the weights and {} in the network; they belong to another network.", name,
                                    sides(found->second), sides(tensor)));
    }
    std::set<std::string> known;
    for (const auto& [name, tensor] : wanted) known.insert(name);
    for (const auto& [name, tensor] : tensors)
        if (name.starts_with(prefix) && !known.contains(name))
            throw Error(fmt::format("The network has no place for '{}'; the weights belong to another network.", name));
    torch::NoGradGuard noGradients;
    for (auto& [name, tensor] : wanted) tensor.copy_(given.at(name));
}

}  // namespace gano
