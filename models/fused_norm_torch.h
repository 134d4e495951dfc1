// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/layout_torch.h"

namespace gano {

/// True for images that fusedNorm takes: those that models/fast_conv_torch.h takes, with channels that are a multiple of eight, and
/// fastPaths().fusedNorms.
bool normalisesFused(const torch::Tensor& x);

struct BatchNorm {
    torch::Tensor weight, bias;                 ///< Scale and shift of every channel.
    torch::Tensor runningMean, runningVariance; ///< Moved towards this batch's.
    double momentum = 0.1, epsilon = 1e-5;
};

/// activation(batch norm of x + skip) in training, with gradients (Ioffe & Szegedy 2015, arXiv 1502.03167, algorithm 1); `skip` may be
/// undefined. The activation multiplies what is below zero with `slope`. The result has its channels side by side. Gradients once.
torch::Tensor fusedNorm(const torch::Tensor& x, const BatchNorm& norm, const torch::Tensor& skip, double slope);

}  // namespace gano
