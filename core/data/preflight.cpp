// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/preflight.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/data/label_findings.h"
#include "core/data/ordered_work.h"
#include "core/data/sample_look.h"

namespace gano {
namespace {

using Severity = Finding::Severity;

constexpr std::size_t kFewImages = 10;
constexpr std::size_t kPlacesOfLabels = 400;  ///< Label images that are laid over their image, evenly spaced.
constexpr double kSaturated = 0.01;
constexpr double kRareClass = 0.005;

/// A finding whose files are gathered one by one; nothing is reported while there are none.
struct Gathered {
    std::size_t count = 0;
    std::vector<std::string> files;
    void add(std::string file) {
        ++count;
        if (files.size() < kMostExamples) files.push_back(std::move(file));
    }
};

std::string counted(std::size_t n, const char* one, const char* many) { return fmt::format("{} {}", n, n == 1 ? one : many); }

struct RefHash {
    std::size_t operator()(const ImageRef& ref) const {
        return std::hash<std::filesystem::path::string_type>()(ref.file.native()) ^ (static_cast<std::size_t>(ref.frame) * 0x9e3779b97f4a7c15ULL) ^
               std::hash<std::string>()(ref.part);
    }
};
using InfoIndex = std::unordered_map<ImageRef, const ImageInfo*, RefHash>;

void indexInfos(InfoIndex& index, const FolderScan& scan) {
    for (std::size_t i = 0; i < scan.infos.size(); ++i) {
        index.emplace(scan.images[i], &scan.infos[i]);
    }
}

/// Collects the findings of one check.
class Check {
public:
    Check(const DataSet& data, const PreflightOptions& options, PreflightReport& report)
        : data_(data), options_(options), report_(report) {
        indexInfos(infos_, data.images);
        indexInfos(infos_, data.targets);
    }

    void lookAtLists() {
        report_.images = data_.images.images.size();
        report_.targets = data_.targets.images.empty() ? data_.pairing.pairs.size() + data_.pairing.targetsAlone.size()
                                                       : data_.targets.images.size();
        report_.samples = data_.samples.size();
        report_.skipped = data_.images.skipped.size() + data_.targets.skipped.size();
        report_.train = data_.split.train.size();
        report_.validation = data_.split.validation.size();
        report_.test = data_.split.test.size();
        std::set<std::string> groups;
        for (const Sample& sample : data_.samples) {
            groups.insert(sample.group);
        }
        report_.groups = groups.size();

        Gathered skipped;
        for (const auto* scan : {&data_.images, &data_.targets}) {
            for (const SkippedFile& file : scan->skipped) {
                skipped.add(file.reason);
            }
        }
        tell(skipped, Severity::Information, "skipped-files", counted(skipped.count, "file was", "files were") + " left out.",
             "Fine if these are notes or previews; otherwise see why.");
        Gathered inputs;
        for (const ImageRef& ref : data_.pairing.inputsAlone) {
            inputs.add(ref.text());
        }
        Gathered targets;
        for (const ImageRef& ref : data_.pairing.targetsAlone) {
            targets.add(ref.text());
        }
        tell(inputs, Severity::Warning, "images-alone", counted(inputs.count, "image has", "images have") + " no target and will not be used.",
             "Names must agree, apart from the endings given.");
        tell(targets, Severity::Warning, "targets-alone", counted(targets.count, "target has", "targets have") + " no image and will not be used.",
             "Names must agree, apart from the endings given.");
        checkCounts();
    }

