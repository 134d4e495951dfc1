// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/wizard_draft.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/names.h"
#include "core/tasks/task.h"
#include "core/train/presets.h"
#include "models/catalogue.h"
#include "ui/style/words.h"
#include "ui/wizard/network_advice.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

constexpr int kSmallestPatch = 64;

QString translated(const char* words) { return QCoreApplication::translate("WizardDraft", words); }

void takeNetwork(TrainPlan& plan, const ModelCard& card) {
    plan.model.generator = card.generator.id;
    plan.model.baseWidth = card.generator.baseWidth;
    plan.model.norm = card.generator.norm;
    plan.data.normalisation = card.normalisation;
}

/// A patch size that the smallest image fills.
int fittingPatch(const PreflightReport& report) {
    const int side = std::min(report.minimumWidth, report.minimumHeight) / 32 * 32;
    return std::max(kSmallestPatch, side);
}

/// The smallest pretrained model, the one that is quickest to fine-tune; own ones are chosen by hand.
const StartModel* usualStart(const WizardDraft& draft) {
    for (const auto& model : draft.models)
        if (model.path.string() == draft.start.from.string()) return &model;
    for (const auto& model : draft.models)
        if (model.card.task == "pretraining" && model.card.generator.id.starts_with("unet")) return &model;
    return nullptr;
}

void remedy(WizardDraft& draft, const Finding& finding) {
    auto& plan = draft.plan;
    const auto checked = checkedData(draft);
    if (finding.id == "smaller-than-patch" && checked) {
        plan.data.patchSize = fittingPatch(checked->report);
        plan.training.crop = std::min(plan.training.crop, plan.data.patchSize);
    }
    if (finding.id == "mixed-depths" && plan.model.from.empty()) plan.data.normalisation = "percentiles";
    if (finding.id == "near-duplicates") plan.data.groupByFolder = true;
    if (finding.id == "no-validation") plan.data.validationPart = 0.3;
    if (finding.id == "rare-class" && plan.task == "segmentation") plan.training.loss = "bce-dice";
}

std::string sentence(const QString& words) { return words.toStdString(); }

QString percentText(double part) { return QString::number(std::lround(part * 100)) + QStringLiteral(" %"); }

}  // namespace

bool needsTargets(const WizardDraft& draft) { return task(draft.plan.task).target != TargetKind::None; }

const StartModel* chosenModel(const WizardDraft& draft) {
    const auto found = std::ranges::find_if(draft.models, [&](const StartModel& model) { return model.path.string() == draft.plan.model.from; });
    return found == draft.models.end() || draft.plan.model.from.empty() ? nullptr : &*found;
}

CheckedPtr checkedData(const WizardDraft& draft) { return needsTargets(draft) ? draft.checked : draft.images; }

void beginAgain(WizardDraft& draft) {
    draft.plan = draft.start.again->plan;
    draft.preset = kAsBefore;
}

void setTask(WizardDraft& draft, const std::string& id) {
    if (draft.plan.task == id) return;
    if (draft.start.again && draft.start.again->plan.task == id) {
        const auto data = draft.plan.data;
        beginAgain(draft);
        draft.plan.data = data;
        draft.checked.reset();
        draft.estimate.reset();
        return;
    }
    if (draft.preset == kAsBefore) draft.preset = presets().front().id;
    auto fresh = defaultPlan(id);
    const auto usual = fresh.data;
    fresh.data = draft.plan.data;
    fresh.data.testPart = usual.testPart;
    fresh.training.seed = draft.plan.training.seed;
    draft.plan = fresh;
    if (id == "super-resolution") draft.plan.training.scale = 1;
    draft.checked.reset();
    draft.estimate.reset();
    applyPreset(draft.plan, draft.preset);
    const bool wanted = !draft.start.from.empty() || id != "pretraining";
    setStart(draft, wanted ? usualStart(draft) : nullptr);
}

void setPreset(WizardDraft& draft, const std::string& preset) {
    draft.preset = preset;
    draft.estimate.reset();
    if (preset == kAsBefore) {
        // The images and the start may have been changed since; all else is as it was.
        auto again = draft.start.again->plan;
        again.data.images = draft.plan.data.images;
        again.data.targets = draft.plan.data.targets;
        again.data.recursive = draft.plan.data.recursive;
        again.data.dataSet = draft.plan.data.dataSet;
        again.data.suffixes = draft.plan.data.suffixes;
        again.data.classNames = draft.plan.data.classNames;
        again.model.from = draft.plan.model.from;
        draft.plan = again;
    } else {
        applyPreset(draft.plan, preset);
    }
    if (const auto* model = chosenModel(draft)) takeNetwork(draft.plan, model->card);
    for (const auto& finding : draft.remedies) remedy(draft, finding);
    if (draft.network) takeSuggestion(draft, *draft.network);
}

void setStart(WizardDraft& draft, const StartModel* model) {
    draft.plan.model.from = model != nullptr ? model->path.string() : std::string();
    setPreset(draft, draft.preset);
}

