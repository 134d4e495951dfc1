// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/names.h"
#include "core/study/cell_words.h"
#include "core/study/statistics.h"
#include "core/study/study_results.h"
#include "core/study/verdict.h"
#include "core/tasks/task.h"
#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

double metricIn(const MetricList& list, const std::string& name) {
    for (const auto& [key, value] : list)
        if (key == name) return value;
    return kMissing;
}

/// The scores of the cells by name, and the test images of all of them as columns.
class Table {
public:
    Table(const std::vector<CellScores>& scores, std::string metric) : metric_(std::move(metric)) {
        for (const auto& cell : scores) {
            byCell_[cell.cell] = &cell;
            if (cell.models.empty()) continue;
            for (const auto& image : cell.models.front().images) columns_.emplace(image.image, columns_.size());
        }
    }
    const CellScores* of(const std::string& cell) const {
        const auto found = byCell_.find(cell);
        return found == byCell_.end() || found->second->models.empty() ? nullptr : found->second;
    }
    std::vector<double> row(const CellScores& cell) const {
        std::vector<double> values(columns_.size(), kMissing);
        for (const auto& image : cell.models.front().images) values[columns_.at(image.image)] = metricIn(image.scores, metric_);
        return values;
    }
    std::size_t images() const { return columns_.size(); }

private:
    std::string metric_;
    std::map<std::string, const CellScores*> byCell_;
    std::map<std::string, std::size_t> columns_;
};

double mean(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double v : values) sum += v;
    return values.empty() ? kMissing : sum / static_cast<double>(values.size());
}

double bestOf(const std::vector<double>& values, bool higher) {
    double best = kMissing;
    for (const double v : values)
        if (std::isfinite(v) && (std::isnan(best) || (higher ? v > best : v < best))) best = v;
    return best;
}

/// 1-based; NaN if it is never reached.
double firstReaching(const std::vector<double>& values, double target, bool higher) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (std::isfinite(values[i]) && (higher ? values[i] >= target : values[i] <= target)) return static_cast<double>(i + 1);
    return kMissing;
}

StudyCurve curveOf(const std::vector<const CellScores*>& cells, double stepsPerEpoch) {
    StudyCurve curve;
    std::size_t length = 0;
    for (const auto* cell : cells) length = std::max(length, cell->validation.size());
    for (std::size_t i = 0; i < length; ++i) {
        double sum = 0.0, low = kMissing, high = kMissing;
        int count = 0;
        for (const auto* cell : cells) {
            if (i >= cell->validation.size() || !std::isfinite(cell->validation[i])) continue;
            const double v = cell->validation[i];
            sum += v, ++count;
            low = std::isnan(low) ? v : std::min(low, v);
            high = std::isnan(high) ? v : std::max(high, v);
        }
        curve.epochs.push_back(static_cast<int>(i) + 1);
        curve.steps.push_back(stepsPerEpoch * static_cast<double>(i + 1));
        curve.mean.push_back(count > 0 ? sum / count : kMissing);
        curve.low.push_back(low);
        curve.high.push_back(high);
    }
    return curve;
}

double numberOf(const std::string& text) {
    double value = kMissing;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    return status == std::errc{} && end == text.data() + text.size() ? value : kMissing;
}

double alongOf(const Study& study, const StudyCell& cell, const CellScores& scores) {
    if (study.along.empty()) return 0.0;
    if (study.along == "start") {
        const auto* start = findStart(study, cell.start);
        return start == nullptr ? 0.0 : start->images;
    }
    // As it came out: a folder may hold fewer images than were asked for.
    if (study.along == "train-images" && scores.trainImages > 0) return scores.trainImages;
    const double value = numberOf(valueOf(cell, study.along));
    return std::isnan(value) ? 0.0 : value;
}

/// Each seed's target: the given one, or the best of what its cell is compared with.
double targetOf(const Study& study, const Table& table, const std::vector<StudyCell>& cells, const StudyCell& cell, bool higher) {
    if (study.targetScore > 0.0) return study.targetScore;
    for (const auto& other : cells)
        if (!other.preparation && other.seed == cell.seed && isBaselineOf(study, other, cell))
            if (const auto* scores = table.of(other.name)) return bestOf(scores->validation, higher);
    return kMissing;
}

