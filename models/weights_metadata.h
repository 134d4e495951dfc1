// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace gano {

/// One tensor as the header of a safetensors file describes it.
struct StoredTensor {
    std::string name;
    std::string type;  ///< "F32", "F64", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL"
    std::vector<std::int64_t> shape;
    std::size_t begin = 0, end = 0;  ///< Bytes in the file, absolute.
};

struct WeightsHeader {
    std::vector<StoredTensor> tensors;  ///< In the order of their bytes.
    std::map<std::string, std::string> metadata;
};

/// Parses and checks the header of a safetensors file (github.com/huggingface/safetensors): its length, offsets that
/// cover the data without gap or overlap, and sizes that fit the shapes. Throws Error naming `file` and what is wrong.
WeightsHeader parseWeightsHeader(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// The text metadata alone. Throws as parseWeightsHeader().
std::map<std::string, std::string> readMetadata(const std::filesystem::path& file);

/// Bytes of one element; 0 for unknown types.
std::size_t storedTypeBytes(const std::string& type);

}  // namespace gano
