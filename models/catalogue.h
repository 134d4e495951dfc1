// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace gano {

/// One generator as a person chooses it.
struct GeneratorRow {
    std::string id;           ///< "unet_3_96"
    std::string label;        ///< "U-Net 3_96"
    std::string sentence;     ///< What speaks for it.
    int receptiveField = 0;   ///< Side of the input square an output pixel sees, px, mean over a pooling cell; 0: larger than any crop.
    bool hasWidth = false;    ///< The base width can be chosen (U-Nets).
    int sizeMultiple = 1;     ///< Inputs are padded to a multiple of this inside, and cropped back.
    std::vector<int> dilations;  ///< U-Nets: one per level, the bottleneck last (arXiv 2402.18286 and Sytwu 2022).
};

/// A generator with its parameters: all that is needed to build it again.
struct GeneratorSpec {
    std::string id = "unet_3_96";
    int inChannels = 1;
    int outChannels = 1;
    int baseWidth = 16;
    std::string norm = "batch";
    bool operator==(const GeneratorSpec&) const = default;
};

const std::vector<GeneratorRow>& generatorRows();
/// Throws UsageError with the nearest known id.
const GeneratorRow& generatorRow(const std::string& id);
std::vector<std::string> generatorIds();
std::vector<std::string> normNames();            ///< batch, instance, group, none
std::vector<std::string> initialisationNames();  ///< normal-0.02, kaiming, hrnet

/// Beginnings of the names of the parameters that belong to the encoder, for freezing.
std::vector<std::string> encoderPrefixes(const std::string& id);
/// The same for the last layers, which alone depend on the number of output channels.
std::vector<std::string> headPrefixes(const std::string& id);

/// Throws UsageError for unknown names and values out of range (1 to 256 channels, base width 1 to 128).
void checkSpec(const GeneratorSpec& spec);

nlohmann::json specToJson(const GeneratorSpec& spec);
/// Throws Error for a damaged description, and as checkSpec().
GeneratorSpec specFromJson(const nlohmann::json& json);

}  // namespace gano
