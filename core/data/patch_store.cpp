// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/patch_store.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/npy_array.h"
#include "core/data/patch_store_files.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

/// The same as Scaling::apply, over many samples.
template <class T>
void scaleInto(const std::byte* from, std::span<float> out, const Scaling& scaling) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        T value{};
        std::memcpy(&value, from + i * sizeof(T), sizeof(T));
        const auto scaled = static_cast<float>((static_cast<double>(value) - scaling.offset) * scaling.gain);
        if constexpr (std::is_floating_point_v<T>) {
            out[i] = std::isfinite(scaled) ? scaled : 0.0F;
        } else {
            out[i] = scaled;
        }
    }
}

void readPatch(const NpyArray& array, std::size_t patch, std::span<float> out, const Scaling& scaling) {
    const std::size_t pixels = array.shape[1] * array.shape[2];
    if (patch >= array.shape[0]) throw Error(fmt::format("There is no patch {}; there are {}.", patch, array.shape[0]));
    if (out.size() != pixels) throw Error(fmt::format("A patch has {} px, but there is room for {}.", pixels, out.size()));
    const std::byte* samples = array.samples.data() + patch * pixels * bytesPerSample(array.type);
    dispatch(array.type, [&](auto zero) { scaleInto<decltype(zero)>(samples, out, scaling); });
}

TargetKind parseTargetKind(const std::string& name) {
    for (const TargetKind kind : {TargetKind::None, TargetKind::Labels, TargetKind::Image}) {
        if (targetKindName(kind) == name) return kind;
    }
    throw Error(fmt::format("No kind of target is called '{}'.", name));
}

}  // namespace

std::string targetKindName(TargetKind kind) {
    switch (kind) {
        case TargetKind::None: return "none";
        case TargetKind::Labels: return "labels";
        case TargetKind::Image: break;
    }
    return "image";
}

std::vector<std::string> leftOutSentences(const fs::path& folder) {
    return nlohmann::json::parse(readText(folder / kStoreFile)).value("leftOutSentences", std::vector<std::string>());
}

struct PatchStore::Impl {
    NpyArray inputs;
    NpyArray targets;
    NpyArray places;
    std::vector<std::size_t> firstPatch;  ///< Of every image, and the count of patches at the end.
    std::vector<StoredScaling> scalings;
    std::size_t patches = 0;
    int patchSize = 0;
    int scale = 1;
    TargetKind target = TargetKind::None;
    Normalisation normalisation = Normalisation::FullRange;
    std::vector<int> labelValues;
    std::string fingerprint, content;

    std::array<std::int32_t, 3> place(std::size_t patch) const {
        if (patch >= patches) throw Error(fmt::format("There is no patch {}; there are {}.", patch, patches));
        std::array<std::int32_t, 3> entry{};
        std::memcpy(entry.data(), places.samples.data() + patch * sizeof(entry), sizeof(entry));
        return entry;
    }
    void load(const fs::path& folder);
    void readScalings(const fs::path& file, std::size_t images);
    void indexImages(std::size_t images);
};

void PatchStore::Impl::readScalings(const fs::path& file, std::size_t images) {
    const NpyArray array = NpyArray::open(file);
    if (array.type != SampleType::F64 || array.shape != std::vector<std::size_t>{images, 4}) throw Error("the scalings do not fit");
    scalings.resize(images);
    for (std::size_t i = 0; i < images; ++i) {
        std::array<double, 4> row{};
        std::memcpy(row.data(), array.samples.data() + i * sizeof(row), sizeof(row));
        scalings[i] = {{row[0], row[1]}, {row[2], row[3]}};
    }
}

void PatchStore::Impl::indexImages(std::size_t images) {
    firstPatch.assign(images + 1, 0);
    std::int32_t last = 0;
    for (std::size_t patch = 0; patch < patches; ++patch) {
        const std::int32_t image = place(patch)[0];
        if (image < last || static_cast<std::size_t>(image) >= images) throw Error("the list of patches does not fit");
        last = image;
        ++firstPatch[static_cast<std::size_t>(image) + 1];
    }
    for (std::size_t i = 0; i < images; ++i) {
        firstPatch[i + 1] += firstPatch[i];
    }
}

