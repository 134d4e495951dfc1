// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the two networks of pretraining do to each other, what a start is worth, and what a network can see.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/base/names.h"
#include "core/image/pixel_size.h"
#include "core/study/doctor_curves.h"
#include "core/study/doctor_rules.h"
#include "core/tasks/task.h"
#include "core/train/receptive_field.h"
#include "models/catalogue.h"

namespace gano::rules {
namespace {

using Severity = Finding::Severity;

/// What the profiles of both image sets say, as a sentence; empty where they are alike or not known.
std::string unlikeness(const Patient& patient) {
    if (!patient.profile || !patient.profile->images || !patient.profile->pretrained) return {};
    const auto apart = distance(*patient.profile->images, *patient.profile->pretrained);
    std::string text;
    if (apart.greys > kUnlikeGreys) text = fmt::format("their grey values lie {:.0f} % of the scale apart", 100.0 * apart.greys);
    if (apart.spectrum > kUnlikeSpectrum) text += fmt::format("{}the strength of fine and coarse detail differs by a factor of {:.1f}", text.empty() ? "" : ", and ", std::pow(10.0, apart.spectrum));
    return text;
}

}  // namespace

std::optional<Diagnosis> discriminatorWins(const Patient& patient) {
    if (!patient.isPretraining()) return std::nullopt;
    const auto real = curves::finite(patient.metrics.column("train_d_real")), fake = curves::finite(patient.metrics.column("train_d_fake"));
    const auto fooled = curves::finite(patient.metrics.column("train_g_adversarial"));
    const auto l1 = curves::finite(curves::trainingLoss(patient));
    if (real.size() < kFewestEpochs || fake.size() != real.size() || fooled.size() != real.size() || l1.size() != real.size()) return std::nullopt;
    const bool squares = patient.plan.pretrain.adversarialLoss == "lsgan";
    const double d = 0.5 * (curves::mean(curves::last(real, 0.4)) + curves::mean(curves::last(fake, 0.4))), g = curves::mean(curves::last(fooled, 0.4));
    // Undecided, the discriminator answers 1/2 to everything: least squares give 0.25 to each of the three losses, cross
    // entropy ln 2. Certain, its own go to 0 and the generator's to 1 (cross entropy: beyond 3, where the gradient of the
    // generator through a saturated discriminator is under 5 %).
    // Recorded: 1.02 for the generator when it was lost, 0.73 in a training that is well.
    const bool wins = squares ? d < 0.2 && g > 0.95 : d < 0.1 && g > 3.0;
    if (!wins) return std::nullopt;
    // With a large weight of L1 the discriminator may win and the pictures get better all the same: then it is a note.
    const double before = curves::mean(curves::first(l1, 0.2)), now = curves::mean(curves::last(l1, 0.3));
    const bool goesOn = curves::hasLearned(patient);
    Diagnosis diagnosis;
    diagnosis.finding = {goesOn ? Severity::Information : Severity::Warning, {},
                         fmt::format("The discriminator tells restored images from real ones nearly always (its losses are {:.2g}, the generator's {:.2g}), and the L1 loss went from {:.3g} to {:.3g}.", d, g, before, now),
                         {}, {}};
    diagnosis.cause = goesOn ? "The discriminator has won; what is still learned is learned from the L1 loss." : "The discriminator has won: its answers no longer tell the generator in which direction to go.";
    diagnosis.finding.advice = goesOn ? "Fine while the L1 loss falls. The restored images may stay a little too smooth." : "Let closeness to the clean image count more, and the discriminator less.";
    const double lambda = patient.plan.pretrain.lambda;
    if (lambda < 100.0) diagnosis.remedies = {{Remedy::Kind::TrainAgain, "Train again with 100 as weight of the L1 loss", {{"lambda", "100"}}, {}}};
    else if (!goesOn) diagnosis.remedies = {{Remedy::Kind::TrainAgain, fmt::format("Train again with {:g} as weight of the L1 loss", 3.0 * lambda), {{"lambda", curves::numberText(3.0 * lambda)}}, {}}};
    return diagnosis;
}

std::optional<Diagnosis> generatorIgnoresInput(const Patient& patient) {
    if (!patient.profile || !(patient.profile->constantL1 > 0.0)) return std::nullopt;
    const auto l1 = curves::finite(patient.metrics.column("val_l1"));
    if (l1.size() < kFewestEpochs || learningRateTooHigh(patient)) return std::nullopt;
    const double plain = patient.profile->constantL1, best = *std::ranges::min_element(l1);
    // One grey value everywhere scores `plain`. Trainings that are well are below half of it after five epochs, pictures
    // that follow the input's coarse light and dark alone near two thirds.
    if (best < 0.9 * plain || curves::stillImproves(patient)) return std::nullopt;
    Diagnosis diagnosis;
    diagnosis.finding = {Severity::Problem, {}, fmt::format("The output is no nearer to the target than a plain grey picture: L1 {:.3g} at best, {:.3g} for grey.", best, plain), {}, {}};
    const auto& corruption = patient.plan.corruption;
    const bool drowned = patient.isPretraining() && corruption.gaussianNoiseChance > 0.0 && corruption.gaussianNoise.low > 0.5;
    const bool light = patient.isPretraining() && patient.plan.pretrain.adversarial() && patient.plan.pretrain.lambda < 10.0;
    if (drowned) {
        diagnosis.cause = fmt::format("The generator ignores its input, because the noise added to it ({:g} to {:g} of the step from black to white) drowns the image.", corruption.gaussianNoise.low, corruption.gaussianNoise.high);
        diagnosis.finding.advice = "Add less noise.";
        diagnosis.remedies = {{Remedy::Kind::TrainAgain, "Train again with noise of 0.02 to 0.2", {{"noise", "0.02..0.2"}}, {}}};
    } else if (light) {
        diagnosis.cause = fmt::format("The generator ignores its input: with a weight of {:g}, closeness to the image hardly counts, only looking real to the discriminator.", patient.plan.pretrain.lambda);
        diagnosis.finding.advice = "Let the L1 loss count more.";
        diagnosis.remedies = {{Remedy::Kind::TrainAgain, "Train again with 100 as weight of the L1 loss", {{"lambda", "100"}}, {}}};
    } else {
        diagnosis.cause = "The generator ignores its input. Either too few steps were made, the learning rate does not fit, or inputs and targets do not show the same places.";
        diagnosis.finding.advice = "Look at the sample pictures: if targets and inputs belong together, begin again with the usual learning rate.";
        diagnosis.remedies = {{Remedy::Kind::TrainAgain, "Train again with a learning rate of 0.0002", {{"learning-rate", "0.0002"}}, {}}};
        if (!patient.isPretraining()) diagnosis.remedies.push_back({Remedy::Kind::LookAtData, "Look at images and targets", {}, {}});
    }
    return diagnosis;
}

std::optional<Diagnosis> pretrainedWorse(const Patient& patient) {
    const auto best = patient.bestScore();
    if (!patient.scratch || !best || patient.status.state != "done") return std::nullopt;
    const auto scores = curves::finite(patient.scores());
    const double spread = std::max(patient.scratch->spread, curves::roughness(curves::last(scores, 0.5)));
    const double behind = patient.higherIsBetter() ? patient.scratch->best - *best : *best - patient.scratch->best;
    // Two single runs: only what is beyond twice the scatter from epoch to epoch, and more than anyone would call the same
    // (0.02 of Dice, 5 % of an error), is a difference.
    const double least = patient.higherIsBetter() ? 0.02 : 0.05 * patient.scratch->best;
    if (!(behind > std::max(2.0 * spread, least))) return std::nullopt;
    Diagnosis diagnosis;
    diagnosis.finding = {Severity::Warning, {},
                         fmt::format("Started from “{}” this run reached {}, the same run from scratch (“{}”) {}.", nameOfModel(patient.plan.model.from).string(), curves::scoreText(patient, *best),
                                     nameOfModel(patient.scratch->folder).string(), curves::scoreText(patient, patient.scratch->best)),
                         {}, {}};
    const auto unlike = unlikeness(patient);
    const bool known = patient.profile && patient.profile->images && patient.profile->pretrained;
    diagnosis.comparesImages = known;
    diagnosis.cause = !unlike.empty() ? "These images are of another kind than those the model was pretrained on: " + unlike + "."
                      : known         ? "The images of both trainings look alike in grey values and detail, so that the pretraining itself is the likelier reason, or chance: these are two single runs."
                                      : "What the model learned does not fit these images, or the pretraining itself went wrong; the images it learned from are not known. It may be chance: these are two single runs.";
    diagnosis.finding.advice = "Use the run from scratch, or pretrain on unlabelled images of this kind and start from there.";
    diagnosis.remedies = {{Remedy::Kind::OpenRun, "Open the run from scratch", {}, patient.scratch->folder}};
    return diagnosis;
}

std::optional<Diagnosis> receptiveField(const Patient& patient) {
    if (!patient.data || !patient.data->objects || patient.scores().size() < kFewestEpochs) return std::nullopt;
    const auto& objects = *patient.data->objects;
    const int sees = seenInTraining(patient.plan);
    const auto best = patient.bestScore();
    // A network that gets the objects right sees enough of them, whatever their size: 0.85 is what hand labels of two
    // people agree to on particles and axons.
    if (sees >= objects.medianPx || !best || (patient.higherIsBetter() && *best > 0.85)) return std::nullopt;
    const auto suggestion = suggestGenerator(objects, patient.plan);
    if (!suggestion) return std::nullopt;
    Diagnosis diagnosis;
    diagnosis.finding = {Severity::Warning, {}, fmt::format("The network sees {} px around each pixel; the labelled objects are typically {}.", sees, objectSizeText(objects)), {}, {}};
    diagnosis.cause = "The receptive field is smaller than the objects: inside of one, nothing in view tells what it is part of.";
    diagnosis.finding.advice = suggestion->sentence;
    Remedy remedy{Remedy::Kind::TrainAgain, fmt::format("Train again with {}", generatorRow(suggestion->generator).label), {{"generator", suggestion->generator}, {"crop", std::to_string(suggestion->crop)}, {"patch-size", std::to_string(suggestion->patchSize)}}, {}};
    if (suggestion->generator == patient.plan.model.generator) remedy.label = fmt::format("Train again with crops of {} px", suggestion->crop);
    // Weights of another network do not fit.
    else if (!patient.plan.model.from.empty()) remedy.changes.emplace_back("from", ""), remedy.changes.emplace_back("freeze-epochs", "0");
    diagnosis.remedies = {remedy};
    return diagnosis;
}

std::optional<Diagnosis> pixelSizeOff(const Patient& patient) {
    if (patient.plan.model.from.empty() || !patient.profile) return std::nullopt;
    const auto sentence = pixelSizeMismatch("these images", patient.profile->pixelSize, patient.profile->pretrainedPixelSize);
    if (sentence.empty()) return std::nullopt;
    Diagnosis diagnosis;
    diagnosis.finding = {Severity::Information, {}, sentence, {}, {}};
    diagnosis.cause = fmt::format("The starting model “{}” learned at another magnification.", nameOfModel(patient.plan.model.from).string());
    diagnosis.finding.advice = "Fine-tuning has to teach it the new size. With few labels, start from a model of this magnification, or compare with a run from scratch.";
    diagnosis.remedies = {{Remedy::Kind::TrainAgain, "Train the same from scratch", {{"from", ""}, {"freeze-epochs", "0"}}, {}}};
    return diagnosis;
}

}  // namespace gano::rules
