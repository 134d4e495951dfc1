// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/scoring.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kWindow = 11;  ///< px; of the structural similarity, with a Gaussian of 1.5 px (Wang 2004).

double share(double part, double whole) { return whole > 0 ? part / whole : 1.0; }

std::vector<int> classesOf(const Image& image, const std::vector<double>& values) {
    std::map<double, int> classOf;
    for (std::size_t k = 0; k < values.size(); ++k) classOf[values[k]] = static_cast<int>(k);
    std::vector<int> classes;
    classes.reserve(image.pixels());
    for (const float value : image.toFloat()) {
        const auto found = classOf.find(static_cast<double>(value));
        if (found == classOf.end()) throw Error(fmt::format("{} holds the label value {}, which the model was not trained on.", image.source.text(), value));
        classes.push_back(found->second);
    }
    return classes;
}

MetricList scoreLabels(const Image& output, const Image& truth, std::vector<double> values) {
    if (values.size() < 2) values = {0, 1};
    const auto predicted = classesOf(output, values), wanted = classesOf(truth, values);
    std::vector<double> both(values.size()), made(values.size()), true_(values.size());
    for (std::size_t i = 0; i < predicted.size(); ++i) {
        const auto p = static_cast<std::size_t>(predicted[i]), t = static_cast<std::size_t>(wanted[i]);
        made[p] += 1;
        true_[t] += 1;
        if (p == t) both[p] += 1;
    }
    double dice = 0, iou = 0;
    MetricList classes;
    for (std::size_t k = 1; k < values.size(); ++k) {
        const double classIou = share(both[k], made[k] + true_[k] - both[k]);
        dice += share(2.0 * both[k], made[k] + true_[k]) / static_cast<double>(values.size() - 1);
        iou += classIou / static_cast<double>(values.size() - 1);
        if (values.size() > 2) classes.emplace_back(fmt::format("iou_class_{}", k), classIou);
    }
    MetricList scores = {{"dice", dice}, {"iou", iou}};
    scores.insert(scores.end(), classes.begin(), classes.end());
    return scores;
}

/// Five planes at once would be the image five times in memory; this goes through it window row by window row.
class Similarity {
public:
    Similarity(int width, int height, double range) : width_(width), height_(height), c1_(0.01 * range * 0.01 * range), c2_(0.03 * range * 0.03 * range) {
        const int fits = std::min({kWindow, width, height});
        side_ = fits % 2 == 1 ? fits : fits - 1;
        double sum = 0;
        for (int i = 0; i < side_; ++i) {
            const double x = i - side_ / 2;
            kernel_.push_back(std::exp(-x * x / (2.0 * 1.5 * 1.5)));
            sum += kernel_.back();
        }
        for (auto& k : kernel_) k /= sum;
    }

    double mean(const std::vector<float>& a, const std::vector<float>& b, const std::function<bool()>& stopped) const {
        const int columns = width_ - side_ + 1, rows = height_ - side_ + 1;
        std::vector<std::vector<Moments>> across(static_cast<std::size_t>(side_));
        double sum = 0;
        for (int y = 0; y < height_; ++y) {
            if (stopped && stopped()) throw Error("Stopped.");
            across[static_cast<std::size_t>(y % side_)] = filtered(a, b, y, columns);
            if (y < side_ - 1) continue;
            for (int x = 0; x < columns; ++x) {
                Moments m{};
                for (int i = 0; i < side_; ++i) {
                    const auto& row = across[static_cast<std::size_t>((y - side_ + 1 + i) % side_)][static_cast<std::size_t>(x)];
                    for (std::size_t q = 0; q < m.size(); ++q) m[q] += kernel_[static_cast<std::size_t>(i)] * row[q];
                }
                const double varA = m[2] - m[0] * m[0], varB = m[3] - m[1] * m[1], both = m[4] - m[0] * m[1];
                sum += (2 * m[0] * m[1] + c1_) * (2 * both + c2_) / ((m[0] * m[0] + m[1] * m[1] + c1_) * (varA + varB + c2_));
            }
        }
        return sum / (static_cast<double>(columns) * rows);
    }

private:
    using Moments = std::array<double, 5>;  ///< a, b, a², b², ab.

