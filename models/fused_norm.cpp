// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fused_norm_torch.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "models/fast_conv_torch.h"
#include "models/fast_paths.h"
#include "models/norm_kernels.h"
#include "models/winograd.h"

namespace gano {
namespace {

constexpr std::int64_t leastPixelsOfAPart = 512, mostParts = 32;

/// Pixels of a batch in parts that do not depend on the number of threads, so that sums do not either.
class Parts {
public:
    explicit Parts(const torch::Tensor& x) : pixels_(x.size(0) * x.size(2) * x.size(3)), channels_(x.size(1)) {
        each_ = std::max(leastPixelsOfAPart, upTo(pixels_, mostParts) / mostParts);
        count_ = upTo(pixels_, each_) / each_;
    }
    std::int64_t pixels() const { return pixels_; }

    /// work(first value, pixels, part)
    void each(const std::function<void(std::int64_t, std::int64_t, std::int64_t)>& work) const {
        at::parallel_for(0, count_, 1, [&](std::int64_t begin, std::int64_t end) {
            for (auto part = begin; part < end; ++part) work(part * each_ * channels_, std::min(each_, pixels_ - part * each_), part);
        });
    }
    /// Two sums of every channel, one after the other.
    std::vector<double> sums(const std::function<void(std::int64_t, std::int64_t, double*, double*)>& add) const {
        const auto length = static_cast<std::size_t>(2 * channels_);
        std::vector<double> all(static_cast<std::size_t>(count_) * length);
        each([&](std::int64_t first, std::int64_t some, std::int64_t part) {
            auto* const own = all.data() + part * 2 * channels_;
            add(first, some, own, own + channels_);
        });
        for (std::size_t i = length; i < all.size(); ++i) all[i % length] += all[i];
        all.resize(length);
        return all;
    }

private:
    std::int64_t pixels_, channels_, each_ = 0, count_ = 0;
};

const float* floats(const torch::Tensor& tensor) { return tensor.defined() ? tensor.data_ptr<float>() : nullptr; }

/// About the middle of every channel's values: sums around zero would lose the digits of a mean far from it. The median of a few pixels, since a
/// single one may be a hot one.
std::vector<float> centreOf(const torch::Tensor& x) {
    constexpr std::int64_t some = 9;
    const auto channels = x.size(1), pixels = x.numel() / channels;
    std::vector<float> centre(static_cast<std::size_t>(channels));
    for (std::int64_t c = 0; c < channels; ++c) {
        std::array<float, some> values{};
        for (std::int64_t i = 0; i < some; ++i) values[static_cast<std::size_t>(i)] = floats(x)[i * (pixels - 1) / (some - 1) * channels + c];
        std::nth_element(values.begin(), values.begin() + some / 2, values.end());
        centre[static_cast<std::size_t>(c)] = values[some / 2];
    }
    return centre;
}

class FusedNorm : public torch::autograd::Function<FusedNorm> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& given, const torch::Tensor& weight, const torch::Tensor& bias,
                                 const OptionalTensor& givenSkip, const BatchNorm& norm, double slope) {
        RECORD_FUNCTION("gano::norm", std::vector<c10::IValue>());
        const auto x = sideBySide(given), skip = givenSkip ? sideBySide(*givenSkip) : torch::Tensor();
        const Parts parts(x);
        const auto centre = centreOf(x);
        const auto sums = parts.sums([&](std::int64_t first, std::int64_t some, double* sum, double* squares) {
            norms::addSums(floats(x) + first, some, x.size(1), centre.data(), sum, squares);
        });
        // Single numbers, since dozens of LibTorch's operators on a few channels would take longer than small images do.
        const auto channels = x.size(1);
        const auto table = at::empty({4, channels}, torch::kFloat);
        auto* const mean = table.data_ptr<float>();
        auto *const inverse = mean + channels, *const scale = inverse + channels, *const shift = scale + channels;
        const auto weights = weight.contiguous(), biases = bias.contiguous();
        auto movingMean = norm.runningMean, movingVariance = norm.runningVariance;
        auto means = movingMean.accessor<float, 1>(), variances = movingVariance.accessor<float, 1>();
        const auto pixels = static_cast<double>(parts.pixels());
        for (std::int64_t c = 0; c < channels; ++c) {
            const auto at = static_cast<std::size_t>(c);
            const double fromCentre = sums[at] / pixels, exactMean = fromCentre + centre[at];
            const double variance = std::max(0.0, sums[at + static_cast<std::size_t>(channels)] / pixels - fromCentre * fromCentre);
            const double exactInverse = 1.0 / std::sqrt(variance + norm.epsilon), slant = exactInverse * floats(weights)[c];
            mean[c] = static_cast<float>(exactMean);
            inverse[c] = static_cast<float>(exactInverse);
            scale[c] = static_cast<float>(slant);
            shift[c] = static_cast<float>(floats(biases)[c] - exactMean * slant);
            means[c] += static_cast<float>(norm.momentum * (exactMean - means[c]));
            variances[c] += static_cast<float>(norm.momentum * (variance * pixels / std::max(1.0, pixels - 1.0) - variances[c]));
        }
        const auto y = at::empty_like(x);
        const norms::Layer layer{channels, scale, shift, static_cast<float>(slope)};
        parts.each([&](std::int64_t first, std::int64_t some, std::int64_t) {
            norms::apply(layer, floats(x) + first, skip.defined() ? floats(skip) + first : nullptr, some, y.data_ptr<float>() + first);
        });
        context->save_for_backward({x, skip.defined() && slope != 1.0 ? y : torch::Tensor(), table});
        context->saved_data["skip"] = skip.defined();
        context->saved_data["slope"] = slope;
        return y;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context, torch::autograd::tensor_list gradients) {
        RECORD_FUNCTION("gano::norm", std::vector<c10::IValue>());
        const auto saved = context->get_saved_variables();
        const auto &x = saved[0], &y = saved[1];
        const auto channels = x.size(1);
        const float *mean = floats(saved[2]), *inverse = mean + channels, *scale = inverse + channels, *shift = scale + channels;
        const auto slope = context->saved_data["slope"].toDouble();
        const bool hasSkip = context->saved_data["skip"].toBool();
        const auto gradient = sideBySide(gradients[0]);
        const Parts parts(x);
        const auto kept = y.defined() ? at::empty_like(x) : torch::Tensor();
        const norms::Layer layer{channels, scale, shift, static_cast<float>(slope)};
        const auto passed = [&](std::int64_t first) { return norms::Passed{floats(x) + first, y.defined() ? floats(y) + first : nullptr, mean}; };
        const auto sums = parts.sums([&](std::int64_t first, std::int64_t some, double* sum, double* products) {
            norms::addGradientSums(layer, passed(first), floats(gradient) + first, some, sum, products, kept.defined() ? kept.data_ptr<float>() + first : nullptr);
        });
        const auto made = at::empty({4, channels}, torch::kFloat);
        auto* const ofWeight = made.data_ptr<float>();
        auto *const ofBias = ofWeight + channels, *const slant = ofBias + channels, *const offset = slant + channels;
        const auto pixels = static_cast<double>(parts.pixels());
        for (std::int64_t c = 0; c < channels; ++c) {
            const auto at = static_cast<std::size_t>(c);
            const double products = sums[at + static_cast<std::size_t>(channels)] * inverse[c];
            ofWeight[c] = static_cast<float>(products);
            ofBias[c] = static_cast<float>(sums[at]);
            slant[c] = static_cast<float>(-scale[c] * products * inverse[c] / pixels);
            offset[c] = static_cast<float>(-scale[c] * sums[at] / pixels);
        }
        torch::Tensor ofX;
        if (context->needs_input_grad(0)) {
            ofX = at::empty_like(x);
            parts.each([&](std::int64_t first, std::int64_t some, std::int64_t) {
                norms::applyGradient(layer, passed(first), floats(gradient) + first, kept.defined() ? floats(kept) + first : nullptr, slant, offset, some,
                                     ofX.data_ptr<float>() + first);
            });
        }
        return {ofX, made[0], made[1], !hasSkip ? torch::Tensor() : kept.defined() ? kept : gradient, {}, {}};
    }
};

}  // namespace

bool normalisesFused(const torch::Tensor& x) { return fastPaths().fusedNorms && convolvesFast(x) && x.size(1) % winograd::lanes == 0 && x.numel() > 0; }

torch::Tensor fusedNorm(const torch::Tensor& x, const BatchNorm& norm, const torch::Tensor& skip, double slope) {
    return FusedNorm::apply(x, norm.weight, norm.bias, skip.defined() ? OptionalTensor(skip) : OptionalTensor(), norm, slope);
}

}  // namespace gano
