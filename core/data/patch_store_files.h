// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/tasks/task.h"

namespace gano {

// Names and format of a patch store's files. Internal to core/data.
inline constexpr int kStoreFormat = 1;
inline constexpr const char* kStoreFile = "store.json";
inline constexpr const char* kInputsFile = "inputs.npy";
inline constexpr const char* kTargetsFile = "targets.npy";
inline constexpr const char* kPatchesFile = "patches.npy";
inline constexpr const char* kScalingsFile = "scalings.npy";

/// "none", "labels", "image".
std::string targetKindName(TargetKind kind);
/// Why samples of a complete store were left out.
std::vector<std::string> leftOutSentences(const std::filesystem::path& folder);

}  // namespace gano
