// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/data/patch_store.h"
#include "tests/core/data/data_test.h"

/// Building and reading patch stores in tests.
namespace data_test {

/// Remembers the sentences of warnings and notices, and may stop the job at the first step.
class Listener final : public gano::RunObserver {
public:
    void onEvent(const gano::RunEvent& event) override {
        if (const auto* warning = std::get_if<gano::Warning>(&event)) warnings.push_back(warning->sentence);
        if (const auto* notice = std::get_if<gano::Notice>(&event)) notices.push_back(notice->sentence);
        if (const auto* step = std::get_if<gano::StepFinished>(&event)) steps.push_back(*step);
        if (stopAtOnce) control.requestStop();
    }
    gano::RunControl control;
    std::vector<std::string> warnings;
    std::vector<std::string> notices;
    std::vector<gano::StepFinished> steps;
    bool stopAtOnce = false;
};

inline gano::PatchStore build(const std::filesystem::path& folder, const std::vector<gano::Sample>& samples, const gano::PatchStoreOptions& options, Listener& listener) {
    return gano::PatchStore::build(folder, samples, options, listener.control, listener);
}

inline gano::PatchStore build(const std::filesystem::path& folder, const std::vector<gano::Sample>& samples, const gano::PatchStoreOptions& options) {
    Listener listener;
    return build(folder, samples, options, listener);
}

inline std::vector<float> input(const gano::PatchStore& store, std::size_t patch) {
    std::vector<float> values(static_cast<std::size_t>(store.patchSize() * store.patchSize()));
    store.readInput(patch, values);
    return values;
}

inline std::vector<float> target(const gano::PatchStore& store, std::size_t patch) {
    const int side = store.patchSize() * store.scale();
    std::vector<float> values(static_cast<std::size_t>(side * side));
    store.readTarget(patch, values);
    return values;
}

inline gano::Sample sampleOf(const std::filesystem::path& file) { return {.input = imageAt(file), .target = {}, .group = {}}; }
inline gano::Sample sampleOf(const std::filesystem::path& file, const std::filesystem::path& wanted) {
    return {.input = imageAt(file), .target = imageAt(wanted), .group = {}};
}

}  // namespace data_test
