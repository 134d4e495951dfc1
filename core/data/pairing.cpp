// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pairing.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/tasks/task.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 5> kInputEndings{"_images", "_image", "_img", "_raw", "_input"};
constexpr std::array<std::string_view, 2> kInputParts{"images", "image"};
constexpr std::array<std::string_view, 6> kTargetParts{"labels", "label", "maps", "masks", "mask", "targets"};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Taken from the text of the path: taking a hundred thousand paths apart as paths is seen as a delay.
std::string_view stemIn(std::string_view path) {
    constexpr std::array kSeparators{'/', static_cast<char>(fs::path::preferred_separator)};
    const auto name = path.substr(path.find_last_of(std::string_view(kSeparators.data(), kSeparators.size())) + 1);
    const auto dot = name.find_last_of('.');
    return dot != name.npos && dot > 0 ? name.substr(0, dot) : name;
}

std::string stemOf(const ImageRef& ref) { return lower(std::string(stemIn(ref.file.string()))); }

/// Upper and lower case alike.
bool endsWith(std::string_view text, std::string_view ending) {
    if (text.size() < ending.size()) return false;
    const auto small = [](unsigned char c) { return std::tolower(c); };
    return std::ranges::equal(text.substr(text.size() - ending.size()), ending, {}, small, small);
}

/// The stem without one of the endings, or empty if it has none of them.
template <class Endings>
std::string_view without(std::string_view stem, const Endings& endings) {
    for (const auto& ending : endings)
        if (stem.size() > ending.size() && endsWith(stem, ending)) return stem.substr(0, stem.size() - ending.size());
    return {};
}

template <class Names>
int rankOf(const Names& names, const std::string& name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

/// True for a name that says nothing but what the file is: "mask", "image".
template <class Endings>
bool isOnlyRole(std::string_view stem, const Endings& endings, std::span<const std::string_view> roles) {
    const auto isStem = [stem](std::string_view role) { return role.size() == stem.size() && endsWith(stem, role); };
    return std::ranges::any_of(roles, isStem) || std::ranges::any_of(endings, [&](const auto& ending) {
               return ending.size() == stem.size() + 1 && ending.size() > 1 && endsWith(stem, std::string_view(ending).substr(1));
           });
}

/// For layouts with a folder per sample ("cell3/image.tif" and "cell3/mask.tif"): the folder, if the file's name says
/// nothing but its role.
template <class Endings>
std::string folderIfOnlyRole(const ImageRef& ref, const Endings& endings, std::span<const std::string_view> roles) {
    return isOnlyRole(stemOf(ref), endings, roles) ? ref.file.parent_path().string() + '/' : std::string();
}

constexpr int kParentsCompared = 8;

/// The file's last `depth` parent folders: ".../cell3/a.tif" has "cell3/" for 1. Nothing if it has fewer.
std::optional<std::string> lastParents(const fs::path& file, int depth) {
    std::string text;
    fs::path folder = file.parent_path();
    for (int i = 0; i < depth; ++i) {
        if (!folder.has_filename()) return std::nullopt;
        text += folder.filename().string() + '/';
        folder = folder.parent_path();
    }
    return text;
}

/// Numbers of inputs and of targets that share a name.
struct Namesakes {
    std::vector<std::size_t> inputs;
    std::vector<std::size_t> targets;
};

std::string key(const std::string& stem, int frame) { return stem + '|' + std::to_string(frame); }

/// Finds partners among namesakes: first those that agree in many parent folders, then in fewer. Only one input and one
/// target that agree, with no other of either, are partners.
template <class Join>
void joinNamesakes(const Namesakes& same, std::span<const ImageRef> inputs, std::span<const ImageRef> targets, Join&& join) {
    if (same.inputs.size() == 1 && same.targets.size() == 1) {
        join(same.inputs.front(), same.targets.front());
        return;
    }
    for (int depth = kParentsCompared; depth > 0; --depth) {
        std::map<std::string, Namesakes> places;
        for (const std::size_t i : same.inputs) {
            if (const auto place = lastParents(inputs[i].file, depth)) places[*place].inputs.push_back(i);
        }
        for (const std::size_t i : same.targets) {
            if (const auto place = lastParents(targets[i].file, depth)) places[*place].targets.push_back(i);
        }
        for (const auto& [place, here] : places) {
            if (here.inputs.size() == 1 && here.targets.size() == 1) join(here.inputs.front(), here.targets.front());
        }
    }
}

std::string partName(const ImageRef& ref) {
    const auto slash = ref.part.find_last_of('/');
    return lower(slash == std::string::npos ? ref.part : ref.part.substr(slash + 1));
}

}  // namespace

