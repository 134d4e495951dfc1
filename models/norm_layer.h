// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>

namespace gano {

/// Normalisation of N × C × H × W by batch, instance or group statistics, with a scale and a shift per channel; or none.
/// Epsilon 1e-5, momentum 0.1. Group takes the largest of 8, 6, 4, 3, 2, 1 groups that divides the channels.
/// Weights have LibTorch's own names: weight, bias, and for batch running_mean, running_var, num_batches_tracked.
class NormLayer : public torch::nn::Module {
public:
    /// Throws UsageError for names that are not in normNames().
    NormLayer(const std::string& norm, std::int64_t channels);

    torch::Tensor forward(const torch::Tensor& x);

    /// Makes a convolution do what it and this layer do one after the other at prediction, and this layer nothing.
    /// Only batch norm folds, since only its statistics are known beforehand; false for others. Not to be trained afterwards.
    bool foldInto(torch::nn::Conv2dImpl& convolution);

private:
    enum class Kind { Batch, Instance, Group, None };
    Kind kind_;
    std::int64_t groups_ = 1;
    torch::Tensor weight_, bias_, mean_, variance_, batches_;
};

std::shared_ptr<NormLayer> makeNorm(const std::string& norm, std::int64_t channels);

/// Folds every batch norm of a network that follows a convolution in a Sequential, or that a FoldsNorms module knows of.
/// The network has to be in evaluation mode and on its device; it cannot be trained, saved or moved afterwards.
void foldNorms(torch::nn::Module& network);

/// A module whose norms do not stand in a Sequential.
class FoldsNorms {
public:
    virtual void foldOwnNorms() = 0;

protected:
    ~FoldsNorms() = default;
};

}  // namespace gano