void addSpeed(StudyArm& arm, const std::vector<const CellScores*>& scores, const std::vector<double>& targets, double stepsPerEpoch, bool higher) {
    std::vector<double> best, epochs, minutes, whole;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        best.push_back(bestOf(scores[i]->validation, higher));
        const double reached = firstReaching(scores[i]->validation, targets[i], higher);
        epochs.push_back(reached);
        const auto& seconds = scores[i]->seconds;
        double sum = seconds.empty() ? kMissing : 0.0, until = seconds.empty() || std::isnan(reached) ? kMissing : 0.0;
        for (std::size_t e = 0; e < seconds.size(); ++e) {
            sum += seconds[e];
            if (static_cast<double>(e) < reached) until += seconds[e];
        }
        whole.push_back(sum / 60.0);
        minutes.push_back(until / 60.0);
    }
    arm.bestValidation = mean(best);
    arm.epochsToTarget = mean(epochs);
    arm.stepsToTarget = arm.epochsToTarget * stepsPerEpoch;
    arm.minutesToTarget = mean(minutes);
    arm.minutes = mean(whole);
}

std::vector<StudyPictures> picturesOf(const StudyFolder& folder, const Study& study, const std::vector<StudyCell>& cells) {
    std::map<std::string, StudyPictures> byImage;
    for (const auto& cell : cells) {
        if (cell.preparation || cell.seed != study.seeds.front()) continue;
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder.pictures(cell.name), ignored)) {
            if (entry.path().extension() != ".png") continue;
            auto& pictures = byImage[entry.path().stem().string()];
            pictures.image = entry.path().stem().string();
            pictures.entries.push_back({armWords(study, cell), contextWords(study, cell, study.compare), entry.path()});
        }
    }
    std::vector<StudyPictures> list;
    for (auto& [image, pictures] : byImage) list.push_back(std::move(pictures));
    std::ranges::sort(list, [](const auto& a, const auto& b) { return naturalLess(a.image, b.image); });
    return list;
}

/// What a cell's training left behind. Nothing when it is not done.
std::optional<CellScores> readCell(const StudyFolder& folder, const StudyCell& cell, const std::string& metric) {
    std::error_code ignored;
    if (!fs::exists(folder.scores(cell.name), ignored)) return std::nullopt;
    CellScores scores;
    scores.cell = cell.name;
    scores.models = readScores(folder.scores(cell.name));
    const RunFolder run{folder.cell(cell.name)};
    const auto table = readMetrics(run.metrics());
    scores.validation = table.column("val_" + metric);
    const auto times = readMetrics(folder.times(cell.name));
    if (times.epochs.size() == table.epochs.size()) scores.seconds = times.column("seconds");
    if (fs::exists(run.split(), ignored)) {
        const auto split = nlohmann::json::parse(readText(run.split()), nullptr, false);
        if (split.is_object() && split.contains("train")) scores.trainImages = static_cast<int>(split["train"].size());
    }
    return scores;
}

}  // namespace

std::string armWords(const Study& study, const StudyCell& cell) {
    return valueWords(study, study.compare, valueOf(cell, study.compare));
}

bool isBaselineOf(const Study& study, const StudyCell& baseline, const StudyCell& cell) {
    for (const auto& [key, value] : cell.values)
        if (key != study.compare && valueOf(baseline, key) != value) return false;
    if (study.compare == "start") {
        const auto* start = findStart(study, cell.start);
        return start != nullptr && baseline.start == baselineOf(study, *start).name;
    }
    if (baseline.start != cell.start) return false;
    const auto axis = std::ranges::find(study.axes, study.compare, &StudyAxis::key);
    return axis != study.axes.end() && valueOf(baseline, study.compare) == axis->values.front();
}

