// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Building a patch store; reading one is in patch_store.cpp.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/base/files.h"
#include "core/data/label_codes.h"
#include "core/data/npy_array.h"
#include "core/data/ordered_work.h"
#include "core/data/patch_cutter.h"
#include "core/data/patch_store.h"
#include "core/data/patch_store_files.h"
#include "core/data/patch_tiles.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kFailuresTold = 20;
constexpr double kSpareBytes = 64.0 * 1024 * 1024;

std::string partText(const ImageRef& ref) {
    std::error_code code;
    const auto length = fs::file_size(ref.file, code);
    const auto changed = fs::last_write_time(ref.file, code).time_since_epoch().count();
    return fmt::format("{}|{}|{}|{}|{}", ref.file.string(), ref.frame, ref.part, length, changed);
}

std::string storeFingerprint(const std::vector<Sample>& samples, const PatchStoreOptions& options) {
    std::string state = fmt::format("patches {} {} {} {} {} {} {}", options.keepDataBars ? "with-bars" : "no-bars", kStoreFormat, options.patchSize, options.scale,
                                    normalisationName(options.normalisation), targetKindName(options.target),
                                    fmt::join(options.labelValues, ","));
    for (const Sample& sample : samples) {
        state = gano::fingerprint(state + partText(sample.input));
        if (options.target != TargetKind::None && sample.target) state = gano::fingerprint(state + partText(*sample.target));
    }
    return gano::fingerprint(state);
}

std::string gigabytes(double bytes) { return fmt::format("{:.1f} GB", bytes / 1e9); }

/// One build: what is known of the samples, what was left out, and what the observer was told.
class Builder {
public:
    Builder(const fs::path& folder, const std::vector<Sample>& samples, const PatchStoreOptions& options, RunControl& control,
            RunObserver& observer)
        : folder_(folder), samples_(samples), options_(options), control_(control), observer_(observer), labels_(options.labelValues) {}

    /// False when stopped.
    bool plan() {
        observer_.onEvent(Notice{fmt::format("Preparing {} images.", samples_.size())});
        const std::size_t threads = effectiveThreads(options_.threads);
        OrderedWork<SamplePlan> work(samples_.size(), [this](std::size_t i) { return planSample(samples_[i], options_); },
                                     threads, threads * 16);
        bool first = true;
        while (auto plan = work.next()) {
            if (!control_.proceed()) return false;
            if (!plan->failure.empty()) {
                leaveOut(plan->failure);
            } else {
                inputType_ = first ? plan->inputType : commonType(inputType_, plan->inputType);
                targetType_ = first ? plan->targetType : commonType(targetType_, plan->targetType);
                first = false;
            }
            plans_.push_back(std::move(*plan));
        }
        if (options_.target == TargetKind::Labels) targetType_ = SampleType::U8;
        pieces_ = planPieces(plans_, options_);
        requireSomething();
        requireSpace();
        return true;
    }

    /// Writes the arrays under temporary names; false when stopped.
    bool write() {
        const auto side = static_cast<std::size_t>(options_.patchSize);
        const std::size_t targetSide = side * static_cast<std::size_t>(options_.scale);
        NpyWriter inputs(temporary(kInputsFile), inputType_, {side, side});
        NpyWriter places(temporary(kPatchesFile), SampleType::I32, {3});
        NpyWriter scalings(temporary(kScalingsFile), SampleType::F64, {4});
        std::optional<NpyWriter> targets;
        if (options_.target != TargetKind::None) targets.emplace(temporary(kTargetsFile), targetType_, std::vector{targetSide, targetSide});

        std::vector<std::array<double, 4>> scalingRows(samples_.size(), {0.0, 1.0, 0.0, 1.0});
        const std::size_t threads = effectiveThreads(options_.threads);
        OrderedWork<CutPatches> work(
            pieces_.size(),
            [this](std::size_t i) {
                const auto sample = static_cast<std::size_t>(pieces_[i].sample);
                return cutPiece(samples_[sample], plans_[sample], pieces_[i], options_, inputType_, targetType_);
            },
            threads, threads + 2);
        started_ = std::chrono::steady_clock::now();
        for (std::size_t i = 0; auto patches = work.next(); ++i) {
            if (!control_.proceed()) return false;
            SamplePlan& plan = plans_[static_cast<std::size_t>(pieces_[i].sample)];
            if (plan.failure.empty() && !patches->failure.empty()) {
                plan.failure = patches->failure;
                leaveOut(plan.failure);
            }
            if (!plan.failure.empty()) continue;
            if (patches->scaling) {
                const StoredScaling& s = *patches->scaling;
                scalingRows[static_cast<std::size_t>(pieces_[i].sample)] = {s.input.offset, s.input.gain, s.target.offset, s.target.gain};
            }
            if (options_.target == TargetKind::Labels) renumber(*patches, *samples_[static_cast<std::size_t>(pieces_[i].sample)].target);
            inputs.append(patches->inputs);
            if (targets) targets->append(patches->targets);
            places.append(std::as_bytes(std::span(patches->places)));
            tellProgress(i + 1);
        }
        scalings.append(std::as_bytes(std::span(scalingRows)));
        patchCount_ = inputs.rows();
        requireSomething();
        if (options_.target == TargetKind::Labels) sortLabels(*targets);
        inputs.finish();
        if (targets) targets->finish();
        places.finish();
        scalings.finish();
        publish(targets.has_value());
        return true;
    }

