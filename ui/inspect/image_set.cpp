// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/image_set.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/names.h"
#include "core/data/data_set.h"
#include "core/formats/format_table.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

constexpr std::size_t kPartsOfAtMost = 1000;  ///< Files; opening them takes time.
constexpr std::size_t kProbedAtMost = 5000;  ///< Files; a run on more is found by the names in its split.

std::string keyOf(const ImageRef& ref) { return ref.file.string() + "|" + ref.part + "|" + std::to_string(ref.frame); }

/// The path as text without the file's ending, and of that the name. Text, because a hundred thousand paths taken apart as
/// paths are seen as a delay.
std::string withoutEnding(const InspectEntry& entry) {
    auto text = entry.image.file.generic_string();
    const auto slash = text.rfind('/'), dot = text.rfind('.');
    if (dot != std::string::npos && (slash == std::string::npos || dot > slash + 1)) text.resize(dot);
    return text;
}

std::string_view nameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The numbers that stand in the list more than once.
std::unordered_set<std::size_t> repeated(std::vector<std::size_t> numbers) {
    std::ranges::sort(numbers);
    std::unordered_set<std::size_t> found;
    for (auto at = numbers.begin(); (at = std::adjacent_find(at, numbers.end())) != numbers.end(); ++at) found.insert(*at);
    return found;
}

void setPlaces(ImageSet& set) {
    std::vector<std::string> paths;
    std::vector<std::size_t> hashes;
    paths.reserve(set.entries.size()), hashes.reserve(set.entries.size());
    for (const auto& entry : set.entries) {
        paths.push_back(withoutEnding(entry));
        hashes.push_back(std::hash<std::string_view>()(nameOf(paths.back())));
    }
    // Only what may have a namesake is looked at as text, which in most folders is nothing.
    const auto namesakes = repeated(hashes);
    std::unordered_map<std::string_view, int> stems, names;
    std::unordered_set<std::basic_string_view<fs::path::value_type>> files;
    for (std::size_t i = 0; i < paths.size() && !namesakes.empty(); ++i)
        if (namesakes.contains(hashes[i]) && files.insert(set.entries[i].image.file.native()).second) ++stems[paths[i]], ++names[nameOf(paths[i])];
    const bool folder = fs::is_directory(set.images);
    std::string parent;
    fs::path below;
    for (std::size_t i = 0; i < set.entries.size(); ++i) {
        auto& entry = set.entries[i];
        const auto name = nameOf(paths[i]);
        if (namesakes.contains(hashes[i])) {
            entry.place.twin = stems[paths[i]] > 1;
            entry.place.repeated = names[name] > 1;
        }
        // Neighbours mostly lie in one folder.
        if (const auto own = std::string_view(paths[i]).substr(0, paths[i].size() - name.size()); i == 0 || own != parent) {
            parent = own;
            below = folder ? entry.image.file.parent_path().lexically_relative(set.images) : fs::path();
            if (below == "." || below.generic_string().starts_with("..")) below.clear();
        }
        entry.place.below = below;
    }
}

FolderScan listed(const fs::path& place, const GoOn& goOn, bool& cancelled) {
    ScanOptions options;
    options.probe = !fs::is_directory(place);
    auto scan = scanFolder(place, options, goOn);
    if (options.probe && scan.images.empty() && !scan.skipped.empty()) throw Error(scan.skipped.front().reason);
    if (scan.images.empty() && !options.probe && !scan.cancelled) {
        options.recursive = true;
        scan = scanFolder(place, options, goOn);
    }
    cancelled = cancelled || scan.cancelled;
    return scan;
}

void takeOutOutputs(const fs::path& place, FolderScan& scan) {
    if (std::ranges::none_of(scan.skipped, [](const auto& other) { return mayBeRecipe(other.file); })) return;
    const ResultFolder results(place, false);
    if (!results.empty()) std::erase_if(scan.images, [&](const ImageRef& image) { return results.holds(image.file); });
}