    void lookAtInfos() {
        Gathered mismatch;
        Gathered small;
        for (const Sample& sample : data_.samples) {
            const ImageInfo* info = find(sample.input);
            if (info == nullptr) continue;
            countInfo(*info);
            if (std::min(info->width, info->height) < options_.patchSize) small.add(fmt::format("{} ({} x {} px)", sample.input.text(), info->width, info->height));
            const ImageInfo* target = sample.target ? find(*sample.target) : nullptr;
            if (target == nullptr || options_.target == TargetKind::None) continue;
            if (target->width != info->width * options_.scale || target->height != info->height * options_.scale) {
                mismatch.add(fmt::format("{}: {} x {} px, {}: {} x {} px", sample.input.text(), info->width, info->height,
                                         sample.target->text(), target->width, target->height));
            }
        }
        tell(mismatch, mismatch.count == data_.samples.size() ? Severity::Problem : Severity::Warning, "size-mismatch",
             fmt::format("{} not {} size of the image and will not be used.", counted(mismatch.count, "target does", "targets do"),
                         options_.scale == 1 ? "have the" : fmt::format("have {} times the", options_.scale)),
             "Choose the right enlargement, or export the targets again at their full size.");
        tell(small, Severity::Information, "smaller-than-patch",
             fmt::format("{} smaller than a patch of {} px; the rest is filled by reflection.", counted(small.count, "image is", "images are"), options_.patchSize),
             small.count * 2 > data_.samples.size() ? "Choose a smaller patch size." : "");
        checkUniformity();
    }

    /// False when cancelled.
    bool lookAtPixels(const ScanProgress& progress) {
        const std::size_t all = data_.samples.size();
        const std::size_t most = options_.maxDecoded > 0 ? static_cast<std::size_t>(options_.maxDecoded) : all;
        for (std::size_t i = 0; i < std::min(all, most); ++i) {
            looked_.push_back(i * all / std::min(all, most));
        }
        const std::size_t threads = effectiveThreads(options_.threads);
        const std::size_t every = looked_.size() / kPlacesOfLabels + 1;
        OrderedWork<SampleLook> work(looked_.size(), [this, every](std::size_t i) { return lookAt(data_.samples[looked_[i]], options_.target, i % every == 0); },
                                     threads, threads + 2);
        for (std::size_t i = 0; auto look = work.next(); ++i) {
            add(data_.samples[looked_[i]], *look);
            prints_.push_back(std::move(look->print));
            if (progress && !progress(i + 1, looked_.size()) && i + 1 < looked_.size()) return false;
        }
        report_.decoded = looked_.size();
        tellPixels();
        if (options_.target == TargetKind::Labels) tellLabels();
        findTwins();
        return true;
    }

    void finish() {
        std::ranges::stable_sort(report_.findings, std::greater<>(), [](const Finding& f) { return static_cast<int>(f.severity); });
    }

private:
    void tell(const Gathered& gathered, Severity severity, const char* id, std::string sentence, std::string advice) {
        if (gathered.count == 0) return;
        report_.findings.push_back({severity, id, std::move(sentence), std::move(advice), gathered.files});
    }
    void tell(Severity severity, const char* id, std::string sentence, std::string advice) {
        report_.findings.push_back({severity, id, std::move(sentence), std::move(advice), {}});
    }
    const ImageInfo* find(const ImageRef& ref) const {
        const auto found = infos_.find(ref);
        return found == infos_.end() ? nullptr : found->second;
    }

    void checkCounts() {
        if (data_.samples.empty()) {
            tell(Severity::Problem, "no-samples", "There is nothing to learn from.", "Choose another folder.");
            return;
        }
        if (report_.samples < kFewImages) {
            tell(Severity::Warning, "few-images", fmt::format("There {} only {}.", report_.samples == 1 ? "is" : "are", counted(report_.samples, "image", "images")),
                 options_.target == TargetKind::None ? "Pretraining needs many images; hundreds are a start."
                                                     : "Results will vary with the split; start from a pretrained model.");
        }
        if (report_.validation == 0) {
            tell(Severity::Warning, "no-validation", "No image is left for validation, so the best epoch cannot be chosen.",
                 report_.groups < 2 ? "All images belong to one group; add images or change the grouping." : "Raise the validation part.");
        }
        const auto& first = data_.samples.front().input.file;
        const bool oneFile = std::ranges::all_of(data_.samples, [&](const Sample& s) { return s.input.file == first; });
        if (oneFile && report_.samples > 1) {
            tell(Severity::Information, "one-file", "All images come from one file; blocks of neighbouring frames are kept together in the split.",
                 "If neighbouring blocks show the same place, the validation score is too good.");
        }
    }