StudyResults resultsOf(const Study& study, const std::vector<CellScores>& scores) {
    const auto& row = task(study.base.task);
    StudyResults results;
    results.metric = row.metrics.front();
    results.higherIsBetter = row.higherIsBetter;
    results.targetScore = study.targetScore > 0.0 ? study.targetScore : kMissing;
    const auto cells = cellsOf(study);
    const Table table(scores, results.metric);
    results.testImages = table.images();

    struct Members {
        std::vector<const StudyCell*> cells;
        std::vector<const CellScores*> scores;
    };
    std::vector<Members> groups;
    for (const auto& cell : cells) {
        if (cell.preparation) continue;
        ++results.trainings;
        const auto* found = table.of(cell.name);
        if (found == nullptr) continue;
        ++results.done;
        auto group = std::ranges::find_if(groups, [&](const Members& m) { return m.cells.front()->start == cell.start && m.cells.front()->values == cell.values; });
        if (group == groups.end()) group = groups.insert(groups.end(), Members{});
        group->cells.push_back(&cell);
        group->scores.push_back(found);
    }
    // What is compared stands side by side.
    std::vector<std::string> contexts;
    const auto contextOf = [&](const Members& group) { return contextWords(study, *group.cells.front(), study.compare); };
    for (const auto& group : groups)
        if (std::ranges::find(contexts, contextOf(group)) == contexts.end()) contexts.push_back(contextOf(group));
    std::ranges::stable_sort(groups, {}, [&](const Members& group) { return std::ranges::find(contexts, contextOf(group)) - contexts.begin(); });
    std::vector<ArmPlace> places;
    for (const auto& group : groups) {
        StudyArm arm;
        const auto& first = *group.cells.front();
        arm.name = armWords(study, first);
        arm.context = contextWords(study, first, study.compare);
        std::vector<double> targets, along;
        for (std::size_t i = 0; i < group.cells.size(); ++i) {
            arm.cells.push_back(group.cells[i]->name);
            arm.grid.push_back(table.row(*group.scores[i]));
            along.push_back(alongOf(study, *group.cells[i], *group.scores[i]));
            targets.push_back(targetOf(study, table, cells, *group.cells[i], results.higherIsBetter));
        }
        arm.along = mean(along);
        arm.score = meanOverSeedsAndImages(arm.grid);
        if (results.metric == "dice" || results.metric == "iou") {
            // There are no scores beyond; the intervals of few and uneven seeds know nothing of that.
            arm.score.low = std::isfinite(arm.score.low) ? std::clamp(arm.score.low, 0.0, 1.0) : kMissing;
            arm.score.high = std::isfinite(arm.score.high) ? std::clamp(arm.score.high, 0.0, 1.0) : kMissing;
        }
        const int perEpoch = first.plan.training.stepsPerEpoch;
        const double stepsPerEpoch = perEpoch > 0 ? perEpoch : kMissing;
        arm.curve = curveOf(group.scores, stepsPerEpoch);
        addSpeed(arm, group.scores, targets, stepsPerEpoch, results.higherIsBetter);
        results.arms.push_back(std::move(arm));
        places.push_back({group.cells});
    }
    compareArms(study, places, results);
    judge(study, results);
    return results;
}

StudyResults readStudyResults(const fs::path& root) {
    const auto summary = readStudy(root);
    const auto metric = task(summary.study.base.task).metrics.front();
    std::vector<CellScores> scores;
    std::vector<StudyCell> cells;
    for (const auto& status : summary.cells) {
        cells.push_back(status.cell);
        if (status.cell.preparation) continue;
        // A failed cell is named among the cautions; what is left of it may be damaged.
        if (status.state == CellState::Failed) continue;
        if (auto found = readCell(summary.folder, status.cell, metric)) scores.push_back(std::move(*found));
    }
    auto results = resultsOf(summary.study, scores);
    results.pictures = picturesOf(summary.folder, summary.study, cells);
    for (const auto& status : summary.cells)
        if (status.state == CellState::Failed) results.cautions.push_back(fmt::format("\"{}\" failed: {}", status.cell.title, status.message));
    return results;
}

}  // namespace gano
