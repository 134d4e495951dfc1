// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/selftest/selftest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/base/shipped.h"
#include "core/formats/library_versions.h"
#include "core/selftest/selftest_steps.h"
#include "core/train/devices.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr const char* kReport = "Install Ganoscope again; if it stays like this, send these lines with a report of the problem.";

/// A folder in the system's temporary place that goes with this object.
class ScratchFolder {
public:
    ScratchFolder() {
        for (std::uint64_t number = 0;; ++number) {
            const auto name = fingerprint(fmt::format("{} {}", timeSeed(), number)).substr(0, 8);
            // Letters beyond ASCII and a blank, as in many home folders.
            path_ = fs::temp_directory_path() / fs::path(u8"ganoscope sélftest " + std::u8string(name.begin(), name.end()));
            if (fs::create_directories(path_)) return;
        }
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

private:
    static long long timeSeed() { return std::chrono::steady_clock::now().time_since_epoch().count(); }
    fs::path path_;
};

std::string describeLibraries(const std::vector<std::string>& more) {
    auto names = formatLibraries();
    names.insert(names.begin(), engineVersion());
    names.insert(names.end(), more.begin(), more.end());
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string describeDevices() {
    std::string text;
    for (const auto& device : computeDevices()) text += fmt::format("{}{} ({})", text.empty() ? "" : "; ", device.name, device.id);
    const auto missing = missingGpuSentence();
    text += missing.empty() ? "." : ". " + missing;
    const auto served = servedGpuGenerations();
    return served.empty() ? text : text + fmt::format(" This build serves NVIDIA GPUs of the generations {}.", served);
}

/// Not an error: everything works, only slowly.
std::string describeSpeed() {
    auto text = fmt::format("{:.0f} billion operations a second in matrix products.", matrixSpeed());
    const auto slow = slowBlasSentence();
    return slow.empty() ? text : text + " " + slow;
}

}  // namespace

std::string selfTestText(const SelfTestLine& line) {
    return line.works() ? line.name + ": " + line.sentence : fmt::format("{}: does not work. {} {}", line.name, line.sentence, line.remedy);
}

std::vector<SelfTestLine> selfTest(const SelfTestAdditions& additions, RunControl& control, const std::function<void(const SelfTestLine&)>& tell) {
    std::vector<SelfTestLine> lines;
    const auto add = [&](const SelfTestLine& line) {
        lines.push_back(line);
        if (tell) tell(line);
        return line.works();
    };
    const auto attempt = [&](const char* name, const char* remedy, const std::function<std::string()>& step) {
        if (control.stopRequested()) return false;
        try {
            return add({name, step()});
        } catch (const std::exception& error) {
            return add({name, error.what(), remedy});
        }
    };
    attempt("Ganoscope", kReport, [] { return fmt::format("{}, in {}", GANOSCOPE_VERSION, programFolder().string()); });
    attempt("System", kReport, describeSystem);
    attempt("Libraries", kReport, [&] { return describeLibraries(additions.libraries); });
    attempt("Devices", kReport, describeDevices);
    attempt("Speed", kReport, describeSpeed);
    std::optional<ScratchFolder> scratch;
    const bool room = attempt("Temporary folder", "Free some space there, or set TMPDIR to another folder.", [&] {
        scratch.emplace();
        return describeDisk(scratch->path());
    });
    if (room) {
        const auto& folder = scratch->path();
        attempt("File formats", kReport, [&] { return tryFormats(additions.pictures.empty() ? shippedFolder(Shipped::SelfTest).value_or(fs::path()) : additions.pictures, folder); });
        const bool pretrained = attempt("Pretraining", kReport, [&] {
            makeMicrographs(folder);
            return tryPretraining(folder, control);
        });
        const bool tuned = pretrained && attempt("Fine-tuning", kReport, [&] { return tryFineTuning(folder, control); });
        if (tuned) attempt("Prediction", kReport, [&] { return tryPrediction(folder, control); });
    }
    attempt("Shipped models", kReport, tryShippedModels);
    if (additions.window && !control.stopRequested()) add(additions.window());
    return lines;
}

std::string selfTestVerdict(const std::vector<SelfTestLine>& lines) {
    const auto first = std::ranges::find_if_not(lines, &SelfTestLine::works);
    return first == lines.end() ? "Everything works." : selfTestText(*first);
}

}  // namespace gano