/// Each data set of the files that may hold several.
std::vector<ImageRef> withParts(std::vector<ImageRef> images, const GoOn& goOn, bool& cancelled) {
    std::vector<ImageRef> all;
    all.reserve(images.size());
    std::size_t opened = 0;
    for (auto& image : images) {
        const bool open = mayHoldParts(image.file) && ++opened <= kPartsOfAtMost;
        if (open && goOn && !goOn(all.size(), images.size())) cancelled = true;
        const auto before = all.size();
        try {
            if (open && !cancelled)
                for (auto& ref : imagesIn(image.file))
                    if (ref.frame == 0) all.push_back(std::move(ref));
        } catch (const Error&) {  // Its row says why when it is looked at.
            all.resize(before);
        }
        if (all.size() == before) all.push_back(std::move(image));
    }
    return all;
}

std::vector<InspectEntry> entriesOf(std::vector<ImageRef> images, bool ownFrame) {
    std::vector<InspectEntry> entries;
    entries.reserve(images.size());
    for (auto& image : images) {
        InspectEntry entry;
        entry.image = std::move(image);
        entry.ownFrame = ownFrame;
        entries.push_back(std::move(entry));
    }
    for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
        bool only = true;
        for (end = begin; end < entries.size() && entries[end].image.file.native() == entries[begin].image.file.native(); ++end)
            only = only && entries[end].image.part == entries[begin].image.part;
        for (auto i = begin; i < end; ++i) entries[i].onlyPart = only;
    }
    return entries;
}

InspectEntry entryOf(const Sample& sample, std::string part) {
    InspectEntry entry;
    entry.image = sample.input;
    entry.truth = sample.target;
    entry.ownFrame = true;
    entry.part = std::move(part);
    return entry;
}

/// Which part of a run each image belongs to, by name.
std::map<std::string, std::string> partsByName(const nlohmann::json& split) {
    std::map<std::string, std::string> parts;
    if (!split.contains("names")) return parts;
    for (const auto& [part, names] : split.at("names").items())
        for (const auto& name : names) parts[name.get<std::string>()] = part;
    return parts;
}

int rank(const std::string& part) { return part == "test" ? 0 : part == "validation" ? 1 : part == "train" ? 2 : 3; }

void sortByPart(ImageSet& set) {
    std::stable_sort(set.entries.begin(), set.entries.end(),
                     [](const auto& a, const auto& b) { return rank(a.part) < rank(b.part); });
}

void sortByName(std::vector<InspectEntry>& entries) {
    std::vector<std::string> names;
    names.reserve(entries.size());
    for (const auto& entry : entries) names.push_back(entry.image.file.string());
    std::vector<InspectEntry> sorted;
    sorted.reserve(entries.size());
    for (const auto place : naturalOrder(names)) sorted.push_back(std::move(entries[place]));
    entries = std::move(sorted);
}

bool isThere(const std::string& place) {
    std::error_code code;
    return !place.empty() && fs::exists(place, code);
}