std::string remedyText(const WizardDraft& draft, const Finding& finding) {
    const auto checked = checkedData(draft);
    const auto& plan = draft.plan;
    if (finding.id == "smaller-than-patch" && checked && fittingPatch(checked->report) < plan.data.patchSize)
        return sentence(translated("Use patches of %1 px").arg(fittingPatch(checked->report)));
    if (finding.id == "mixed-depths" && plan.data.normalisation != "percentiles" && plan.model.from.empty()) return sentence(translated("Scale by percentiles"));
    if (finding.id == "near-duplicates" && !plan.data.groupByFolder && plan.data.recursive) return sentence(translated("Keep each folder together"));
    if (finding.id == "no-validation" && checked && checked->report.groups > 1 && plan.data.validationPart < 0.3) return sentence(translated("Use 30 % for validation"));
    if (finding.id == "rare-class" && plan.training.loss != "bce-dice") return sentence(translated("Use a loss with Dice"));
    return {};
}

void applyRemedy(WizardDraft& draft, const Finding& finding) {
    draft.remedies.push_back(finding);
    draft.estimate.reset();
    remedy(draft, finding);
}

PatchCounts patchCounts(const WizardDraft& draft) {
    const auto checked = checkedData(draft);
    if (!checked || checked->report.samples == 0) return {};
    const auto& report = checked->report;
    const double side = draft.plan.data.patchSize;
    const double perImage = std::max(1.0, report.pixels / static_cast<double>(report.samples) / (side * side));
    const auto count = [&](std::size_t images) { return static_cast<std::size_t>(std::lround(static_cast<double>(images) * perImage)); };
    return {std::max<std::size_t>(1, count(report.train)), count(report.validation)};
}

std::string freeName(const WizardDraft& draft) {
    auto base = withoutEndSlash(draft.plan.data.images);
    static const std::set<std::string> kDull{"images", "image", "img", "input", "inputs", "raw", "train"};
    if (kDull.contains(base.filename().string()) && base.parent_path().has_filename()) base = base.parent_path();
    const auto stem = base.stem().string() + ", " + text(task(draft.plan.task).label).toLower().toStdString();
    auto name = stem;
    std::error_code ignored;
    for (int number = 2; fs::exists(draft.start.runsFolder / name, ignored); ++number) name = stem + " " + std::to_string(number);
    return name;
}

std::vector<std::string> planSentences(const WizardDraft& draft) {
    const auto& plan = draft.plan;
    const auto& row = task(plan.task);
    std::vector<std::string> list;
    const auto say = [&list](const QString& words) { list.push_back(words.toStdString()); };
    if (const auto checked = checkedData(draft)) {
        const auto& report = checked->report;
        auto split = translated("Images: %L1 to learn from, %L2 to choose the best epoch").arg(report.train).arg(report.validation);
        split += report.test > 0 ? translated(", %L1 kept aside for the final score.").arg(report.test) : QStringLiteral(".");
        say(split);
        const auto common = commonPixelSize(checked->data);
        if (common && plan.training.scale > 1) say(translated("Pixel size: %1, and %2 in the output.").arg(text(pixelSizeText(common)), text(pixelSizeText(finer(common, plan.training.scale)))));
        else if (common) say(translated("Pixel size: %1, which the model will remember.").arg(text(pixelSizeText(common))));
        else if (report.pixelSizes.size() == 1) say(translated("Pixel size: not known."));
        else say(translated("Pixel size: not the same in all images, so the model will remember none."));
    }
    const auto goal = text(row.sentence);
    say(translated("Goal: %1. It %2").arg(text(row.label).toLower(), goal.left(1).toLower() + goal.mid(1)));
    const auto network = text(generatorRow(plan.model.generator).label);
    const auto* model = chosenModel(draft);
    if (model != nullptr) say(translated("Network: %1, starting from “%2”, which has learned from %L3 images.").arg(network, text(model->path.stem())).arg(model->card.trainingImages));
    else if (!plan.model.from.empty()) say(translated("Network: %1, starting from “%2”.").arg(network, text(fs::path(plan.model.from).stem())));
    else say(translated("Network: %1, from scratch.").arg(network));
    say(translated("Training: %1 epochs, crops of %2 px in %3, learning rate %4.").arg(plan.training.epochs).arg(plan.training.crop).arg(text(batchText(draft))).arg(plan.training.learningRate));
    if (plan.data.validationPart > 0.0 && plan.data.validationPart < 0.05) say(translated("Only %1 of the images choose the best epoch.").arg(percentText(plan.data.validationPart)));
    if (draft.estimate)
        say(translated("Expected: about %1 and %2 of memory on this device.").arg(durationText(draft.estimate->secondsTotal), bytesText(draft.estimate->memoryBytes)));
    return list;
}

std::string batchText(const WizardDraft& draft) {
    const auto& training = draft.plan.training;
    if (!training.automaticBatch()) return sentence(translated("batches of %1").arg(training.batchSize));
    return sentence(draft.estimate ? translated("batches of %1 (automatic, measured again at the start)").arg(draft.estimate->batchSize) : translated("batches as large as the memory allows"));
}

std::string startMismatch(const WizardDraft& draft) {
    const auto checked = checkedData(draft);
    const auto* model = chosenModel(draft);
    if (!checked || model == nullptr) return {};
    return pixelSizeMismatch("your images", commonPixelSize(checked->data), model->card.pixelSize);
}

}  // namespace gano
