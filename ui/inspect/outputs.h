// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/image/image.h"
#include "core/image/normalise.h"
#include "core/train/model_card.h"

namespace gano {

/// The files that prediction wrote for one image. Empty paths: not there.
struct OutputFiles {
    std::filesystem::path recipe;
    std::filesystem::path labels;                       ///< Segmentation.
    std::vector<std::filesystem::path> probabilities;   ///< One, or one per class.
    std::filesystem::path restored;                     ///< All other tasks: in the input's intensities.
    std::filesystem::path uncertainty;

    /// What the task is about: the labels or the restored image.
    const std::filesystem::path& main() const { return labels.empty() ? restored : labels; }
    bool empty() const { return main().empty(); }
    bool operator==(const OutputFiles&) const = default;
};

/// What a recipe says of how an output was made.
struct Recipe {
    ModelCard card;
    Scaling scaling;  ///< Of the input's values, before the network.
    std::string image, part;
    int frame = 0;
};
/// Throws Error when the file cannot be read as a recipe.
Recipe readRecipe(const std::filesystem::path& file);

/// Where the results of an image are looked for and put.
struct ResultPlace {
    std::filesystem::path below;  ///< The image's folder below the one that was opened; empty for most.
    bool twin = false;            ///< Another image beside it has the same name with another ending.
    bool repeated = false;        ///< Another image, in whatever folder, has the same name.
};

/// By the ending of its name. A folder without any such file holds no results.
bool mayBeRecipe(const std::filesystem::path& file);

/// What predict() left in one folder, by the names of the files, without opening them.
class ResultFolder {
public:
    ResultFolder() = default;
    /// Lists the folder; an absent one is empty.
    explicit ResultFolder(std::filesystem::path folder, bool recursive = true);

    const std::filesystem::path& folder() const { return folder_; }
    bool empty() const { return byStem_.empty(); }
    std::size_t count() const { return byStem_.size(); }
    OutputFiles find(const ImageRef& image, const ResultPlace& place = {}) const;
    /// Files that are outputs, so that they are not taken for micrographs.
    bool holds(const std::filesystem::path& file) const { return files_.contains(file.string()); }
    /// Names files that were just written.
    void add(const std::vector<std::filesystem::path>& written);

private:
    OutputFiles* addFile(const std::filesystem::path& file);

    std::filesystem::path folder_;
    std::unordered_set<std::string> files_;
    std::map<std::string, OutputFiles> byStem_;  ///< Key: path below the folder without the ending.
};

/// Where predictions of a model (run folder or model file) on a folder of images are kept: beside the run, never among the
/// images. Found again next time; another folder of the same name gets its own. Made when `create`.
std::filesystem::path predictionsFolder(const std::filesystem::path& model, const std::filesystem::path& images, bool create);
/// Where the results of one image go below that folder, so that images of equal names do not overwrite each other.
std::filesystem::path resultFolder(const std::filesystem::path& predictions, const ImageRef& image, const ResultPlace& place);

}  // namespace gano
