// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/learning_options.h"

namespace gano {
namespace {

OptionSpec strength(std::string key, std::string label, std::string help, double low, double high, std::string unit = {}) {
    return {.key = std::move(key), .label = std::move(label), .help = std::move(help), .minimum = low, .maximum = high,
            .unit = std::move(unit), .advanced = true, .group = "Corruption"};
}

OptionSpec chance(const std::string& key, const std::string& what) {
    return {.key = key + "-chance", .label = "Chance of " + what, .help = "Part of the images that get " + what + ".",
            .minimum = 0.0, .maximum = 1.0, .advanced = true, .group = "Corruption"};
}

OptionSpec variation(std::string key, std::string label, std::string help, double low, double high, std::string unit = {},
                     bool advanced = true) {
    return {.key = std::move(key), .label = std::move(label), .help = std::move(help), .minimum = low, .maximum = high,
            .unit = std::move(unit), .advanced = advanced, .group = "Variation of the training images"};
}

}  // namespace

OptionFields CorruptionOptions::fields() {
    return {
        {strength("noise", "Gaussian noise", "Standard deviation of the noise that is added; 1 is the step from black to white.", 0, 2),
         &gaussianNoise},
        {chance("noise", "Gaussian noise"), &gaussianNoiseChance},
        {strength("blur", "Blur", "Standard deviation of the Gaussian that blurs the image.", 0, 8, "px"), &blur},
        {chance("blur", "blur"), &blurChance},
        {strength("poisson", "Counting noise", "Electrons in a white pixel; fewer electrons, more noise.", 1, 1e5, "electrons"),
         &poissonElectrons},
        {chance("poisson", "counting noise"), &poissonChance},
        {strength("salt-pepper", "Dead and hot pixels", "Part of the pixels that turn black or white.", 0, 1), &saltPepper},
        {chance("salt-pepper", "dead and hot pixels"), &saltPepperChance},
        {strength("jitter", "Scan-line jitter", "Standard deviation of the sideways shift of each line.", 0, 16, "px"), &scanJitter},
        {chance("jitter", "scan-line jitter"), &scanJitterChance},
        {strength("drift", "Intensity drift", "Height of a slow brightness change across the image.", 0, 2), &drift},
        {chance("drift", "intensity drift"), &driftChance},
        {strength("coarser", "Down-sampling", "How many pixels are merged per axis and stretched back.", 1, 8), &downsampling},
        {chance("coarser", "down-sampling"), &downsamplingChance},
        {strength("mask", "Hidden blocks", "Part of the image that is hidden in square blocks.", 0, 0.9), &masking},
        {chance("mask", "hidden blocks"), &maskingChance},
        {strength("mask-block", "Side of a hidden block", "Side of each hidden square.", 2, 256, "px"), &maskBlock},
    };
}

OptionFields AugmentationOptions::fields() {
    return {
        {variation("flips", "Mirror", "Mirrors images at random, input and target alike.", 0, 1, {}, false), &flips},
        {variation("quarter-turns", "Quarter turns", "Turns images by 0, 90, 180 or 270 degrees, input and target alike.", 0, 1, {}, false),
         &quarterTurns},
        {variation("rotation", "Free rotation", "Turns images by an angle from this range.", -180, 180, "degrees"), &rotation},
        {variation("scaling", "Scale", "Enlarges (above 1) or shrinks (below 1) images by a factor from this range.", 0.25, 4), &scaling},
        {variation("brightness", "Brightness", "Adds a value from this range; 1 is the step from black to white.", -1, 1), &brightness},
        {variation("contrast", "Contrast", "Multiplies the contrast by a factor from this range.", 0.1, 10), &contrast},
        {variation("extra-noise", "Noise on the input", "Adds Gaussian noise of this standard deviation to the input only.", 0, 2), &extraNoise},
    };
}

}  // namespace gano
