// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

namespace gano {

/// How a clean micrograph is spoilt to make the input of pretraining. Every corruption has a range, from which each
/// image draws its own strength, and a chance of being applied at all.
///
/// Strengths are in units of the normalised image, where black is 0 and white is 1. The paper names noise and blur but
/// no numbers; the defaults follow the ranges of public EM work (MoCoV2 on CEM500K: blur sigma 0.1 to 2 px; fine-tuning
/// on Guay: noise sigma 0.08 to 0.14), widened so that the network meets weak and strong noise.
struct CorruptionOptions {
    Range gaussianNoise{0.02, 0.2};
    double gaussianNoiseChance = 1.0;
    Range blur{0.0, 2.0};
    double blurChance = 1.0;
    Range poissonElectrons{20.0, 200.0};
    double poissonChance = 0.0;
    Range saltPepper{0.002, 0.02};
    double saltPepperChance = 0.0;
    Range scanJitter{0.2, 1.5};
    double scanJitterChance = 0.0;
    Range drift{0.05, 0.3};
    double driftChance = 0.0;
    Range downsampling{2.0, 4.0};
    double downsamplingChance = 0.0;
    Range masking{0.05, 0.3};
    double maskingChance = 0.0;
    int maskBlock = 16;

    OptionFields fields();
};

/// How a training sample is varied. Geometry is always the same for input and target.
struct AugmentationOptions {
    bool flips = true;
    bool quarterTurns = true;
    Range rotation{0.0, 0.0};
    Range scaling{1.0, 1.0};
    Range brightness{0.0, 0.0};
    Range contrast{1.0, 1.0};
    Range extraNoise{0.0, 0.0};

    OptionFields fields();
};

}  // namespace gano
