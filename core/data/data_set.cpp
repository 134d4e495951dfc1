// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/data_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "core/base/error.h"
#include "core/formats/user_scale.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

bool samePlace(const fs::path& a, const fs::path& b) {
    std::error_code code;
    return a == b || fs::equivalent(a, b, code);
}

FolderScan scan(const fs::path& place, const DataOptions& options, int maxFiles, const ScanProgress& progress) {
    return scanFolder(place, {.recursive = options.recursive, .probe = true, .maxFiles = maxFiles, .threads = 0}, progress);
}

void requireImages(const FolderScan& found, const fs::path& place) {
    if (!found.images.empty() || found.cancelled) return;
    if (found.skipped.empty()) throw Error(fmt::format("{} holds no images. Choose another folder, or include subfolders.", place.string()));
    throw Error(fmt::format("{} holds no image that can be read. The first of {} files: {}", place.string(),
                            found.skipped.size(), found.skipped.front().reason));
}

/// Of files that hold several data sets, the chosen one. Images beside their labels in one file are paired instead.
void chooseDataSet(DataSet& data, const std::string& chosen, const fs::path& place) {
    FolderScan& found = data.images;
    if (hasPairedParts(found.images)) return;
    for (const ImageRef& image : found.images)
        if (!image.part.empty() && std::ranges::find(data.dataSets, image.part) == data.dataSets.end()) data.dataSets.push_back(image.part);
    if (chosen.empty()) return;
    FolderScan kept;
    kept.skipped = std::move(found.skipped);
    kept.cancelled = found.cancelled;
    for (std::size_t i = 0; i < found.images.size(); ++i) {
        const bool other = !found.images[i].part.empty() && found.images[i].part != chosen;
        if (!other) kept.images.push_back(std::move(found.images[i])), kept.infos.push_back(std::move(found.infos[i]));
    }
    found = std::move(kept);
    if (found.images.empty() && !found.cancelled)
        throw Error(fmt::format("{} holds no data set named {}. It holds: {}.", place.string(), chosen, fmt::join(data.dataSets, ", ")));
}

/// Evenly spaced over the whole list, so that one long series does not fill it.
void thinOut(std::vector<Sample>& samples, int most) {
    const auto wanted = static_cast<std::size_t>(most > 0 ? most : 0);
    if (wanted == 0 || samples.size() <= wanted) return;
    std::vector<Sample> kept;
    kept.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
        kept.push_back(std::move(samples[i * samples.size() / wanted]));
    }
    samples = std::move(kept);
}

void takeIfAny(Pairing& pairing, Pairing found) {
    if (!found.pairs.empty()) pairing = std::move(found);
}

void findPairs(DataSet& data, const DataOptions& options, const Task& task, const ScanProgress& progress) {
    fs::path images = options.images;
    fs::path targets = options.targets;
    const std::vector<std::string> suffixes = options.suffixList();
    bool together = targets.empty() || samePlace(images, targets);
    if (together) {
        if (const auto folders = findTaskFolders(images, task.id)) {
            images = folders->images;
            targets = folders->targets;
            together = false;
        }
    }
    data.images = scan(images, options, 0, progress);
    requireImages(data.images, images);
    chooseDataSet(data, options.dataSet, images);
    if (data.images.cancelled) return;
    if (!together) {
        data.targets = scan(targets, options, 0, progress);
        requireImages(data.targets, targets);
        if (data.targets.cancelled) return;
        data.pairing = pairByName(data.images.images, data.targets.images, suffixes);
        if (data.pairing.pairs.empty()) {
            auto both = data.images.images;
            both.insert(both.end(), data.targets.images.begin(), data.targets.images.end());
            takeIfAny(data.pairing, pairFilesOfParts(both));
        }
    } else if (hasPairedParts(data.images.images)) {
        data.pairing = pairParts(data.images.images);
    } else {
        data.pairing = pairWithinFolder(data.images.images, suffixes);
        if (data.pairing.pairs.empty()) takeIfAny(data.pairing, pairFilesOfParts(data.images.images));
    }
    data.samples = data.pairing.pairs;
    if (!data.samples.empty()) return;

    const std::string firstImage = data.pairing.inputsAlone.empty() ? "none" : data.pairing.inputsAlone.front().text();
    if (together) {
        throw Error(fmt::format("No image in {} has a target. {} needs them: name their folder, or give targets the name of "
                                "their image with one of the endings {}. The first image is {}.",
                                images.string(), task.label, options.suffixes, firstImage));
    }
    const std::string firstTarget = data.pairing.targetsAlone.empty() ? "none" : data.pairing.targetsAlone.front().text();
    throw Error(fmt::format("No image in {} has the name of a target in {}. The first image is {}, the first target {}; names "
                            "must agree, apart from the endings {}.",
                            images.string(), targets.string(), firstImage, firstTarget, options.suffixes));
}

}  // namespace

DataSet findData(const DataOptions& options, const Task& task, std::uint64_t seed, const ScanProgress& progress) {
    DataSet data;
    if (!options.pixelSize.empty()) setUserScale(options.images, parsePixelSize(options.pixelSize));
    if (task.target == TargetKind::None) {
        data.images = scan(options.images, options, options.maxImages, progress);
        requireImages(data.images, options.images);
        chooseDataSet(data, options.dataSet, options.images);
        data.samples.reserve(data.images.images.size());
        const bool parts = hasPairedParts(data.images.images);
        const Pairing sorted = parts ? pairParts(data.images.images) : Pairing{};
        // Labels in the same file are no micrographs.
        for (const Sample& pair : sorted.pairs) {
            data.samples.push_back({.input = pair.input, .target = std::nullopt, .group = {}});
        }
        for (const ImageRef& image : parts ? sorted.inputsAlone : data.images.images) {
            data.samples.push_back({.input = image, .target = std::nullopt, .group = {}});
        }
    } else {
        findPairs(data, options, task, progress);
    }
    data.cancelled = data.images.cancelled || data.targets.cancelled;
    if (data.cancelled) return data;
    thinOut(data.samples, options.maxImages);
    assignGroups(data.samples, options);
    data.split = splitByGroup(data.samples, options.validationPart, options.testPart, seed);
    keepForTraining(data.split, data.samples, options.trainImages, seed);
    return data;
}

std::optional<PixelSize> commonPixelSize(const DataSet& data) {
    constexpr double kAgree = 0.01;
    std::optional<PixelSize> common;
    for (const auto& info : data.images.infos) {
        if (!info.pixelSize) return std::nullopt;
        if (!common) common = info.pixelSize;
        if (std::abs(info.pixelSize->xNm / common->xNm - 1.0) >= kAgree || std::abs(info.pixelSize->yNm / common->yNm - 1.0) >= kAgree) return std::nullopt;
    }
    return common;
}

}  // namespace gano
