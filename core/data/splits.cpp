// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/splits.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <tuple>

#include "core/base/error.h"
#include "core/base/random.h"

namespace gano {
namespace {

constexpr std::size_t kBlocksOfOneFile = 20;
constexpr std::uint64_t kPurposeSplit = 0x53504c4954;
constexpr std::uint64_t kPurposeTraining = 0x545241494e;

std::regex compile(const std::string& pattern) {
    try {
        return std::regex(pattern, std::regex::ECMAScript);
    } catch (const std::regex_error& error) {
        throw UsageError(fmt::format("The group pattern '{}' is not a regular expression: {}.", pattern, error.what()));
    }
}

/// A movie in one file has no independent images; blocks of neighbours keep the likeness across the border small.
void groupByBlocks(std::vector<Sample>& samples) {
    const std::size_t blocks = std::min(kBlocksOfOneFile, samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i].group = fmt::format("{} block {:02}", samples[i].input.file.filename().string(), i * blocks / samples.size() + 1);
    }
}

using Members = std::vector<int>;

/// Moves groups from `left` to a new part of about `wanted` samples; `keep` groups stay.
Members take(std::vector<Members>& left, double wanted, std::size_t keep) {
    Members part;
    if (wanted <= 0.0 || left.size() <= keep) return part;
    for (std::size_t i = 0; i < left.size() && left.size() > keep;) {
        const double now = static_cast<double>(part.size());
        const double then = now + static_cast<double>(left[i].size());
        if (std::abs(then - wanted) < std::abs(now - wanted)) {
            part.insert(part.end(), left[i].begin(), left[i].end());
            left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            ++i;
        }
    }
    if (part.empty()) {
        const auto smallest = std::ranges::min_element(left, {}, [](const Members& group) { return group.size(); });
        part = *smallest;
        left.erase(smallest);
    }
    std::ranges::sort(part);
    return part;
}

Members readList(const nlohmann::json& json, const char* name, std::vector<bool>& seen) {
    const auto list = json.find(name);
    if (list == json.end() || !list->is_array()) throw Error(fmt::format("The split has no list called '{}'.", name));
    Members members;
    members.reserve(list->size());
    for (const auto& entry : *list) {
        if (!entry.is_number_integer()) throw Error(fmt::format("The split's list '{}' holds something that is not a number.", name));
        const auto index = entry.get<std::int64_t>();
        if (index < 0 || static_cast<std::uint64_t>(index) >= seen.size()) {
            throw Error(fmt::format("The split names image {}, but there are {}. The images have changed since it was made.", index, seen.size()));
        }
        if (seen[static_cast<std::size_t>(index)]) throw Error(fmt::format("The split names image {} twice.", index));
        seen[static_cast<std::size_t>(index)] = true;
        members.push_back(static_cast<int>(index));
    }
    std::ranges::sort(members);
    return members;
}

}  // namespace

void assignGroups(std::vector<Sample>& samples, const DataOptions& options) {
    if (!options.groupPattern.empty()) {
        const std::regex pattern = compile(options.groupPattern);
        for (Sample& sample : samples) {
            const std::string name = sample.input.file.filename().string();
            std::smatch match;
            const bool found = std::regex_search(name, match, pattern);
            sample.group = !found ? name : match.size() > 1 && match[1].matched ? match[1].str() : match[0].str();
        }
        return;
    }
    bool oneFile = samples.size() > 1;
    for (Sample& sample : samples) {
        sample.group = options.groupByFolder ? sample.input.file.parent_path().string() : sample.input.file.string();
        oneFile = oneFile && sample.input.file == samples.front().input.file;
    }
    if (oneFile && !options.groupByFolder) groupByBlocks(samples);
}

