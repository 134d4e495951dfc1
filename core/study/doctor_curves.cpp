// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/doctor_curves.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "core/tasks/task.h"

namespace gano::curves {
namespace {

/// √6 · √(2/π)
constexpr double kSecondDifference = 1.9544;

std::size_t share(std::size_t count, double part) { return std::min(count, std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(part * static_cast<double>(count))))); }

}  // namespace

double mean(std::span<const double> values) {
    return values.empty() ? 0.0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    return sorted.empty() ? 0.0 : sorted[sorted.size() / 2];
}

std::span<const double> last(std::span<const double> values, double part) { return values.last(share(values.size(), part)); }
std::span<const double> first(std::span<const double> values, double part) { return values.first(share(values.size(), part)); }

double roughness(std::span<const double> values) {
    if (values.size() < 4) return 0.0;
    double sum = 0.0;
    for (std::size_t i = 1; i + 1 < values.size(); ++i) sum += std::abs(values[i - 1] - 2.0 * values[i] + values[i + 1]);
    return sum / static_cast<double>(values.size() - 2) / kSecondDifference;
}

std::vector<double> smoothed(std::span<const double> values) {
    std::vector<double> out(values.begin(), values.end());
    for (std::size_t i = 1; i + 1 < values.size(); ++i) out[i] = median(values.subspan(i - 1, 3));
    return out;
}

std::vector<double> finite(const std::vector<double>& values) {
    std::vector<double> kept;
    std::ranges::copy_if(values, std::back_inserter(kept), [](double value) { return std::isfinite(value); });
    return kept;
}

std::vector<double> trainingLoss(const Patient& patient) { return patient.metrics.column(patient.isPretraining() ? "train_g_l1" : "train_loss"); }

std::vector<double> validationLoss(const Patient& patient) {
    const auto loss = patient.metrics.column("val_loss");
    return loss.empty() ? patient.metrics.column("val_l1") : loss;
}

double chance(const Patient& patient) {
    // Precision is the class's part of the pixels, recall 1.
    if (!patient.higherIsBetter() || !patient.data || patient.data->labels.size() != 2) return 0.0;
    const double part = patient.data->labels[1].fraction;
    return 2.0 * part / (1.0 + part);
}

bool stillImproves(const Patient& patient) {
    const auto scores = finite(patient.scores());
    if (scores.size() < 2) return true;
    const auto now = last(scores, 1.0 / 3.0);
    const auto before = std::span(scores).first(scores.size() - now.size());
    if (patient.higherIsBetter()) return *std::ranges::max_element(now) > *std::ranges::max_element(before) + 0.02;
    return *std::ranges::min_element(now) < 0.95 * *std::ranges::min_element(before);
}

bool hasLearned(const Patient& patient) {
    const auto best = patient.bestScore();
    if (!best) return false;
    if (patient.higherIsBetter()) return *best > std::min(0.9, chance(patient) + 0.1);
    if (patient.profile && patient.profile->constantL1 > 0.0) return *best < 0.7 * patient.profile->constantL1;
    // Not known in runs of older versions: it has become clearly better than it was.
    return *best < 0.5 * finite(patient.scores()).front();
}

std::string numberText(double value) { return fmt::format("{:.6g}", value); }

std::string scoreText(const Patient& patient, double score) {
    return fmt::format("{} {:.3g}", metricWords(task(patient.plan.task).metrics.front()), score);
}

}  // namespace gano::curves
