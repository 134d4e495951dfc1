// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ganoscope_cli/console.h"

#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <type_traits>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace gano {
namespace {

bool onTerminal() {
#ifdef _WIN32
    return _isatty(_fileno(stderr)) != 0;
#else
    return isatty(STDERR_FILENO) != 0;
#endif
}

nlohmann::ordered_json metricsJson(const MetricList& metrics) {
    auto json = nlohmann::ordered_json::object();
    // JSON knows no NaN: a value that is missing is null.
    for (const auto& [name, value] : metrics) json[name] = std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
    return json;
}

std::string metricsText(const MetricList& metrics) {
    std::string text;
    for (const auto& [name, value] : metrics) text += fmt::format("{}{} {:.4g}", text.empty() ? "" : "   ", name, value);
    return text;
}

const char* outcomeName(RunOutcome outcome) {
    return outcome == RunOutcome::Done ? "done" : outcome == RunOutcome::Stopped ? "stopped" : "failed";
}

}  // namespace

std::string durationText(double seconds) {
    const auto s = static_cast<long>(std::llround(std::max(0.0, seconds)));
    if (s < 60) return fmt::format("{} s", s);
    if (s < 3600) return fmt::format("{} min {:02} s", s / 60, s % 60);
    return fmt::format("{} h {:02} min", s / 3600, s % 3600 / 60);
}

ConsoleObserver::ConsoleObserver(bool json) : json_(json), terminal_(!json && onTerminal()) {}

void ConsoleObserver::onEvent(const RunEvent& event) {
    if (json_)
        json(event);
    else
        text(event);
}

void ConsoleObserver::line(const std::string& sentence) {
    if (barShown_) std::fputs("\r\033[K", stderr);
    barShown_ = false;
    std::fprintf(stderr, "%s\n", sentence.c_str());
}

void ConsoleObserver::progress(const StepFinished& s) {
    const double fraction = s.steps > 0 ? static_cast<double>(s.step) / static_cast<double>(s.steps) : 0.0;
    std::string text = s.epochs > 0 ? fmt::format("Epoch {} of {}  ", s.epoch, s.epochs) : std::string();
    if (terminal_) {
        constexpr int cells = 24;
        const int full = static_cast<int>(fraction * cells);
        std::string bar;
        for (int i = 0; i < cells; ++i) bar += i < full ? "█" : "░";
        text += fmt::format("{} {:3.0f} %", bar, 100 * fraction);
    } else {
        // A line each quarter of an epoch, so that a log stays readable.
        const int quarter = static_cast<int>(fraction * 4);
        if (s.epoch == lastEpoch_ && quarter == lastTenth_) return;
        lastEpoch_ = s.epoch;
        lastTenth_ = quarter;
        text += fmt::format("{} of {}", s.step, s.steps);
    }
    if (s.imagesPerSecond > 0) text += fmt::format("  {:.3g} images/s", s.imagesPerSecond);
    if (s.secondsLeft >= 0) text += "  " + durationText(s.secondsLeft) + " left";
    if (!s.losses.empty()) text += "  " + metricsText(s.losses);
    if (terminal_) {
        std::fprintf(stderr, "\r\033[K%s", text.c_str());
        std::fflush(stderr);
        barShown_ = true;
    } else {
        line(text);
    }
}

void ConsoleObserver::text(const RunEvent& event) {
    std::visit(
        [this](const auto& e) {
            using E = std::decay_t<decltype(e)>;
            if constexpr (std::is_same_v<E, RunStarted>) {
                line(e.title + (e.device.empty() ? "" : " on " + e.device) + (e.folder.empty() ? "" : ", in " + e.folder.string()));
                if (e.epochsBefore > 0) line(fmt::format("Going on after epoch {}.", e.epochsBefore));
            } else if constexpr (std::is_same_v<E, StepFinished>) {
                progress(e);
            } else if constexpr (std::is_same_v<E, EpochFinished>) {
                line(fmt::format("Epoch {} of {} done{}: {}", e.epoch, e.epochs, e.best ? " (best so far)" : "", metricsText(e.metrics)));
            } else if constexpr (std::is_same_v<E, Notice>) {
                line(e.sentence);
            } else if constexpr (std::is_same_v<E, Warning>) {
                line("Note: " + e.sentence);
            } else if constexpr (std::is_same_v<E, PartStarted>) {
                line(fmt::format("[{} of {}] {}", e.number, e.count, e.title));
                lastEpoch_ = lastTenth_ = -1;
            } else if constexpr (std::is_same_v<E, PartFinished>) {
                line(e.outcome.message);
            } else if constexpr (std::is_same_v<E, RunFinished>) {
                line(e.outcome.message);
                for (const auto& [name, value] : e.outcome.metrics) std::printf("%-14s %.6g\n", name.c_str(), value);
                std::fflush(stdout);
            }
        },
        event);
}

void ConsoleObserver::json(const RunEvent& event) const {
    const auto object = std::visit(
        [](const auto& e) -> nlohmann::ordered_json {
            using E = std::decay_t<decltype(e)>;
            if constexpr (std::is_same_v<E, RunStarted>)
                return {{"event", "started"}, {"title", e.title}, {"device", e.device}, {"folder", e.folder.string()}, {"epochs", e.epochs}, {"epochs_before", e.epochsBefore}};
            else if constexpr (std::is_same_v<E, StepFinished>)
                return {{"event", "step"}, {"epoch", e.epoch}, {"epochs", e.epochs}, {"step", e.step}, {"steps", e.steps},
                        {"images_per_second", e.imagesPerSecond}, {"seconds_left", e.secondsLeft}, {"losses", metricsJson(e.losses)}};
            else if constexpr (std::is_same_v<E, EpochFinished>)
                return {{"event", "epoch"}, {"epoch", e.epoch}, {"epochs", e.epochs}, {"best", e.best}, {"metrics", metricsJson(e.metrics)}};
            else if constexpr (std::is_same_v<E, PreviewReady>)
                return {{"event", "preview"}, {"epoch", e.epoch}, {"picture", e.picture.string()}};
            else if constexpr (std::is_same_v<E, CheckpointSaved>)
                return {{"event", "checkpoint"}, {"epoch", e.epoch}, {"file", e.file.string()}};
            else if constexpr (std::is_same_v<E, Notice>)
                return {{"event", "notice"}, {"sentence", e.sentence}};
            else if constexpr (std::is_same_v<E, Warning>)
                return {{"event", "warning"}, {"sentence", e.sentence}};
            else if constexpr (std::is_same_v<E, ImageFinished>) {
                nlohmann::ordered_json files = nlohmann::ordered_json::array();
                for (const auto& file : e.written) files.push_back(file.string());
                return {{"event", "image"}, {"file", e.image.string()}, {"frame", e.frame}, {"part", e.part}, {"written", files}, {"scores", metricsJson(e.scores)}};
            } else if constexpr (std::is_same_v<E, PartStarted>)
                return {{"event", "part_started"}, {"name", e.name}, {"title", e.title}, {"folder", e.folder.string()}, {"number", e.number}, {"count", e.count}};
            else if constexpr (std::is_same_v<E, PartFinished>)
                return {{"event", "part_finished"}, {"name", e.name}, {"outcome", outcomeName(e.outcome.result)}, {"message", e.outcome.message}, {"metrics", metricsJson(e.outcome.metrics)}};
            else
                return {{"event", "finished"}, {"outcome", outcomeName(e.outcome.result)}, {"message", e.outcome.message}, {"metrics", metricsJson(e.outcome.metrics)}};
        },
        event);
    std::printf("%s\n", object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    std::fflush(stdout);
}

}  // namespace gano
