// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/losses_torch.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "models/batch_sums_torch.h"

namespace gano {
namespace {

/// Class indices as one plane per output channel, 0 or 1.
at::Tensor planes(const at::Tensor& target, std::int64_t channels) {
    if (channels == 1) return (target > 0.5).to(at::kFloat);
    const auto index = at::arange(channels, target.options()).view({1, channels, 1, 1});
    return (target == index).to(at::kFloat);
}

at::Tensor bceLoss(const at::Tensor& output, const at::Tensor& target) {
    const auto truth = planes(target, output.size(1));
    if (output.size(1) == 1) return at::binary_cross_entropy_with_logits(output, truth);
    // Of the probabilities that prediction writes, which add up to one over the classes.
    return at::binary_cross_entropy(at::softmax(output, 1), truth);
}

at::Tensor diceLoss(const at::Tensor& output, const at::Tensor& target) {
    auto truth = planes(target, output.size(1));
    auto probability = output.size(1) == 1 ? at::sigmoid(output) : at::softmax(output, 1);
    if (output.size(1) > 1) {
        // Class 0 is the background.
        truth = truth.narrow(1, 1, output.size(1) - 1);
        probability = probability.narrow(1, 1, output.size(1) - 1);
    }
    const auto overlap = sumOverBatch((probability * truth).sum({0, 2, 3}));
    const auto total = sumOverBatch(probability.sum({0, 2, 3}) + truth.sum({0, 2, 3}));
    // The 1 keeps batches without foreground defined (Sytwu 2022 uses the same).
    return 1.0 - ((2.0 * overlap + 1.0) / (total + 1.0)).mean();
}

at::Tensor crossEntropyLoss(const at::Tensor& output, const at::Tensor& target) {
    if (output.size(1) == 1) return bceLoss(output, target);
    return -(at::log_softmax(output, 1) * planes(target, output.size(1))).sum(1).mean();
}

at::Tensor focalLoss(const at::Tensor& output, const at::Tensor& target) {
    const auto truth = planes(target, output.size(1));
    if (output.size(1) == 1) {
        const auto entropy = at::binary_cross_entropy_with_logits(output, truth, {}, {}, at::Reduction::None);
        const auto probability = at::sigmoid(output);
        const auto right = probability * truth + (1.0 - probability) * (1.0 - truth);
        return ((1.0 - right).square() * entropy).mean();
    }
    const auto logRight = (at::log_softmax(output, 1) * truth).sum(1);
    return -((1.0 - logRight.exp()).square() * logRight).mean();
}

at::Tensor l1Loss(const at::Tensor& output, const at::Tensor& target) { return at::l1_loss(output, target); }
at::Tensor l2Loss(const at::Tensor& output, const at::Tensor& target) { return at::mse_loss(output, target); }

at::Tensor charbonnierLoss(const at::Tensor& output, const at::Tensor& target) {
    return ((output - target).square() + 1e-6).sqrt().mean();
}

at::Tensor ssimLoss(const at::Tensor& output, const at::Tensor& target) {
    return 1.0 - ssimPerImage(output, target, at::ones({}, target.options())).mean();
}

at::Tensor sumOfL1AndL2(const at::Tensor& output, const at::Tensor& target) {
    return l1Loss(output, target) + l2Loss(output, target);
}

at::Tensor sumOfBceAndDice(const at::Tensor& output, const at::Tensor& target) {
    return bceLoss(output, target) + diceLoss(output, target);
}

const std::vector<std::pair<std::string, Loss>>& lossTable() {
    static const std::vector<std::pair<std::string, Loss>> table = {
        {"bce", bceLoss},     {"dice", diceLoss}, {"bce-dice", sumOfBceAndDice}, {"cross-entropy", crossEntropyLoss},
        {"focal", focalLoss}, {"l1", l1Loss},     {"l2", l2Loss},                {"l1-l2", sumOfL1AndL2},
        {"charbonnier", charbonnierLoss},         {"ssim", ssimLoss},
    };
    return table;
}

}  // namespace

at::Tensor ssimPerImage(const at::Tensor& output, const at::Tensor& target, const at::Tensor& range) {
    const auto fits = std::min<std::int64_t>({11, target.size(2), target.size(3)});
    const auto side = fits % 2 == 1 ? fits : fits - 1;
    const auto x = at::arange(side, target.options()) - static_cast<double>(side / 2);
    auto kernel = (-(x * x) / (2.0 * 1.5 * 1.5)).exp();
    kernel = kernel / kernel.sum();
    const auto smooth = [&](const at::Tensor& image) {
        const auto across = at::conv2d(image, kernel.view({1, 1, 1, side}));
        return at::conv2d(across, kernel.view({1, 1, side, 1}));
    };
    const auto c1 = (0.01 * range).square(), c2 = (0.03 * range).square();
    const auto meanX = smooth(output), meanY = smooth(target);
    const auto varX = smooth(output * output) - meanX * meanX;
    const auto varY = smooth(target * target) - meanY * meanY;
    const auto covariance = smooth(output * target) - meanX * meanY;
    const auto map = ((2.0 * meanX * meanY + c1) * (2.0 * covariance + c2)) /
                     ((meanX * meanX + meanY * meanY + c1) * (varX + varY + c2));
    return map.mean({1, 2, 3});
}

at::Tensor predictedClasses(const at::Tensor& logits) {
    if (logits.size(1) == 1) return (logits > 0).to(at::kFloat);
    return logits.argmax(1, true).to(at::kFloat);
}

Loss makeLoss(const std::string& name) {
    for (const auto& [known, loss] : lossTable())
        if (known == name) return loss;
    throw unknownName("loss", name, lossNames());
}

std::vector<std::string> lossNames() {
    std::vector<std::string> names;
    for (const auto& row : lossTable()) names.push_back(row.first);
    return names;
}

}  // namespace gano
