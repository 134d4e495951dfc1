// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/measured_transfer.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/study/cell_words.h"
#include "core/study/study_parts.h"
#include "core/study/verdict.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

bool sameModel(const fs::path& one, const fs::path& other) {
    std::error_code ignored;
    const auto file = modelFile(one), second = modelFile(other);
    if (fs::equivalent(file, second, ignored)) return true;
    const auto a = readModelCard(file), b = readModelCard(second);
    return a.generator == b.generator && a.dataFingerprint == b.dataFingerprint && a.seed == b.seed && a.epoch == b.epoch && a.created == b.created;
}

/// The name of the start that is the model; empty if there is none.
std::string startOf(const Study& study, const fs::path& model) {
    for (const auto& start : study.starts) {
        if (start.kind != StudyStart::Kind::Model) continue;
        try {
            if (sameModel(start.model, model)) return start.name;
        } catch (const Error&) {
            continue;  // The study's model is gone.
        }
    }
    return {};
}

std::string wordOf(const StudyComparison& compared) {
    return compared.oneSeed || compared.tooFewImages ? "undecided" : verdictWord(compared.verdict);
}

}  // namespace

std::vector<MeasuredTransfer> measuredTransfer(const fs::path& study, const fs::path& model) {
    const auto summary = readStudy(study);
    const auto results = readStudyResults(study);
    if (results.done < results.trainings)
        throw Error(fmt::format("{} of the {} trainings of the study in {} are not finished; go on with it first.", results.trainings - results.done, results.trainings, study.string()));
    const auto start = startOf(summary.study, model);
    std::vector<std::pair<double, MeasuredTransfer>> found;
    for (const auto& compared : results.comparisons) {
        const auto* baseline = findStart(summary.study, compared.baseline);
        if (start.empty() || compared.arm != start || baseline == nullptr || baseline->kind != StudyStart::Kind::Scratch) continue;
        const auto arm = std::ranges::find_if(results.arms, [&](const StudyArm& a) { return a.name == compared.arm && a.context == compared.context; });
        if (arm == results.arms.end() || !std::isfinite(compared.armScore) || !std::isfinite(compared.baselineScore)) continue;
        // Where all labels are taken, nobody counted them.
        const double labels = arm->along > 0.0 ? arm->along : std::numeric_limits<double>::infinity();
        found.push_back({labels, {.data = nameOfPath(study),
                                  .task = summary.study.base.task,
                                  .context = compared.context,
                                  .metric = results.metric,
                                  .pretrained = compared.armScore,
                                  .scratch = compared.baselineScore,
                                  .seeds = static_cast<int>(summary.study.seeds.size()),
                                  .images = static_cast<int>(results.testImages),
                                  .steps = summary.study.steps,
                                  .verdict = wordOf(compared)}});
    }
    if (found.empty()) throw Error(fmt::format("The study in {} did not compare this model with a start from scratch.", study.string()));
    std::ranges::stable_sort(found, {}, &std::pair<double, MeasuredTransfer>::first);
    std::vector<MeasuredTransfer> list;
    for (auto& [labels, measured] : found) list.push_back(std::move(measured));
    return list;
}

}  // namespace gano
