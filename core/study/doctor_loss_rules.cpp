// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the loss curves say.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/study/doctor_curves.h"
#include "core/study/doctor_rules.h"
#include "core/tasks/task.h"

namespace gano::rules {
namespace {

using Severity = Finding::Severity;

// The curves that the thresholds stand between are in tests/core/study/runs, each with the options that made it.

/// Epochs after which trainings that are well have always left chance behind (recorded ones by the third to the seventh).
constexpr std::size_t kLongEnough = 12;
/// Adam's usual step for such networks is 1e-4 to 1e-3 (Pix2Pix: 2e-4). Above, a loss that jumps is the step's fault;
/// below a hundredth of it, one that stands still is.
constexpr double kLargeRate = 2e-3, kSmallRate = 1e-5, kUsualRate = 2e-4;
/// Where nothing was learned at all, only a rate of ten times the largest usual one is to blame by itself.
constexpr double kFarTooLarge = 1e-2;
/// How much validation scores jump from epoch to epoch in trainings that are well: Dice by up to 0.05 with twelve crops for
/// validation (a quarter of it with whole images), errors by up to 12 % of themselves.
constexpr double kJumpingDice = 0.08, kJumpingError = 0.2;

double lowered(double rate) { return rate > kFarTooLarge ? 1e-3 : rate / 10.0; }

Remedy withRate(double rate) {
    const auto text = curves::numberText(rate);
    return {Remedy::Kind::TrainAgain, fmt::format("Train again with a learning rate of {}", text), {{"learning-rate", text}}, {}};
}

Remedy stop() { return {Remedy::Kind::Stop, "Stop and keep the best epoch", {}, {}}; }

}  // namespace

std::optional<Diagnosis> notANumber(const Patient& patient) {
    const auto losses = curves::trainingLoss(patient);
    const auto broken = std::ranges::find_if(losses, [](double value) { return !std::isfinite(value); });
    // The trainer stops at the first such loss; its sentence is all that the folder keeps of it.
    const bool told = patient.status.state == "failed" && patient.status.message.find("not numbers") != std::string::npos;
    if (broken == losses.end() && !told) return std::nullopt;
    const int epoch = broken != losses.end() ? patient.metrics.epochs[static_cast<std::size_t>(broken - losses.begin())] : (patient.metrics.epochs.empty() ? 0 : patient.metrics.epochs.back()) + 1;
    Diagnosis diagnosis;
    diagnosis.finding = {Severity::Problem, {}, fmt::format("The losses stopped being numbers in epoch {}.", epoch), {}, {}};
    const double rate = patient.plan.training.learningRate;
    const auto* pixels = patient.data ? patient.data->find("not-finite") : nullptr;
    diagnosis.cause = pixels != nullptr ? pixels->sentence + " Together with large steps, such pixels end in overflow."
                                        : fmt::format("A step was so large that weights overflowed; the learning rate is {}.", curves::numberText(rate));
    diagnosis.finding.advice = "The last good checkpoint is kept. Train again with smaller steps; nothing can be gained by going on from here.";
    diagnosis.remedies = {withRate(lowered(rate))};
    return diagnosis;
}

std::optional<Diagnosis> learningRateTooHigh(const Patient& patient) {
    const auto losses = curves::finite(curves::trainingLoss(patient));
    const double rate = patient.plan.training.learningRate;
    if (losses.size() < kFewestEpochs || rate <= kLargeRate) return std::nullopt;
    const auto scores = curves::finite(patient.scores());
    const bool learned = curves::hasLearned(patient);
    // With batch normalisation and Adam even a hundred times the usual rate may learn; what gives it away is that each
    // epoch ends somewhere else: recorded with 0.1 the Dice jumps by 0.15, with 0.001 by 0.05 on the same images.
    const double jump = curves::roughness(curves::last(scores, 0.7));
    const bool restless = scores.size() >= kFewestEpochs && (patient.higherIsBetter() ? jump > kJumpingDice : jump > kJumpingError * curves::median(scores));
    const bool blownUp = *std::ranges::max_element(losses) > 3.0 * losses.front();
    if (!restless && !blownUp && (learned || rate <= kFarTooLarge)) return std::nullopt;
    Diagnosis diagnosis;
    diagnosis.finding.severity = learned ? Severity::Warning : Severity::Problem;
    const auto rateText = curves::numberText(rate);
    if (restless)
        diagnosis.finding.sentence = fmt::format("With a learning rate of {} the validation score jumps by {:.2g} from one epoch to the next.", rateText, jump);
    else if (blownUp)
        diagnosis.finding.sentence = fmt::format("With a learning rate of {} the training loss shot up from {:.3g} to {:.3g}.", rateText, losses.front(), *std::ranges::max_element(losses));
    else
        diagnosis.finding.sentence = fmt::format("With a learning rate of {} nothing was learned in {} epochs{}.", rateText, patient.epochs(),
                                                 patient.bestScore() ? ": " + curves::scoreText(patient, *patient.bestScore()) + " at best" : std::string());
    diagnosis.cause = "The learning rate is too high: each step goes past what it aims at.";
    diagnosis.finding.advice = "Networks like this one learn with 0.0001 to 0.001.";
    diagnosis.remedies = {withRate(lowered(rate))};
    if (patient.running) diagnosis.remedies.push_back(stop());
    return diagnosis;
}

std::optional<Diagnosis> noProgress(const Patient& patient) {
    const auto losses = curves::finite(curves::trainingLoss(patient));
    if (losses.size() < kFewestEpochs || curves::hasLearned(patient) || learningRateTooHigh(patient) || generatorIgnoresInput(patient)) return std::nullopt;
    const auto scores = curves::finite(patient.scores());
    if (scores.empty()) return std::nullopt;
    const double before = losses.front(), now = curves::mean(curves::last(losses, 0.3));
    const double rate = patient.plan.training.learningRate;
    const bool slow = rate < kSmallRate;
    // A network that learns slowly has lost a tenth of its loss by then; a frozen one keeps within its batches' luck.
    const double fallen = (before - now) / std::max(before, 1e-12);
    const bool falls = fallen > (slow ? 0.3 : 0.1);
    if (falls && (losses.size() < kLongEnough || curves::stillImproves(patient))) return std::nullopt;
    Diagnosis diagnosis;
    if (falls)
        diagnosis.finding = {Severity::Warning, {},
                             fmt::format("The training loss falls, but on validation nothing is learned: {} at best after {} epochs{}.", curves::scoreText(patient, *patient.bestScore()), patient.epochs(),
                                         curves::chance(patient) > 0.0 ? fmt::format(", {:.3g} for labelling everything", curves::chance(patient)) : std::string()), {}, {}};
    else
        diagnosis.finding = {Severity::Warning, {},
                         fmt::format("After {} epochs the training loss has fallen by {:.0f} % only, from {:.3g} to {:.3g}; {} at best.", patient.epochs(), std::max(0.0, 100.0 * fallen), before, now,
                                     curves::scoreText(patient, *patient.bestScore())),
                         {}, {}};
    if (slow) {
        diagnosis.cause = fmt::format("The learning rate of {} is too small to get anywhere in this many steps.", curves::numberText(rate));
        diagnosis.finding.advice = "Train again with a usual learning rate.";
        diagnosis.remedies = {withRate(kUsualRate)};
    } else {
        diagnosis.cause = "Either there were too few steps so far, or the network finds nothing in the images that predicts the targets.";
        diagnosis.finding.advice = "Look whether labels and images belong together. If they do, give it more steps, or start from a pretrained model.";
        diagnosis.remedies = {{Remedy::Kind::LookAtData, "Look at images and labels", {}, {}},
                              {Remedy::Kind::TrainAgain, fmt::format("Train again for {} epochs", 3 * patient.plan.training.epochs), {{"epochs", std::to_string(3 * patient.plan.training.epochs)}}, {}}};
        if (patient.isPretraining()) diagnosis.remedies.erase(diagnosis.remedies.begin());
    }
    return diagnosis;
}

std::optional<Diagnosis> overfitting(const Patient& patient) {
    const auto training = curves::trainingLoss(patient), validation = curves::validationLoss(patient);
    if (validation.size() < 2 * kFewestEpochs || training.size() != validation.size() || generatorIgnoresInput(patient)) return std::nullopt;
    if (!std::ranges::all_of(validation, [](double v) { return std::isfinite(v); })) return std::nullopt;
    const auto smooth = curves::smoothed(validation);
    const auto lowest = std::ranges::min_element(smooth);
    const auto place = static_cast<std::size_t>(lowest - smooth.begin());
    const std::size_t since = smooth.size() - 1 - place;
    const double now = curves::median(curves::last(validation, 0.2)), spread = curves::roughness(curves::last(validation, 0.6));
    const double trainedThen = curves::mean(std::span(training).subspan(place > 0 ? place - 1 : 0, 2)), trainedNow = curves::median(curves::last(training, 0.2));
    // Risen clearly, by more than the curve jumps anyway, for a good while, and training has gone on falling.
    const bool risen = now > 1.15 * *lowest && now - *lowest > 2.0 * spread;
    const bool longAgo = since >= std::max<std::size_t>(kFewestEpochs, smooth.size() / 5);
    const bool stillLearning = trainedNow < 0.9 * trainedThen;
    if (!risen || !longAgo || !stillLearning) return std::nullopt;
    const auto scores = curves::finite(patient.scores());
    const double best = patient.bestScore().value_or(0.0), scoreNow = curves::median(curves::last(scores, 0.2));
    const bool worse = patient.higherIsBetter() ? scoreNow < best - std::max(0.02, curves::roughness(scores)) : scoreNow > 1.1 * best;
    Diagnosis diagnosis;
    diagnosis.finding = {worse ? Severity::Warning : Severity::Information, {},
                         fmt::format("The validation loss has risen by {:.0f} % since epoch {}, while the training loss fell from {:.3g} to {:.3g}.", 100.0 * (now / *lowest - 1.0),
                                     patient.metrics.epochs[place], trainedThen, trainedNow),
                         {}, {}};
    diagnosis.cause = worse ? "The network learns its training images by heart (overfitting)." : "The network grows too sure of itself on its training images; what it finds has not become worse yet.";
    diagnosis.finding.advice = fmt::format("The best epoch, {}, is what is kept and used. For more, add labelled images, vary them more, or start from a pretrained model.", patient.bestEpoch());
    if (patient.running) diagnosis.remedies.push_back(stop());
    if (!patient.plan.augmentation.flips || !patient.plan.augmentation.quarterTurns || patient.plan.augmentation.scaling.low == patient.plan.augmentation.scaling.high)
        diagnosis.remedies.push_back({Remedy::Kind::TrainAgain, "Train again with images varied more", {{"flips", "yes"}, {"quarter-turns", "yes"}, {"brightness", "-0.1..0.1"}, {"contrast", "0.8..1.25"}, {"scaling", "0.8..1.25"}}, {}});
    if (patient.plan.training.patience == 0) diagnosis.remedies.push_back({Remedy::Kind::TrainAgain, "Train again, ending 10 epochs after the best", {{"patience", "10"}}, {}});
    return diagnosis;
}

std::optional<Diagnosis> validationSpread(const Patient& patient) {
    const auto scores = curves::finite(patient.scores());
    if (scores.size() < 2 * kFewestEpochs || !curves::hasLearned(patient) || learningRateTooHigh(patient)) return std::nullopt;
    // The first epochs may jump; with a falling learning rate the last ones should not.
    const auto late = curves::last(scores, 0.5);
    const double spread = curves::roughness(late);
    const bool dice = patient.higherIsBetter();
    if (dice ? spread < kJumpingDice : spread < kJumpingError * curves::median(late)) return std::nullopt;
    Diagnosis diagnosis;
    diagnosis.finding = {Severity::Warning, {},
                         fmt::format("From one epoch to the next the validation score jumps by {:.2g} (between {:.3g} and {:.3g} in the second half).", spread, *std::ranges::min_element(late),
                                     *std::ranges::max_element(late)),
                         {}, {}};
    const std::size_t images = patient.data ? patient.data->validation : 0, patches = patient.profile ? patient.profile->validationPatches : 0;
    const bool fewPatches = patches > 0 && patches < 10 && patient.plan.training.maxValidationPatches > 0;
    diagnosis.cause = fewPatches                 ? fmt::format("Only {} validation {} scored, and single ones rule the score.", patches, patches == 1 ? "patch is" : "patches are")
                      : images > 0 && images < 5 ? fmt::format("{} validation {} few, and single images rule the score.", images, images == 1 ? "image is" : "images are")
                                                 : "The steps are large for what is left to learn, so that each epoch ends somewhere else.";
    diagnosis.finding.advice = "The best epoch is partly luck: do not compare runs by differences of that size. A moving average of the weights is steadier, more validation images are surer.";
    diagnosis.remedies = {{Remedy::Kind::TrainAgain, "Train again with averaged weights", {{"moving-average", "0.99"}}, {}}};
    if (fewPatches) diagnosis.remedies.insert(diagnosis.remedies.begin(), Remedy{Remedy::Kind::TrainAgain, "Train again with all validation patches scored", {{"max-validation-patches", "0"}}, {}});
    if (images < 5 && patient.plan.data.validationPart < 0.3) diagnosis.remedies.push_back({Remedy::Kind::TrainAgain, "Train again with 30 % for validation", {{"validation-part", "0.3"}}, {}});
    return diagnosis;
}

}  // namespace gano::rules