    void countInfo(const ImageInfo& info) {
        const bool first = report_.depths.empty();
        report_.minimumWidth = first ? info.width : std::min(report_.minimumWidth, info.width);
        report_.minimumHeight = first ? info.height : std::min(report_.minimumHeight, info.height);
        report_.maximumWidth = std::max(report_.maximumWidth, info.width);
        report_.maximumHeight = std::max(report_.maximumHeight, info.height);
        report_.pixels += double(info.width) * info.height;
        ++report_.depths[sampleTypeText(info.type)];
        ++report_.pixelSizes[pixelSizeText(info.pixelSize)];
        ++report_.formats[info.format];
        if (info.channels > 1) ++colour_;
    }

    void checkUniformity() {
        if (report_.depths.size() > 1) {
            tell(Severity::Warning, "mixed-depths", fmt::format("The images have {} different bit depths.", report_.depths.size()),
                 "With full-range grey values an 8-bit and a 16-bit export of one scene look different to the network; percentiles help.");
        }
        const std::size_t uncalibrated = report_.pixelSizes.contains("uncalibrated") ? report_.pixelSizes.at("uncalibrated") : 0;
        if (uncalibrated > 0) {
            tell(Severity::Information, "uncalibrated", counted(uncalibrated, "image has", "images have") + " no pixel size.",
                 "Training does not need it; sizes in nm do. Set it under Inspect, or for all of them with the option Pixel size.");
        }
        if (report_.pixelSizes.size() - (uncalibrated > 0 ? 1 : 0) > 1) {
            tell(Severity::Information, "mixed-pixel-sizes", "The images have different pixel sizes.",
                 "Fine if the structures should be recognised at every magnification.");
        }
        if (colour_ > 0) {
            tell(Severity::Information, "colour", counted(colour_, "image is", "images are") + " in colour and read as grey.",
                 "Coloured overlays or burnt-in letters would be learned too.");
        }
    }

    void add(const Sample& sample, const SampleLook& look) {
        const std::string name = sample.input.text();
        if (!look.failure.empty()) unreadable_.add(look.failure);
        if (look.plain) plain_.add(name);
        if (look.dataBarRows > 0) bars_.add(fmt::format("{} ({} rows)", name, look.dataBarRows));
        if (look.notFinite > 0.0) notFinite_.add(fmt::format("{} ({:.2g} % of the pixels)", name, 100.0 * look.notFinite));
        if (!look.plain && std::max(look.saturatedLow, look.saturatedHigh) > kSaturated) {
            saturated_.add(fmt::format("{} ({:.1f} % black, {:.1f} % white)", name, 100.0 * look.saturatedLow, 100.0 * look.saturatedHigh));
        }
        if (look.targetIsInput) copies_.add(name);
        if (look.notLabels) notLabels_.add(look.notLabelsReason);
        if (sample.target) labels_.add(sample.target->text(), look);
        for (const auto& [value, count] : look.labels) {
            labelPixels_[value] += count;
        }
    }

    void tellPixels() {
        tell(unreadable_, unreadable_.count == report_.decoded ? Severity::Problem : Severity::Warning, "unreadable",
             counted(unreadable_.count, "image", "images") + " cannot be decoded and will not be used.", "Export them again from the microscope's program.");
        tell(bars_, Severity::Information, "data-bars", counted(bars_.count, "image has", "images have") + " a bar with letters at the bottom; it is left out.",
             "If specimen was taken for a bar, choose \"Learn from data bars too\".");
        tell(plain_, Severity::Warning, "plain", counted(plain_.count, "image holds", "images hold") + " a single grey value.", "Remove them.");
        tell(notFinite_, Severity::Warning, "not-finite", counted(notFinite_.count, "image has", "images have") + " pixels that are not numbers; they are read as 0.",
             "Repair dead pixels before training.");
        tell(saturated_, Severity::Information, "saturated", counted(saturated_.count, "image has", "images have") + " more than 1 % of the pixels at the end of the grey scale.",
             "Usual for masks, frames and scale bars; in micrographs it is lost detail.");
        tell(copies_, Severity::Problem, "target-is-input", counted(copies_.count, "target is", "targets are") + " the same picture as the image.",
             "Choose the folder with the targets; learning a copy is useless.");
    }

