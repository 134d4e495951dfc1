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

/// Normalisation of N × C × H × W by batch, instance or group statistics, with a scale and a shift per channel; or none. What follows
/// it in most networks, adding what skipped it and an activation, belongs to it, since both take no pass over memory of their own then.
/// Epsilon 1e-5, momentum 0.1. Group takes the largest of 8, 6, 4, 3, 2, 1 groups that divides the channels.
/// Weights have LibTorch's own names: weight, bias, and for batch running_mean, running_var, num_batches_tracked.
class NormLayer : public torch::nn::Module {
public:
    /// The activation multiplies what is below zero with `slope`: 1 for none, 0 for ReLU. Throws UsageError for names that are not in normNames().
    NormLayer(const std::string& norm, std::int64_t channels, double slope);

    torch::Tensor forward(const torch::Tensor& x) { return forwardAndAdd(x, {}); }
    /// `skip`, which may be undefined, is added before the activation. Without a norm, or once it is folded, `x` itself is changed.
    torch::Tensor forwardAndAdd(const torch::Tensor& x, const torch::Tensor& skip);

    /// Makes a convolution do what it and this layer do one after the other at prediction, and this layer nothing.
    /// Only batch norm folds, since only its statistics are known beforehand; false for others. Not to be trained afterwards.
    bool foldInto(torch::nn::Conv2dImpl& convolution);

private:
    enum class Kind { Batch, Instance, Group, None };
    torch::Tensor normalised(const torch::Tensor& x);

    Kind kind_;
    double slope_;
    std::int64_t groups_ = 1;
    torch::Tensor weight_, bias_, mean_, variance_, batches_;
};

constexpr double reluSlope = 0.0, noActivation = 1.0;
std::shared_ptr<NormLayer> makeNorm(const std::string& norm, std::int64_t channels, double slope);

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
