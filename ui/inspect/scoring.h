// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <map>
#include <optional>

#include "core/base/run_events.h"
#include "core/image/image.h"
#include "ui/inspect/outputs.h"

namespace gano {

/// Scores of a written output against the truth, with the definitions of core's MetricSet: dice and iou (and iou_class_k)
/// for labels; l1, psnr and ssim in normalised intensity for other tasks. Reads the files; blocks.
/// Throws Error when a file is missing, the sizes differ or a label value is unknown.
MetricList scoreOutput(const OutputFiles& output, const ImageRef& input, const ImageRef& truth, const std::function<bool()>& stopped = {});

/// The mean over images, of the metrics that all of them have.
MetricList meanScores(const std::vector<MetricList>& scores);

/// The one score that images are sorted by, larger is better: dice, or psnr in dB.
std::optional<double> mainScore(const MetricList& scores);
/// "Dice", "PSNR", …
QString metricName(const std::string& metric);
/// "0.93", "31.2 dB"
QString metricText(const std::string& metric, double value);

}  // namespace gano
