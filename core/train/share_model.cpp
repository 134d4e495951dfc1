// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/share_model.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/train/run_folder.h"
#include "models/weights_file.h"

namespace gano {

void shareModel(const std::filesystem::path& runOrFile, const std::filesystem::path& file, const ModelCard& card, bool halfPrecision) {
    if (std::filesystem::exists(file)) throw Error(fmt::format("{} is there already and is not replaced. Choose another name.", file.string()));
    auto weights = readSafetensors(modelFile(runOrFile));
    // A checkpoint holds more than its generator.
    std::erase_if(weights.tensors, [](const auto& named) { return !named.first.starts_with("generator."); });
    if (weights.tensors.empty()) throw Error(fmt::format("{} holds no generator.", runOrFile.string()));
    for (auto& [name, tensor] : weights.tensors) {
        if (!halfPrecision || !tensor.is_floating_point() || name.find(".running_") != std::string::npos) continue;
        const auto half = tensor.to(torch::kHalf);
        if (half.isfinite().all().item<bool>()) tensor = half;
    }
    writeSafetensors(file, weights.tensors, {{"ganoscope", jsonText(cardToJson(card))}});
}

}  // namespace gano
