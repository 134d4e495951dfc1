// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/data/data_set.h"
#include "core/data/folder_scan.h"
#include "core/data/object_sizes.h"
#include "core/tasks/task.h"

namespace gano {

/// Files that a finding names as examples.
inline constexpr std::size_t kMostExamples = 20;

/// One thing worth knowing before hours of training.
struct Finding {
    enum class Severity { Information, Warning, Problem };
    Severity severity = Severity::Information;
    std::string id;                  ///< "size-mismatch"; stable, for tests and programs.
    std::string sentence;            ///< What was found.
    std::string advice;              ///< What to do about it; empty when nothing needs doing.
    std::vector<std::string> files;  ///< Examples, at most kMostExamples.
};

struct LabelShare {
    int value = 0;
    double fraction = 0.0;  ///< Of the labelled pixels looked at.
};

/// What the data are like and what is wrong with them. Problems keep a training from working; warnings may be meant.
struct PreflightReport {
    std::size_t images = 0;  ///< Found.
    std::size_t targets = 0;
    std::size_t samples = 0;  ///< Usable.
    std::size_t groups = 0;
    std::size_t skipped = 0;
    std::size_t train = 0, validation = 0, test = 0;
    std::size_t decoded = 0;  ///< Samples whose pixels were looked at.
    int minimumWidth = 0, maximumWidth = 0, minimumHeight = 0, maximumHeight = 0;  ///< px
    double pixels = 0.0;                         ///< Of all samples together.
    std::map<std::string, std::size_t> depths;      ///< "8-bit" → how many samples.
    std::map<std::string, std::size_t> pixelSizes;  ///< "0.02 nm" or "uncalibrated" → how many samples.
    std::map<std::string, std::size_t> formats;     ///< "TIFF" → how many samples.
    std::vector<LabelShare> labels;              ///< Ascending values; empty for tasks without labels.
    std::optional<ObjectSizes> objects;          ///< Of label images with a few objects.
    std::vector<Finding> findings;               ///< Problems first.
    bool cancelled = false;

    bool hasProblems() const;
    /// The finding called `id`, or nullptr.
    const Finding* find(const std::string& id) const;
};

struct PreflightOptions {
    TargetKind target = TargetKind::None;
    int scale = 1;        ///< How many times finer the target's grid should be.
    int patchSize = 256;  ///< px
    int maxDecoded = 5000;  ///< At most this many samples have their pixels looked at, evenly spaced; 0 means all.
    int threads = 0;        ///< 0 means one per core.
};

/// Looks at the pixels of the samples and writes down what a careful colleague would. Unreadable pixels are a finding, not
/// an error. Near-duplicates across the split: 64-bit difference hashes of thumbnails at most 4 bits apart (Krawetz 2013),
/// confirmed by a correlation above 0.95 of the thumbnails, so that plain micrographs do not match by accident.
PreflightReport preflight(const DataSet& data, const PreflightOptions& options, const ScanProgress& progress = {});

/// Several lines of plain text for a terminal.
std::string preflightText(const PreflightReport& report);
nlohmann::json preflightToJson(const PreflightReport& report);
/// What preflightToJson() wrote; what is missing keeps its default, so that reports of older versions can be read.
PreflightReport preflightFromJson(const nlohmann::json& json);

}  // namespace gano