/// Labels have few values, all of them whole numbers.
bool looksLikeLabels(const ImageSet& set) {
    constexpr std::size_t kValues = 32;
    constexpr int kRows = 512;
    const auto first = std::find_if(set.entries.begin(), set.entries.end(), [](const auto& entry) { return entry.truth.has_value(); });
    if (first == set.entries.end()) return false;
    try {
        const auto info = readInfo(*first->truth);
        std::set<float> values;
        for (const float value : readRegion(*first->truth, {0, 0, info.width, std::min(info.height, kRows)}).toFloat()) {
            values.insert(value);
            if (values.size() > kValues || value != std::floor(value)) return false;
        }
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

ImageSet findImages(const fs::path& images, const fs::path& targets, const GoOn& goOn) {
    ImageSet set;
    set.images = images;
    const bool folder = fs::is_directory(images);
    auto scan = listed(images, goOn, set.cancelled);
    if (folder) takeOutOutputs(images, scan);
    auto found = folder ? withParts(std::move(scan.images), goOn, set.cancelled) : std::move(scan.images);
    if (const auto suffixes = DataOptions{}.suffixList(); !set.cancelled && targets.empty() && folder && mayHoldTargets(found, suffixes)) {
        // "a.tif" and "a_mask.tif" side by side.
        auto pairs = pairWithinFolder(found, suffixes);
        if (!pairs.pairs.empty()) {
            set.targets = images;
            set.entries = entriesOf(std::move(pairs.inputsAlone), false);
            for (const auto& pair : pairs.pairs) {
                set.entries.push_back(entryOf(pair, {}));
                set.entries.back().ownFrame = false;
            }
            sortByName(set.entries);
        }
    }
    if (set.targets.empty()) set.entries = entriesOf(std::move(found), !folder);
    setPlaces(set);
    set.labels = looksLikeLabels(set);
    if (!set.cancelled && !targets.empty()) pairWithTargets(set, targets, goOn);
    return set;
}

void pairWithTargets(ImageSet& set, const fs::path& targets, const GoOn& goOn) {
    const auto found = listed(targets, goOn, set.cancelled).images;
    std::vector<ImageRef> inputs;
    for (auto& entry : set.entries) {
        entry.truth.reset();
        inputs.push_back(entry.image);
    }
    std::unordered_map<std::string, ImageRef> truthOf;
    for (auto& pair : pairByName(inputs, found, DataOptions{}.suffixList()).pairs) truthOf.emplace(keyOf(pair.input), *pair.target);
    for (auto& entry : set.entries)
        if (const auto truth = truthOf.find(keyOf(entry.image)); truth != truthOf.end()) entry.truth = truth->second;
    set.targets = targets;
    set.labels = looksLikeLabels(set);
}

ImageSet imagesOfRun(const fs::path& run, const fs::path& images, const fs::path& targets, const GoOn& goOn) {
    const auto summary = readRun(run);
    auto plan = summary.plan;
    if (!images.empty()) plan.data.images = images.string();
    if (!targets.empty()) plan.data.targets = targets.string();
    if (!isThere(plan.data.images)) throw MissingImages(fmt::format("The images of this run are no longer at {}.", plan.data.images));
    ImageSet set;
    if (!plan.data.targets.empty() && !isThere(plan.data.targets)) {
        set.missingTargets = fmt::format("The labels or clean images of this run are no longer at {}.", plan.data.targets);
        plan.data.targets.clear();
    }
    set.images = plan.data.images;
    set.targets = plan.data.targets;
    nlohmann::json split;
    if (fs::exists(summary.folder.split())) split = nlohmann::json::parse(readText(summary.folder.split()));
    ScanOptions names;
    names.probe = false;
    names.recursive = plan.data.recursive;
    const auto quick = scanFolder(plan.data.images, names, goOn);
    set.cancelled = quick.cancelled;
    if (set.cancelled) return set;
    const bool unpaired = !set.missingTargets.empty();
    if (quick.images.size() > kProbedAtMost || split.is_null() || unpaired) {
        const auto parts = partsByName(split);
        set.entries = entriesOf(quick.images, false);
        for (auto& entry : set.entries)
            if (const auto part = parts.find(entry.image.text()); part != parts.end()) entry.part = part->second;
        setPlaces(set);
        if (!plan.data.targets.empty()) pairWithTargets(set, plan.data.targets, goOn);
        sortByPart(set);
        set.labels = task(plan.task).target == TargetKind::Labels;
        return set;
    }
    const auto data = findData(plan.data, task(plan.task), static_cast<std::uint64_t>(plan.training.seed), goOn);
    set.cancelled = data.cancelled;
    if (set.cancelled) return set;
    // Indices count in the samples of then; by name when images have come or gone since.
    const auto parts = partsByName(split);
    for (const auto& sample : data.samples) {
        const auto part = parts.find(sample.input.text());
        set.entries.push_back(entryOf(sample, part == parts.end() ? std::string() : part->second));
    }
    if (parts.empty()) {
        const auto places = splitFromJson(split, data.samples.size());
        for (const int i : places.test) set.entries[static_cast<std::size_t>(i)].part = "test";
        for (const int i : places.validation) set.entries[static_cast<std::size_t>(i)].part = "validation";
        for (const int i : places.train) set.entries[static_cast<std::size_t>(i)].part = "train";
    }
    setPlaces(set);
    sortByPart(set);
    set.labels = task(plan.task).target == TargetKind::Labels;
    return set;
}

}  // namespace gano