void PatchStore::Impl::load(const fs::path& folder) {
    const auto json = nlohmann::json::parse(readText(folder / kStoreFile));
    if (json.at("format").get<int>() != kStoreFormat) throw Error("it was made by another version");
    const auto images = json.at("images").get<std::size_t>();
    patches = json.at("patches").get<std::size_t>();
    patchSize = json.at("patchSize").get<int>();
    scale = json.at("scale").get<int>();
    target = parseTargetKind(json.at("target").get<std::string>());
    normalisation = parseNormalisation(json.at("normalisation").get<std::string>());
    labelValues = json.at("labelValues").get<std::vector<int>>();
    fingerprint = json.at("fingerprint").get<std::string>();
    content = json.value("content", fingerprint);
    if (patchSize < 1 || scale < 1) throw Error("its sizes are impossible");

    const auto side = static_cast<std::size_t>(patchSize);
    const std::size_t targetSide = side * static_cast<std::size_t>(scale);
    inputs = NpyArray::open(folder / kInputsFile);
    places = NpyArray::open(folder / kPatchesFile);
    if (inputs.shape != std::vector{patches, side, side}) throw Error("the inputs do not fit");
    if (places.type != SampleType::I32 || places.shape != std::vector<std::size_t>{patches, 3}) throw Error("the list of patches does not fit");
    if (target != TargetKind::None) {
        targets = NpyArray::open(folder / kTargetsFile);
        if (targets.shape != std::vector{patches, targetSide, targetSide}) throw Error("the targets do not fit");
    }
    readScalings(folder / kScalingsFile, images);
    indexImages(images);
}

PatchStore::PatchStore() : impl_(std::make_unique<Impl>()) {}
PatchStore::~PatchStore() = default;
PatchStore::PatchStore(PatchStore&&) noexcept = default;
PatchStore& PatchStore::operator=(PatchStore&&) noexcept = default;

PatchStore PatchStore::open(const fs::path& folder) {
    PatchStore store;
    try {
        store.impl_->load(folder);
    } catch (const std::exception& error) {
        throw Error(fmt::format("The patches in {} cannot be used: {}. Delete the folder; it is made again from the images.",
                                folder.string(), error.what()));
    }
    return store;
}

std::size_t PatchStore::size() const { return impl_->patches; }
int PatchStore::patchSize() const { return impl_->patchSize; }
int PatchStore::scale() const { return impl_->scale; }
TargetKind PatchStore::target() const { return impl_->target; }
Normalisation PatchStore::normalisation() const { return impl_->normalisation; }
std::size_t PatchStore::imageCount() const { return impl_->scalings.size(); }
int PatchStore::imageOf(std::size_t patch) const { return impl_->place(patch)[0]; }
const std::vector<int>& PatchStore::labelValues() const { return impl_->labelValues; }
const std::string& PatchStore::fingerprint() const { return impl_->fingerprint; }
const std::string& PatchStore::content() const { return impl_->content; }

PixelRect PatchStore::rectOf(std::size_t patch) const {
    const auto place = impl_->place(patch);
    return {place[1], place[2], impl_->patchSize, impl_->patchSize};
}

const StoredScaling& PatchStore::scalingOf(int image) const {
    if (image < 0 || static_cast<std::size_t>(image) >= imageCount()) throw Error(fmt::format("There is no image {}; there are {}.", image, imageCount()));
    return impl_->scalings[static_cast<std::size_t>(image)];
}

std::vector<std::size_t> PatchStore::patchesOf(std::span<const int> images) const {
    std::vector<std::size_t> patches;
    for (const int image : images) {
        if (image < 0 || static_cast<std::size_t>(image) >= imageCount()) throw Error(fmt::format("There is no image {}; there are {}.", image, imageCount()));
        const auto i = static_cast<std::size_t>(image);
        for (std::size_t patch = impl_->firstPatch[i]; patch < impl_->firstPatch[i + 1]; ++patch) {
            patches.push_back(patch);
        }
    }
    return patches;
}

void PatchStore::readInput(std::size_t patch, std::span<float> out) const {
    readPatch(impl_->inputs, patch, out, scalingOf(imageOf(patch)).input);
}

void PatchStore::readTarget(std::size_t patch, std::span<float> out) const {
    if (impl_->target == TargetKind::None) throw Error("These patches have no targets.");
    const Scaling scaling = impl_->target == TargetKind::Labels ? Scaling{} : scalingOf(imageOf(patch)).target;
    readPatch(impl_->targets, patch, out, scaling);
}

}  // namespace gano