Pairing pairByName(std::span<const ImageRef> inputs, std::span<const ImageRef> targets,
                   std::span<const std::string> suffixes) {
    std::vector<bool> used(targets.size(), false);
    std::vector<std::optional<std::size_t>> partner(inputs.size());
    const auto join = [&](std::size_t input, std::size_t target) {
        if (partner[input] || used[target] || inputs[input] == targets[target]) return;
        partner[input] = target;
        used[target] = true;
    };
    const auto pass = [&](auto&& inputName, auto&& targetName) {
        std::unordered_map<std::string, Namesakes> names;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (partner[i]) continue;
            if (const std::string name = inputName(inputs[i]); !name.empty()) names[key(name, inputs[i].frame)].inputs.push_back(i);
        }
        for (std::size_t i = 0; i < targets.size(); ++i) {
            if (used[i]) continue;
            const std::string name = targetName(targets[i]);
            if (name.empty()) continue;
            const auto found = names.find(key(name, targets[i].frame));
            if (found != names.end()) found->second.targets.push_back(i);
        }
        for (const auto& [name, same] : names) {
            joinNamesakes(same, inputs, targets, join);
        }
    };
    const auto whole = [](const ImageRef& ref) { return stemOf(ref); };
    const auto inputOnly = [](const ImageRef& ref) { return std::string(without(stemOf(ref), kInputEndings)); };
    const auto targetOnly = [&](const ImageRef& ref) { return std::string(without(stemOf(ref), suffixes)); };
    pass([](const ImageRef& ref) { return folderIfOnlyRole(ref, kInputEndings, kInputParts); },
         [&](const ImageRef& ref) { return folderIfOnlyRole(ref, suffixes, kTargetParts); });
    // Equal names first: "a" must not take "a_seg" away from an image that is itself called "a_seg".
    pass(whole, whole);
    pass(whole, targetOnly);
    pass(inputOnly, whole);
    pass(inputOnly, targetOnly);

    Pairing pairing;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (partner[i]) {
            pairing.pairs.push_back({.input = inputs[i], .target = targets[*partner[i]], .group = {}});
        } else {
            pairing.inputsAlone.push_back(inputs[i]);
        }
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (!used[i]) pairing.targetsAlone.push_back(targets[i]);
    }
    return pairing;
}

bool mayHoldTargets(std::span<const ImageRef> images, std::span<const std::string> suffixes) {
    return std::ranges::any_of(images, [&](const ImageRef& image) {
        const auto path = image.file.string();
        const auto stem = stemIn(path);
        return !without(stem, suffixes).empty() || isOnlyRole(stem, suffixes, kTargetParts);
    });
}

Pairing pairWithinFolder(std::span<const ImageRef> images, std::span<const std::string> suffixes) {
    if (!mayHoldTargets(images, suffixes)) return {{}, {images.begin(), images.end()}, {}};
    std::unordered_set<std::string> names, sampleFolders;
    for (const ImageRef& image : images) {
        if (const auto folder = folderIfOnlyRole(image, kInputEndings, kInputParts); !folder.empty()) sampleFolders.insert(folder);
        const std::string stem = stemOf(image);
        names.insert(stem);
        if (const auto shorter = without(stem, kInputEndings); !shorter.empty()) names.emplace(shorter);
    }
    std::vector<ImageRef> inputs;
    std::vector<ImageRef> targets;
    for (const ImageRef& image : images) {
        const std::string shorter(without(stemOf(image), suffixes));
        const std::string folder = folderIfOnlyRole(image, suffixes, kTargetParts);
        const bool target = (!shorter.empty() && names.contains(shorter)) || (!folder.empty() && sampleFolders.contains(folder));
        (target ? targets : inputs).push_back(image);
    }
    return pairByName(inputs, targets, suffixes);
}

