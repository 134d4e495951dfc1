// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gano {

using TensorList = std::vector<std::pair<std::string, torch::Tensor>>;

struct WeightsFile {
    TensorList tensors;
    std::map<std::string, std::string> metadata;
};

/// Writes tensors (from any device) as safetensors, atomically. In the file wider types come first, so that each tensor
/// is aligned, as Python's reader wants it; within a type the order is kept. Throws Error with the file and the reason:
/// two tensors of one name, a type that the format lacks, a full disk.
void writeSafetensors(const std::filesystem::path& file, const TensorList& tensors,
                      const std::map<std::string, std::string>& metadata);

/// Reads all tensors into memory, on the CPU. Damaged and hostile files are an Error, never a crash.
WeightsFile readSafetensors(const std::filesystem::path& file);

/// Parameters and buffers with `prefix` before their names, sharing memory with the module.
TensorList namedTensors(const torch::nn::Module& module, const std::string& prefix);

/// Copies the tensors that begin with `prefix` into the module. Throws Error naming the first one that is missing, has
/// another shape or belongs to nothing in the module; nothing is changed in that case.
void loadTensors(torch::nn::Module& module, const TensorList& tensors, const std::string& prefix);

}  // namespace gano
