// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ganoscope_cli/compare.h"

#include <algorithm>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/job.h"
#include "core/base/names.h"
#include "core/tasks/task.h"
#include "core/train/metrics_file.h"
#include "core/train/report.h"
#include "core/train/run_folder.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

/// Passes progress and warnings on and keeps the end of each part for itself.
class PartObserver final : public RunObserver {
public:
    explicit PartObserver(RunObserver& whole) : whole_(whole) {}
    void onEvent(const RunEvent& event) override {
        if (!std::holds_alternative<RunFinished>(event)) whole_.onEvent(event);
    }

private:
    RunObserver& whole_;
};

std::string nameOf(const fs::path& run) { return lastPart(run).string(); }

/// The runs' folder names, with their parents' where two are called the same.
std::vector<std::string> namesOf(const std::vector<fs::path>& runs) {
    std::vector<std::string> names;
    for (const auto& run : runs) names.push_back(nameOf(run));
    auto whole = names;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (std::ranges::count(names, names[i]) > 1) whole[i] = nameOf(fs::absolute(runs[i]).lexically_normal().parent_path()) + "_" + names[i] + (std::ranges::count(runs, runs[i]) > 1 ? fmt::format("_{}", i + 1) : "");
    return whole;
}

Outcome compareRuns(const Comparison& comparison, RunControl& control, RunObserver& observer) {
    Outcome whole{RunOutcome::Done, {}, {}};
    std::string scores, pictures;
    std::vector<CurveSeries> curves, losses;
    std::string metric, message;
    const auto names = namesOf(comparison.runs);
    // Everything that can be wrong is found before minutes are spent on scoring.
    for (const auto& run : comparison.runs) {
        const auto summary = readRun(run);
        if (summary.plan.task != readRun(comparison.runs.front()).plan.task) throw UsageError("Runs of different tasks cannot be compared.");
        modelFile(run);
    }
    if (fs::is_directory(comparison.page)) throw UsageError(fmt::format("{} is a folder; name the page to write, for example {}.", comparison.page.string(), (comparison.page / "comparison.html").string()));
    makeFolder(fs::absolute(comparison.page).parent_path());
    for (std::size_t number = 0; number < comparison.runs.size(); ++number) {
        const fs::path run = comparison.runs[number];
        const auto& name = names[number];
        const auto summary = readRun(run);
        metric = task(summary.plan.task).metrics.front();
        EvaluateJob job;
        job.model = run;
        job.images = comparison.images;
        job.targets = comparison.targets;
        job.options = comparison.options;
        job.pictures = comparison.page.parent_path() / ("pictures_" + name);
        // Pictures of an earlier comparison must not be taken for this one's.
        fs::remove_all(job.pictures);
        PartObserver part(observer);
        const auto outcome = evaluate(job, control, part);
        if (outcome.result != RunOutcome::Done) return outcome;
        scores += fmt::format("<tr><th>{}</th>", htmlText(name));
        for (const auto& [key, value] : outcome.metrics) {
            whole.metrics.emplace_back(name + "_" + key, value);
            scores += fmt::format("<td>{} {:.4g}</td>", htmlText(key), value);
            if (key == metric) message += fmt::format("{}{}: {} {:.3f}", message.empty() ? "" : ", ", name, metric, value);
        }
        scores += "</tr>\n";
        const auto table = readMetrics(summary.folder.metrics());
        curves.push_back({name, table.epochs, table.column("val_" + metric)});
        losses.push_back({name, table.epochs, table.column("val_loss")});
        pictures += fmt::format("<h3>{}</h3>\n", htmlText(name));
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(job.pictures)) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files)
            if (file.extension() == ".png") pictures += embeddedPicture(file, file.stem().string());
    }
    makeFolder(fs::absolute(comparison.page).parent_path());
    const auto body = fmt::format("<table>\n{}</table>\n<h2>Validation curves</h2>\n{}{}<h2>Images no run has seen</h2>\n"
                                  "<p class=\"note\">Left: input. Middle: prediction. Right: truth.</p>\n{}",
                                  scores, curvesSvg("Validation " + metric, curves), curvesSvg("Validation loss", losses), pictures);
    writeTextAtomically(comparison.page, htmlPage("Runs side by side", body));
    whole.message = fmt::format("On images no run has seen: {}. The page: {}", message, fs::absolute(comparison.page).string());
    return whole;
}

}  // namespace

Outcome compare(const Comparison& comparison, RunControl& control, RunObserver& observer) {
    return toldOutcome(observer, [&] { return compareRuns(comparison, control, observer); });
}

}  // namespace gano