    void describe(const std::string& fingerprint) const {
        auto content = fileFingerprint(folder_ / kInputsFile) + fileFingerprint(folder_ / kPatchesFile) + fileFingerprint(folder_ / kScalingsFile);
        if (options_.target != TargetKind::None) content += fileFingerprint(folder_ / kTargetsFile);
        nlohmann::json json{{"format", kStoreFormat},
                            {"fingerprint", fingerprint},
                            {"content", gano::fingerprint(content)},
                            {"patches", patchCount_},
                            {"images", samples_.size()},
                            {"patchSize", options_.patchSize},
                            {"scale", options_.scale},
                            {"normalisation", normalisationName(options_.normalisation)},
                            {"target", targetKindName(options_.target)},
                            {"labelValues", labels_},
                            {"leftOut", leftOut_},
                            {"leftOutSentences", failures_}};
        writeTextAtomically(folder_ / kStoreFile, jsonText(json, 1) + "\n");
    }

private:
    fs::path temporary(const char* name) const { return folder_ / (std::string(name) + ".part"); }

    void leaveOut(const std::string& reason) {
        ++leftOut_;
        if (failures_.size() < kFailuresTold) {
            failures_.push_back("Left out: " + reason);
            observer_.onEvent(Warning{failures_.back()});
        } else if (failures_.size() == kFailuresTold) {
            failures_.push_back("More images were left out, for reasons not repeated here.");
            observer_.onEvent(Warning{failures_.back()});
        }
    }

    void requireSomething() const {
        const bool anyLeft = std::ranges::any_of(plans_, [](const SamplePlan& plan) { return plan.failure.empty(); });
        if (anyLeft) return;
        throw Error(failures_.empty() ? "There are no images to prepare."
                                      : fmt::format("None of the {} images can be used. {}", samples_.size(), failures_.front()));
    }

    void requireSpace() const {
        double patches = 0.0;
        for (const PatchPiece& piece : pieces_) {
            patches += double(tileStarts(plans_[static_cast<std::size_t>(piece.sample)].width, options_.patchSize).size()) * piece.rows;
        }
        const double targetBytes =
            options_.target == TargetKind::None ? 0.0 : double(bytesPerSample(targetType_)) * options_.scale * options_.scale;
        const double wanted =
            patches * options_.patchSize * options_.patchSize * (double(bytesPerSample(inputType_)) + targetBytes) + kSpareBytes;
        std::error_code code;
        const fs::space_info space = fs::space(folder_, code);
        if (code || double(space.available) >= wanted) return;
        throw Error(fmt::format("The patches need {}, but the disk of {} has only {} free. Make room, choose another folder, or "
                                "use fewer images.",
                                gigabytes(wanted), folder_.string(), gigabytes(double(space.available))));
    }

    /// From the codes of one image to those of the store.
    void renumber(CutPatches& patches, const ImageRef& ref) {
        std::array<std::byte, kMostLabels> codeOf{};
        bool same = true;
        for (std::size_t k = 0; k < patches.labelValues.size(); ++k) {
            const int value = patches.labelValues[k];
            auto known = std::ranges::find(labels_, value);
            if (known == labels_.end()) {
                if (!options_.labelValues.empty()) {
                    throw NotALabelImage(fmt::format("{} holds the label {}, which is none of {}.", ref.text(), value,
                                                     fmt::join(options_.labelValues, ", ")));
                }
                if (labels_.size() == kMostLabels) throw tooManyLabels(ref.text());
                labels_.push_back(value);
                known = labels_.end() - 1;
            }
            const auto code = static_cast<std::size_t>(known - labels_.begin());
            codeOf[k] = static_cast<std::byte>(code);
            same = same && code == k;
        }
        if (same) return;
        for (std::byte& code : patches.targets) {
            code = codeOf[static_cast<std::size_t>(code)];
        }
    }

