// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/run_control.h"
#include "core/base/run_events.h"
#include "core/data/pairing.h"
#include "core/image/image.h"
#include "core/image/normalise.h"
#include "core/tasks/task.h"

namespace gano {

struct PatchStoreOptions {
    int patchSize = 256;  ///< Side of an input patch in px; the target's is scale times as long.
    int scale = 1;
    Normalisation normalisation = Normalisation::FullRange;
    TargetKind target = TargetKind::None;
    /// The values of the classes, ascending; found in the label images when empty.
    std::vector<int> labelValues;
    bool keepDataBars = false;  ///< False: the bar at the bottom of an image (core/formats/data_bar.h) is not cut into patches.
    int threads = 0;  ///< For decoding; 0 means one per core. Does not change the store.
};

/// The scalings of one image and of its target (y = (x - offset) * gain).
struct StoredScaling {
    Scaling input;
    Scaling target;  ///< Of image targets; the same as the input's when both have one sample type.
};

/// The patches of a data set as plain files that are mapped into memory, so that half a million of them cost no RAM.
///
/// Patches tile each image with the least overlap; images smaller than a patch are continued by reflection (the edge pixel
/// repeated, so that the reflection is exact on finer target grids too).
/// Files: inputs.npy (N x p x p) and targets.npy (N x sp x sp) with the samples of the files, or class indices in 8 bits;
/// patches.npy (int32 N x 3: image, x, y in input px); scalings.npy (float64 images x 4); store.json, written last: a
/// folder without it is incomplete.
/// Thread safety: const members may be called from any thread.
class PatchStore {
public:
    PatchStore();  ///< Empty.
    ~PatchStore();
    PatchStore(PatchStore&&) noexcept;
    PatchStore& operator=(PatchStore&&) noexcept;

    /// Throws Error if the folder holds no complete store or its files do not fit together.
    static PatchStore open(const std::filesystem::path& folder);

    /// Builds the store, or opens the one in `folder` if it was made of the same files (path, length, time of change) with
    /// the same options. A sample that cannot be read, or whose target has another size than it should, is left out with a
    /// Warning: its image then has no patches. Sends StepFinished with epochs 0, image by image.
    /// When stopped: removes what it wrote and returns an empty store (size() 0; control.stopRequested()).
    /// Throws Error if no sample is left, labels do not look like labels (more than 32 values, fractions, one value only),
    /// a label is none of `labelValues`, or the disk is or would be full.
    static PatchStore build(const std::filesystem::path& folder, const std::vector<Sample>& samples,
                            const PatchStoreOptions& options, RunControl& control, RunObserver& observer);

    std::size_t size() const;  ///< Number of patches.
    int patchSize() const;
    int scale() const;
    TargetKind target() const;
    Normalisation normalisation() const;
    std::size_t imageCount() const;  ///< Samples, also those left out.
    int imageOf(std::size_t patch) const;
    /// Where the patch lies in its image, in input px; may reach beyond an image smaller than the patch.
    PixelRect rectOf(std::size_t patch) const;
    /// The patches of these images, in the order of `images`.
    std::vector<std::size_t> patchesOf(std::span<const int> images) const;
    const StoredScaling& scalingOf(int image) const;

    /// `out` has patchSize² places, row-major; normalised.
    void readInput(std::size_t patch, std::span<float> out) const;
    /// `out` has (scale*patchSize)² places: class indices 0 … C-1, or the normalised target image. Throws Error when the
    /// store has no targets.
    void readTarget(std::size_t patch, std::span<float> out) const;

    /// The values of the classes in the label files, ascending: class k is labelValues()[k]. Empty without labels.
    const std::vector<int>& labelValues() const;
    /// Of the files (path, length, time of change) and options this store was made of.
    const std::string& fingerprint() const;
    /// Of what is in the patches: the same for the same images wherever they lie and whenever they were copied.
    const std::string& content() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gano
