// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/data/patch_store.h"

namespace gano {

/// What the headers of a sample's files say. Internal to core/data.
struct SamplePlan {
    int width = 0;
    int height = 0;
    int dataBarRows = 0;       ///< At the bottom, not cut; known from the header, or because the image is too large to decode whole.
    bool mayHaveBar = false;   ///< Only the decoded picture will tell.
    SampleType inputType = SampleType::U8;
    SampleType targetType = SampleType::U8;
    std::string failure;  ///< Why the sample is left out; empty if it is not.
};

/// Reads the headers of a sample's files, and of an image larger than kWholeImageBytes its bottom; a failure is a sentence, not an exception.
SamplePlan planSample(const Sample& sample, const PatchStoreOptions& options);

/// Some rows of patches of one sample: all of them, or for images that should not be decoded whole a single row.
struct PatchPiece {
    int sample = 0;
    int firstRow = 0;
    int rows = 0;
};

/// The pieces of every sample that is not left out, in order.
std::vector<PatchPiece> planPieces(std::span<const SamplePlan> plans, const PatchStoreOptions& options);

/// The patches of one piece.
struct CutPatches {
    std::vector<std::byte> inputs;
    std::vector<std::byte> targets;
    std::vector<int> labelValues;                   ///< The classes whose indices `targets` holds, for labels.
    std::vector<std::array<std::int32_t, 3>> places;  ///< sample, x, y
    std::optional<StoredScaling> scaling;           ///< With a sample's first piece.
    std::string failure;
};

/// Decodes and cuts. Inputs come as `inputType`, image targets as `targetType`.
/// Throws NotALabelImage; every other failure is a sentence in the result.
CutPatches cutPiece(const Sample& sample, const SamplePlan& plan, const PatchPiece& piece, const PatchStoreOptions& options,
                    SampleType inputType, SampleType targetType);

}  // namespace gano