    void tellLabels() {
        tell(notLabels_, Severity::Problem, "not-labels", counted(notLabels_.count, "target does", "targets do") + " not look like a label image.",
             "Give every class one grey value, and save masks without loss (PNG or TIFF, not JPEG).");
        double all = 0.0;
        for (const auto& [value, count] : labelPixels_) {
            all += count;
        }
        for (const auto& [value, count] : labelPixels_) {
            report_.labels.push_back({value, count / all});
        }
        if (labelPixels_.size() == 1) {
            tell(Severity::Problem, "one-label", fmt::format("All masks hold the single value {}.", labelPixels_.begin()->first), "Label some pixels, or choose the right folder.");
        }
        labels_.tell(report_);
        for (const LabelShare& share : report_.labels) {
            if (labelPixels_.size() < 2 || share.fraction >= kRareClass) continue;
            tell(Severity::Warning, "rare-class", fmt::format("Only {:.2g} % of the pixels have the label {}.", 100.0 * share.fraction, share.value),
                 "Dice or focal loss finds rare classes better than cross entropy.");
        }
    }

    /// Pictures that look the same in two parts of the split, or twice in one.
    void findTwins() {
        enum Part { Train, Validation, Test, None };
        std::vector<Part> partOf(data_.samples.size(), None);
        const auto mark = [&](const std::vector<int>& members, Part part) {
            for (const int i : members) {
                partOf[static_cast<std::size_t>(i)] = part;
            }
        };
        mark(data_.split.train, Train);
        mark(data_.split.validation, Validation);
        mark(data_.split.test, Test);
        std::vector<std::size_t> inPart[4];
        for (std::size_t k = 0; k < looked_.size(); ++k) {
            if (prints_[k]) inPart[partOf[looked_[k]]].push_back(k);
        }
        Gathered across;
        const auto compare = [&](const std::vector<std::size_t>& some, const std::vector<std::size_t>& others, const char* one, const char* other) {
            for (const std::size_t a : others) {
                for (const std::size_t b : some) {
                    if (!looksTheSame(*prints_[a], *prints_[b])) continue;
                    across.add(fmt::format("{} ({}) and {} ({})", data_.samples[looked_[a]].input.text(), other, data_.samples[looked_[b]].input.text(), one));
                    break;  // One example for each image is enough.
                }
            }
        };
        compare(inPart[Train], inPart[Validation], "training", "validation");
        compare(inPart[Train], inPart[Test], "training", "test");
        compare(inPart[Validation], inPart[Test], "validation", "test");
        tell(across, Severity::Warning, "near-duplicates",
             fmt::format("{} nearly the same as one in another part of the split, so the scores would be too good.",
                         counted(across.count, "image of the validation or test part is", "images of the validation or test part are")),
             "Put images of one place or series into one group, by folder or with a group pattern.");
    }

    const DataSet& data_;
    const PreflightOptions& options_;
    PreflightReport& report_;
    InfoIndex infos_;
    std::size_t colour_ = 0;
    std::vector<std::size_t> looked_;  ///< Samples whose pixels are looked at.
    std::vector<std::optional<Thumbprint>> prints_;
    Gathered bars_, unreadable_, plain_, notFinite_, saturated_, copies_, notLabels_;
    LabelFindings labels_;
    std::map<int, double> labelPixels_;
};

}  // namespace

bool PreflightReport::hasProblems() const {
    return std::ranges::any_of(findings, [](const Finding& f) { return f.severity == Severity::Problem; });
}

const Finding* PreflightReport::find(const std::string& id) const {
    const auto found = std::ranges::find(findings, id, &Finding::id);
    return found == findings.end() ? nullptr : &*found;
}

PreflightReport preflight(const DataSet& data, const PreflightOptions& options, const ScanProgress& progress) {
    PreflightReport report;
    Check check(data, options, report);
    check.lookAtLists();
    check.lookAtInfos();
    report.cancelled = !check.lookAtPixels(progress);
    check.finish();
    return report;
}

}  // namespace gano
