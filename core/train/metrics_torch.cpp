// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/metrics_torch.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/train/losses_torch.h"

namespace gano {
namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : 1.0; }

}  // namespace

void MetricSet::add(const at::Tensor& output, const at::Tensor& target, std::span<const int> images) {
    at::NoGradGuard noGradients;
    if (kind_ == TargetKind::Labels) {
        const auto predicted = predictedClasses(output);
        std::vector<at::Tensor> columns;
        for (int k = 0; k < classes_; ++k) {
            const auto p = predicted == static_cast<double>(k), t = target == static_cast<double>(k);
            for (const auto& mask : {p.logical_and(t), p, t}) columns.push_back(mask.sum({1, 2, 3}));
        }
        const auto table = at::stack(columns, 1).to(at::kCPU, at::kDouble).contiguous();
        const double* value = table.data_ptr<double>();
        for (const int image : images) {
            auto& counts = counts_[image];
            counts.both.resize(static_cast<std::size_t>(classes_));
            counts.predicted.resize(counts.both.size());
            counts.truth.resize(counts.both.size());
            for (std::size_t k = 0; k < counts.both.size(); ++k) {
                counts.both[k] += *value++;
                counts.predicted[k] += *value++;
                counts.truth[k] += *value++;
            }
        }
        return;
    }
    const auto difference = output - target;
    const auto low = target.amin({1, 2, 3}), high = target.amax({1, 2, 3});
    const auto range = fixedRange_ ? at::ones_like(low) : (high - low).clamp_min(1e-6);
    const auto table = at::stack({difference.abs().mean({1, 2, 3}), difference.square().mean({1, 2, 3}), low, high,
                                  ssimPerImage(output, target, range.view({-1, 1, 1, 1}))}, 1)
                           .to(at::kCPU, at::kDouble)
                           .contiguous();
    const double* value = table.data_ptr<double>();
    const auto pixels = static_cast<double>(target.size(2) * target.size(3));
    for (const int image : images) {
        auto& d = differences_[image];
        d.absolute += value[0] * pixels;
        d.squared += value[1] * pixels;
        d.low = d.started ? std::min(d.low, value[2]) : value[2];
        d.high = d.started ? std::max(d.high, value[3]) : value[3];
        d.ssim += value[4];
        d.pixels += pixels;
        d.patches += 1;
        d.started = true;
        value += 5;
    }
}

MetricList MetricSet::result() const { return kind_ == TargetKind::Labels ? labelResult() : imageResult(); }

MetricList MetricSet::labelResult() const {
    const auto classes = static_cast<std::size_t>(classes_);
    if (counts_.empty() || classes < 2) return {};
    const auto foreground = static_cast<double>(classes - 1);
    Counts pooled{std::vector<double>(classes), std::vector<double>(classes), std::vector<double>(classes)};
    double dice = 0, iou = 0;
    for (const auto& [image, c] : counts_) {
        for (std::size_t k = 1; k < classes; ++k) {
            dice += share(2.0 * c.both[k], c.predicted[k] + c.truth[k]) / foreground;
            iou += share(c.both[k], c.predicted[k] + c.truth[k] - c.both[k]) / foreground;
        }
        for (std::size_t k = 0; k < classes; ++k) {
            pooled.both[k] += c.both[k];
            pooled.predicted[k] += c.predicted[k];
            pooled.truth[k] += c.truth[k];
        }
    }
    double dicePooled = 0, iouPooled = 0;
    MetricList perClass;
    for (std::size_t k = 1; k < classes; ++k) {
        const double classIou = share(pooled.both[k], pooled.predicted[k] + pooled.truth[k] - pooled.both[k]);
        dicePooled += share(2.0 * pooled.both[k], pooled.predicted[k] + pooled.truth[k]) / foreground;
        iouPooled += classIou / foreground;
        if (classes > 2) perClass.emplace_back("iou_class_" + std::to_string(k), classIou);
    }
    const auto images = static_cast<double>(counts_.size());
    MetricList list = {{"dice", dice / images}, {"dice_pooled", dicePooled}, {"iou", iou / images}, {"iou_pooled", iouPooled}};
    list.insert(list.end(), perClass.begin(), perClass.end());
    return list;
}

MetricList MetricSet::imageResult() const {
    if (differences_.empty()) return {};
    double absolute = 0, pixels = 0, psnr = 0, ssim = 0;
    for (const auto& [image, d] : differences_) {
        const double range = fixedRange_ ? 1.0 : std::max(d.high - d.low, 1e-6);
        const double meanSquare = d.squared / d.pixels;
        absolute += d.absolute;
        pixels += d.pixels;
        psnr += std::isnan(meanSquare) ? meanSquare : std::min(100.0, 10.0 * std::log10(range * range / std::max(meanSquare, 1e-30)));
        ssim += d.ssim / d.patches;
    }
    const auto images = static_cast<double>(differences_.size());
    return {{"l1", absolute / pixels}, {"psnr", psnr / images}, {"ssim", ssim / images}};
}

}  // namespace gano