    std::vector<Moments> filtered(const std::vector<float>& a, const std::vector<float>& b, int y, int columns) const {
        std::vector<Moments> row(static_cast<std::size_t>(columns));
        const auto start = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_);
        for (std::size_t x = 0; x < row.size(); ++x)
            for (std::size_t i = 0; i < kernel_.size(); ++i) {
                const double p = a[start + x + i], q = b[start + x + i], k = kernel_[i];
                auto& m = row[x];
                m[0] += k * p; m[1] += k * q; m[2] += k * p * p; m[3] += k * q * q; m[4] += k * p * q;
            }
        return row;
    }

    int width_, height_, side_;
    double c1_, c2_;
    std::vector<double> kernel_;
};

MetricList scoreValues(const Image& output, const Image& truth, SampleType inputType, const Recipe& recipe, const std::function<bool()>& stopped) {
    const auto normalisation = parseNormalisation(recipe.card.normalisation);
    const auto scaling = truth.type() == inputType ? recipe.scaling : scalingFor(truth, normalisation);
    auto a = output.toFloat(), b = truth.toFloat();
    double absolute = 0, squared = 0;
    float low = std::numeric_limits<float>::max(), high = std::numeric_limits<float>::lowest();
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = recipe.scaling.apply(a[i]);
        b[i] = scaling.apply(b[i]);
        low = std::min(low, b[i]);
        high = std::max(high, b[i]);
        const double d = static_cast<double>(a[i]) - b[i];
        absolute += std::abs(d);
        squared += d * d;
    }
    const auto pixels = static_cast<double>(a.size());
    const double range = normalisation != Normalisation::Standardise ? 1.0 : std::max(static_cast<double>(high - low), 1e-6);
    const double psnr = std::min(100.0, 10.0 * std::log10(range * range / std::max(squared / pixels, 1e-30)));
    return {{"l1", absolute / pixels}, {"psnr", psnr}, {"ssim", Similarity(output.width(), output.height(), range).mean(a, b, stopped)}};
}

}  // namespace

MetricList scoreOutput(const OutputFiles& output, const ImageRef& input, const ImageRef& truth, const std::function<bool()>& stopped) {
    const auto recipe = readRecipe(output.recipe);
    const auto made = readImage({output.main(), 0, {}});
    const auto wanted = readImage(truth);
    if (made.width() != wanted.width() || made.height() != wanted.height())
        throw Error(fmt::format("{} has another size ({} × {} px) than the output for it ({} × {} px).", truth.text(), wanted.width(), wanted.height(), made.width(), made.height()));
    if (!output.labels.empty()) return scoreLabels(made, wanted, recipe.card.labelValues);
    return scoreValues(made, wanted, readInfo(input).type, recipe, stopped);
}

MetricList meanScores(const std::vector<MetricList>& scores) {
    if (scores.empty()) return {};
    MetricList mean = scores.front();
    for (auto& [name, value] : mean) {
        double sum = 0, count = 0;
        for (const auto& list : scores)
            for (const auto& [other, number] : list)
                if (other == name) sum += number, ++count;
        value = sum / std::max(count, 1.0);
    }
    return mean;
}

std::optional<double> mainScore(const MetricList& scores) {
    for (const char* name : {"dice", "psnr"})
        for (const auto& [metric, value] : scores)
            if (metric == name) return value;
    return std::nullopt;
}

QString metricName(const std::string& metric) {
    const auto tr = [](const char* words) { return QCoreApplication::translate("gano::Scores", words); };
    if (metric == "dice") return tr("Dice");
    if (metric == "iou") return tr("IoU");
    if (metric == "psnr") return tr("PSNR");
    if (metric == "ssim") return tr("SSIM");
    if (metric == "l1") return tr("L1");
    if (metric.starts_with("iou_class_")) return tr("IoU of class %1").arg(text(metric.substr(10)));
    return text(metric);
}

QString metricText(const std::string& metric, double value) {
    if (metric == "psnr") return QStringLiteral("%1 dB").arg(value, 0, 'f', 1);
    if (metric == "l1") return numberText(value);
    return QString::number(value, 'f', 3);
}

}  // namespace gano
