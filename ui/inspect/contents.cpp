// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/contents.h"

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "ui/inspect/derived.h"
#include "ui/style/words.h"

namespace gano {
namespace {

std::size_t slotOf(Content content) { return static_cast<std::size_t>(content); }

}  // namespace

QString contentName(Content content) {
    switch (content) {
        case Content::Input: return Contents::tr("Input");
        case Content::Output: return Contents::tr("Output");
        case Content::Truth: return Contents::tr("Truth");
        case Content::Probability: return Contents::tr("Probability");
        case Content::Uncertainty: return Contents::tr("Uncertainty");
        case Content::Residual: return Contents::tr("Residual");
        case Content::Difference: return Contents::tr("Output − truth");
        case Content::Other: return Contents::tr("Other model");
    }
    return {};
}

Contents::Contents(QObject* parent) : QObject(parent) {}

void Contents::setImage(std::optional<Inspected> image, bool again) {
    if (!again && image == image_) return;
    background_.drop();
    // The micrograph stays on the screen while what belongs to it changes.
    auto input = made_[slotOf(Content::Input)];
    const bool same = image && image_ && image->image == image_->image && input.source && input.source->failure().isEmpty();
    for (auto& made : made_) made = {};
    if (same) made_[slotOf(Content::Input)] = input;
    image_ = std::move(image);
    recipe_.reset();
    values_.clear();
    if (image_ && !image_->output.empty()) {
        try {
            recipe_ = readRecipe(image_->output.recipe);  // A kilobyte.
            values_ = recipe_->card.labelValues;
        } catch (const std::exception&) {
            recipe_.reset();
        }
    }
    Q_EMIT changed();
}

bool Contents::available(Content content) const { return image_ && reason(content).isEmpty(); }

QString Contents::reason(Content content) const {
    if (!image_) return tr("No image is chosen.");
    const auto& output = image_->output;
    const QString noOutput = tr("There is no prediction for this image yet.");
    const QString noTruth = tr("There is no truth for this image. Choose the folder of its labels or clean images under Open.");
    switch (content) {
        case Content::Input: return {};
        case Content::Output: return output.empty() ? noOutput : QString();
        case Content::Truth: return image_->truth ? QString() : noTruth;
        case Content::Probability:
            if (output.empty()) return noOutput;
            return output.probabilities.empty() ? tr("Only segmentation has probabilities.") : QString();
        case Content::Uncertainty:
            if (output.empty()) return noOutput;
            return output.uncertainty.empty() ? tr("This prediction was made without uncertainty. Switch it on under Options and predict again.") : QString();
        case Content::Residual:
            if (output.empty()) return noOutput;
            return output.restored.empty() ? tr("Labels leave no residual.") : QString();
        case Content::Difference:
            if (output.empty()) return noOutput;
            return image_->truth ? QString() : noTruth;
        case Content::Other: return image_->other.empty() ? tr("No other model has predicted this image yet.") : QString();
    }
    return {};
}

bool Contents::isLabels(Content content) const {
    if (!image_) return false;
    if (content == Content::Output) return !image_->output.labels.empty();
    if (content == Content::Other) return !image_->other.labels.empty();
    return content == Content::Truth && image_->labels;
}

ContrastGroup Contents::group(Content content) const {
    switch (content) {
        case Content::Probability: return ContrastGroup::Probability;
        case Content::Uncertainty: return ContrastGroup::Uncertainty;
        case Content::Residual:
        case Content::Difference: return ContrastGroup::Signed;
        default: return isLabels(content) ? ContrastGroup::Labels : ContrastGroup::Grey;
    }
}

ImageRef Contents::fileOf(Content content) const {
    switch (content) {
        case Content::Output: return {image_->output.main(), 0, {}};
        case Content::Truth: return *image_->truth;
        // Of several classes the last is what was looked for; class 0 is the background.
        case Content::Probability: return {image_->output.probabilities.back(), 0, {}};
        case Content::Uncertainty: return {image_->output.uncertainty, 0, {}};
        case Content::Other: return {image_->other.main(), 0, {}};
        default: return image_->image;
    }
}

Contents::Make Contents::fileReader(Content content) const {
    const auto file = fileOf(content);
    if (isLabels(content)) return [file, values = values_] { return derived::classes(file, values); };
    if (content != Content::Truth || !recipe_) return [file] { return derived::read(file); };
    return [file, image = image_->image, recipe = *recipe_] {
        return derived::inUnitsOf(derived::read(file), readInfo(image).type, recipe.scaling, parseNormalisation(recipe.card.normalisation));
    };
}

Contents::Make Contents::reader(Content content) const {
    if (content == Content::Residual) return [a = fileReader(Content::Input), b = fileReader(Content::Output)] { return derived::difference(a(), b()); };
    if (content == Content::Difference) return betweenReader(Content::Output, Content::Truth);
    return fileReader(content);
}

Contents::Make Contents::betweenReader(Content first, Content second) const {
    const bool labels = isLabels(first) && isLabels(second);
    const auto subtract = labels ? &derived::classDifference : &derived::difference;
    return [a = reader(first), b = reader(second), subtract] { return subtract(a(), b()); };
}

Contents::Make Contents::marksReader(Marks marks, Content content) const {
    if (content == Content::Other) return reader(Content::Other);
    const bool output = isLabels(Content::Output), truth = isLabels(Content::Truth) && image_->truth;
    if (marks == Marks::Both && output && truth)
        return [a = reader(Content::Output), b = reader(Content::Truth)] { return derived::agreement(a(), b()); };
    if (marks != Marks::Truth && output) return reader(Content::Output);
    if (marks != Marks::Output && truth) return reader(Content::Truth);
    return {};
}

std::optional<ImageRef> Contents::plainFile(Content content) const {
    if (!available(content) || content == Content::Residual || content == Content::Difference) return std::nullopt;
    return fileOf(content);
}

std::shared_ptr<ImageSource> Contents::made(std::size_t slot, bool labels, Make make) {
    auto& entry = made_[slot];
    if (entry.source || entry.making || !entry.failure.isEmpty()) return entry.source;
    entry.making = true;
    entry.number = ++makings_;
    background_.start([this, slot, labels, number = entry.number, make = std::move(make)](const Background::Ticket&) -> Background::Done {
        // The levels of a large image take a while, so they are made here too.
        std::shared_ptr<ImageSource> source;
        QString failure;
        try {
            source = ImageSource::ofImage(make(), labels);
            source->moveToThread(thread());
        } catch (const TooLarge& problem) {
            failure = text(std::string(problem.what()));
            // Labels of any size can be shown from their file, in the colours of their values instead of their classes.
            if (labels && slot < kContents.size()) failure.clear();
        } catch (const std::exception& problem) {
            failure = text(std::string(problem.what()));
        }
        return [this, slot, labels, number, source, failure] {
            if (made_[slot].number != number) return;
            if (failure.isEmpty())
                made_[slot].source = source ? source : ImageSource::ofFile(fileOf(kContents[slot]), labels);
            made_[slot].failure = failure;
            made_[slot].making = false;
            Q_EMIT changed();
        };
    });
    return nullptr;
}

std::shared_ptr<ImageSource> Contents::source(Content content) {
    if (!available(content)) return nullptr;
    const auto slot = slotOf(content);
    if (isLabels(content)) return made(slot, true, reader(content));
    if (content == Content::Residual || content == Content::Difference) return made(slot, false, reader(content));
    if (!made_[slot].source) made_[slot].source = ImageSource::ofFile(fileOf(content));
    return made_[slot].source;
}

std::shared_ptr<ImageSource> Contents::between(Content first, Content second) {
    if (between_ != std::pair{first, second}) made_[kBetween] = {};
    between_ = {first, second};
    if (!available(first) || !available(second)) return nullptr;
    const bool labels = isLabels(first) && isLabels(second);
    if (!labels && (isLabels(first) || isLabels(second))) {
        made_[kBetween].failure = tr("Labels cannot be subtracted from grey values. Choose two contents of one kind.");
        return nullptr;
    }
    return made(kBetween, false, betweenReader(first, second));
}

std::shared_ptr<ImageSource> Contents::marks(Marks marks) {
    if (!image_) return nullptr;
    const bool output = isLabels(Content::Output), truth = isLabels(Content::Truth) && image_->truth;
    if (marks == Marks::Both && output && truth) return made(kAgreement, true, marksReader(Marks::Both, Content::Input));
    if (marks != Marks::None && marks != Marks::Truth && output) return source(Content::Output);
    if (marks != Marks::None && marks != Marks::Output && truth) return source(Content::Truth);
    return nullptr;
}

QString Contents::failure(Content content) const { return made_[slotOf(content)].failure; }

}  // namespace gano

#include "moc_contents.cpp"