bool hasPairedParts(std::span<const ImageRef> images) {
    std::map<fs::path, std::pair<bool, bool>> found;
    for (const ImageRef& image : images) {
        if (image.part.empty()) continue;
        auto& [input, target] = found[image.file];
        input = input || rankOf(kInputParts, partName(image)) >= 0;
        target = target || rankOf(kTargetParts, partName(image)) >= 0;
        if (input && target) return true;
    }
    return false;
}

Pairing pairParts(std::span<const ImageRef> images) {
    std::map<fs::path, int> targetRank;  // Of the preferred kind of target in each file.
    for (const ImageRef& image : images) {
        const int rank = rankOf(kTargetParts, partName(image));
        if (rank < 0) continue;
        const auto [entry, fresh] = targetRank.try_emplace(image.file, rank);
        if (!fresh) entry->second = std::min(entry->second, rank);
    }
    std::map<std::pair<fs::path, int>, const ImageRef*> targets;
    for (const ImageRef& image : images) {
        const auto rank = targetRank.find(image.file);
        if (rank != targetRank.end() && rankOf(kTargetParts, partName(image)) == rank->second) {
            targets.try_emplace({image.file, image.frame}, &image);
        }
    }
    Pairing pairing;
    for (const ImageRef& image : images) {
        if (rankOf(kInputParts, partName(image)) < 0) continue;
        const auto target = targets.find({image.file, image.frame});
        if (target == targets.end()) {
            pairing.inputsAlone.push_back(image);
        } else {
            pairing.pairs.push_back({.input = image, .target = *target->second, .group = {}});
            targets.erase(target);
        }
    }
    for (const auto& [place, target] : targets) {
        pairing.targetsAlone.push_back(*target);
    }
    return pairing;
}

Pairing pairFilesOfParts(std::span<const ImageRef> images) {
    std::map<fs::path, std::vector<const ImageRef*>> inputs, targets;
    for (const ImageRef& image : images) {
        if (rankOf(kInputParts, partName(image)) >= 0) inputs[image.file].push_back(&image);
        if (rankOf(kTargetParts, partName(image)) >= 0) targets[image.file].push_back(&image);
    }
    Pairing pairing;
    if (inputs.size() != 1 || targets.size() != 1) return pairing;
    const auto& from = inputs.begin()->second;
    const auto& to = targets.begin()->second;
    if (from.size() != to.size()) return pairing;
    for (std::size_t i = 0; i < from.size(); ++i) pairing.pairs.push_back({.input = *from[i], .target = *to[i], .group = {}});
    return pairing;
}

std::optional<TaskFolders> findTaskFolders(const fs::path& root, const std::string& taskId) {
    const Task& row = task(taskId);
    std::map<std::string, fs::path> folders;
    std::error_code code;
    for (fs::directory_iterator entries(root, code), end; !code && entries != end; entries.increment(code)) {
        std::error_code ignored;
        if (entries->is_directory(ignored)) folders[lower(entries->path().filename().string())] = entries->path();
    }
    for (const std::string imageName : {"image", "images"}) {
        const auto image = folders.find(imageName);
        if (image == folders.end()) continue;
        for (const std::string& name : row.targetFolders) {
            const auto target = folders.find(lower(name));
            if (target != folders.end()) return TaskFolders{image->second, target->second};
        }
    }
    return std::nullopt;
}

}  // namespace gano