Split splitByGroup(const std::vector<Sample>& samples, double validationPart, double testPart, std::uint64_t seed) {
    if (!(validationPart >= 0.0) || !(testPart >= 0.0) || !(validationPart + testPart < 1.0)) {
        throw UsageError(fmt::format("Validation part {} and test part {} leave nothing to train on; together they must stay below 1.",
                                     validationPart, testPart));
    }
    std::map<std::string, Members> groups;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        groups[samples[i].group].push_back(static_cast<int>(i));
    }
    std::vector<Members> sorted;
    for (auto& [name, members] : groups) {
        sorted.push_back(std::move(members));
    }
    std::vector<Members> left;
    for (const std::size_t i : shuffled(sorted.size(), seedFor(seed, 0, 0, kPurposeSplit))) {
        left.push_back(std::move(sorted[i]));
    }

    const auto total = static_cast<double>(samples.size());
    Split split;
    const std::size_t keptForOthers = validationPart > 0.0 ? 2 : 1;
    if (left.size() >= 3) split.test = take(left, testPart * total, keptForOthers);
    split.validation = take(left, validationPart * total, 1);
    for (const Members& group : left) {
        split.train.insert(split.train.end(), group.begin(), group.end());
    }
    std::ranges::sort(split.train);
    return split;
}

void keepForTraining(Split& split, const std::vector<Sample>& samples, int most, std::uint64_t seed) {
    if (most <= 0 || split.train.size() <= static_cast<std::size_t>(most)) return;
    // By name first, so that the draw does not depend on the order in which a folder was listed.
    Members byName = split.train;
    std::ranges::sort(byName, [&](int a, int b) {
        const auto& x = samples[static_cast<std::size_t>(a)].input;
        const auto& y = samples[static_cast<std::size_t>(b)].input;
        return std::tie(x.file, x.part, x.frame) < std::tie(y.file, y.part, y.frame);
    });
    split.train.clear();
    for (const std::size_t i : shuffled(byName.size(), seedFor(seed, 0, 0, kPurposeTraining)))
        (split.train.size() < static_cast<std::size_t>(most) ? split.train : split.unused).push_back(byName[i]);
    std::ranges::sort(split.train);
    std::ranges::sort(split.unused);
}

nlohmann::json splitToJson(const Split& split, std::span<const Sample> samples) {
    nlohmann::json json{{"train", split.train}, {"validation", split.validation}, {"test", split.test}};
    if (!split.unused.empty()) json["unused"] = split.unused;
    const auto names = [&](const Members& members) {
        auto list = nlohmann::json::array();
        for (const int index : members) {
            list.push_back(samples[static_cast<std::size_t>(index)].input.text());
        }
        return list;
    };
    if (!samples.empty()) {
        json["names"] = {{"train", names(split.train)}, {"validation", names(split.validation)}, {"test", names(split.test)}};
        if (!split.unused.empty()) json["names"]["unused"] = names(split.unused);
    }
    return json;
}

Split splitFromJson(const nlohmann::json& json, std::size_t samples) {
    std::vector<bool> seen(samples, false);
    Split split;
    split.train = readList(json, "train", seen);
    split.validation = readList(json, "validation", seen);
    split.test = readList(json, "test", seen);
    if (json.contains("unused")) split.unused = readList(json, "unused", seen);
    return split;
}

Split splitFromJson(const nlohmann::json& json, std::span<const Sample> samples) {
    const auto split = splitFromJson(json, samples.size());
    if (!json.contains("names")) return split;
    const auto same = [&](const char* part, const Members& members) {
        const auto& names = json["names"].at(part);
        if (names.size() != members.size()) return false;
        for (std::size_t i = 0; i < members.size(); ++i)
            if (names[i] != samples[static_cast<std::size_t>(members[i])].input.text()) return false;
        return true;
    };
    const auto covered = split.train.size() + split.validation.size() + split.test.size() + split.unused.size();
    if (covered != samples.size() || !same("train", split.train) || !same("validation", split.validation) || !same("test", split.test) ||
        (!split.unused.empty() && !same("unused", split.unused)))
        throw Error("The images are not those that this run began with: some were added, removed or renamed. Put the folder back as it was.");
    return split;
}

}  // namespace gano