    /// Codes were given in order of appearance; classes are in order of value.
    void sortLabels(NpyWriter& targets) {
        if (labels_.size() < 2) {
            throw Error(fmt::format("All label images hold the single value {}: there is nothing to tell apart. Choose the folder "
                                    "with the masks, or label some pixels.",
                                    labels_.empty() ? 0 : labels_.front()));
        }
        if (std::ranges::is_sorted(labels_)) return;
        std::vector<int> sorted = labels_;
        std::ranges::sort(sorted);
        std::array<std::uint8_t, 256> table{};
        for (std::size_t k = 0; k < labels_.size(); ++k) {
            table[k] = static_cast<std::uint8_t>(std::ranges::find(sorted, labels_[k]) - sorted.begin());
        }
        targets.mapBytes(table);
        labels_ = sorted;
    }

    void publish(bool withTargets) const {
        std::vector<const char*> names{kInputsFile, kPatchesFile, kScalingsFile};
        if (withTargets) names.push_back(kTargetsFile);
        for (const char* name : names) {
            std::error_code code;
            fs::rename(temporary(name), folder_ / name, code);
            if (code) throw Error(fmt::format("{} could not be written: {}.", (folder_ / name).string(), code.message()));
        }
    }

    void tellProgress(std::size_t done) {
        using namespace std::chrono_literals;
        const auto now = std::chrono::steady_clock::now();
        if (now - told_ < 200ms && done < pieces_.size()) return;
        told_ = now;
        const double seconds = std::max(1e-3, std::chrono::duration<double>(now - started_).count());
        const double rate = double(done) / seconds;
        observer_.onEvent(StepFinished{.step = static_cast<long>(done),
                                       .steps = static_cast<long>(pieces_.size()),
                                       .imagesPerSecond = rate,
                                       .secondsLeft = double(pieces_.size() - done) / rate,
                                       .losses = {}});
    }

    const fs::path folder_;
    const std::vector<Sample>& samples_;
    const PatchStoreOptions& options_;
    RunControl& control_;
    RunObserver& observer_;
    std::vector<SamplePlan> plans_;
    std::vector<PatchPiece> pieces_;
    SampleType inputType_ = SampleType::U8;
    SampleType targetType_ = SampleType::U8;
    std::vector<int> labels_;  ///< The value of each code.
    std::vector<std::string> failures_;
    std::size_t leftOut_ = 0;
    std::size_t patchCount_ = 0;
    std::chrono::steady_clock::time_point started_{};
    std::chrono::steady_clock::time_point told_{};
};

void checkStoreOptions(const PatchStoreOptions& options) {
    if (options.patchSize < 1 || options.scale < 1) throw UsageError("Patches need a size and a scale of at least 1.");
    if (options.labelValues.size() == 1 || options.labelValues.size() > kMostLabels ||
        !std::ranges::is_sorted(options.labelValues, std::less_equal<>())) {
        throw UsageError(fmt::format("Label values must be 2 to {} different numbers in ascending order.", kMostLabels));
    }
}

/// The store in `folder` if it is the one wanted.
std::optional<PatchStore> sameStore(const fs::path& folder, const std::string& wanted) {
    try {
        PatchStore store = PatchStore::open(folder);
        if (store.fingerprint() == wanted) return store;
    } catch (const Error&) {
        // Incomplete or of an older format: it is made again.
    }
    return std::nullopt;
}

void removeStore(const fs::path& folder) {
    std::error_code ignored;
    // The description first: without it the rest is nothing.
    fs::remove(folder / kStoreFile, ignored);
    for (const char* name : {kInputsFile, kTargetsFile, kPatchesFile, kScalingsFile}) {
        fs::remove(folder / name, ignored);
        fs::remove(folder / (std::string(name) + ".part"), ignored);
    }
}

}  // namespace

PatchStore PatchStore::build(const fs::path& folder, const std::vector<Sample>& samples, const PatchStoreOptions& options,
                             RunControl& control, RunObserver& observer) {
    checkStoreOptions(options);
    if (samples.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) throw Error("There are more than 2 billion images.");
    makeFolder(folder);
    const std::string wanted = storeFingerprint(samples, options);
    if (auto same = sameStore(folder, wanted)) {
        for (const std::string& sentence : leftOutSentences(folder)) {
            observer.onEvent(Warning{sentence});
        }
        observer.onEvent(Notice{"The images have not changed; the patches made earlier are used again."});
        return std::move(*same);
    }
    // Two runs on the same images may begin at the same time: the second waits and finds the work done.
    auto file = folder;
    file += ".lock";
    auto lock = FileLock::tryTake(file);
    if (!lock) observer.onEvent(Notice{"Another run is preparing the same images; waiting for it."});
    while (!lock) {
        if (!control.proceed()) return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        lock = FileLock::tryTake(file);
    }
    if (auto same = sameStore(folder, wanted)) return std::move(*same);
    removeStore(folder);
    Builder builder(folder, samples, options, control, observer);
    if (!builder.plan() || !builder.write()) return {};
    builder.describe(wanted);
    return open(folder);
}

}  // namespace gano
