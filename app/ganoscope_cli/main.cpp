// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>
#include <thread>

#ifdef _WIN32
#include <windows.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

#include "app/ganoscope_cli/commands.h"
#include "core/base/error.h"

namespace {

std::atomic<bool> stopWanted = false;
std::atomic<std::time_t> firstInterrupt = 0;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<std::time_t>::is_always_lock_free);

void onStop(int signal) {
    const auto now = std::time(nullptr);
    // A second Ctrl-C, not the echo of the first, is for someone who does not want to wait for the step.
    if (signal == SIGINT && stopWanted && now - firstInterrupt >= 1) std::_Exit(gano::exitStopped);
    if (!stopWanted) firstInterrupt = now;
    stopWanted = true;
}

void prepareStandardStreams() {
#ifdef _WIN32
    // What is printed is UTF-8, and the line of progress is cleared by an escape sequence.
    ::SetConsoleOutputCP(CP_UTF8);
    DWORD mode = 0;
    const HANDLE console = ::GetStdHandle(STD_ERROR_HANDLE);
    if (::GetConsoleMode(console, &mode) != 0) ::SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
#else
    // Where standard input, output or error is closed, the next file opened would take its place and get what is printed.
    for (const int descriptor : {0, 1, 2})
        if (::fcntl(descriptor, F_GETFD) < 0) static_cast<void>(::open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY));
#endif
}

void listenToSignals() {
    std::signal(SIGINT, onStop);
    std::signal(SIGTERM, onStop);
#ifndef _WIN32
    std::signal(SIGHUP, onStop);
    // A reader that goes away, or a limit on file sizes, is an error of that write, not the end of the work.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
#endif
}

int failed(const gano::CommandContext& context, const char* sentence, int code) {
    if (context.json) {
        const nlohmann::ordered_json object = {{"event", "finished"}, {"outcome", "failed"}, {"message", sentence}, {"metrics", nlohmann::ordered_json::object()}};
        std::printf("%s\n", object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    } else {
        std::fprintf(stderr, "%s\n", sentence);
    }
    return code;
}

std::vector<std::string> commandNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
    return names;
}

/// CLI11's own message, with the nearest known option or command where one is unknown.
std::string usageSentence(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
    std::string sentence = error.what();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr && dynamic_cast<const CLI::RequiredError*>(&error) == nullptr) return sentence;
    const auto commands = commandNames(app);
    if (app.get_parent() == nullptr && argc > 1 && argv[1][0] != '-' && std::find(commands.begin(), commands.end(), argv[1]) == commands.end())
        return gano::unknownName("command", argv[1], commands).what();
    for (const auto* command : app.get_subcommands()) {
        // "study run …" has the options, not "study".
        if (!command->get_subcommands().empty()) return usageSentence(*command, error, argc, argv);
        if (const auto parts = commandNames(*command); !parts.empty()) {
            if (argc > 2 && argv[2][0] != '-') return gano::unknownName("command of " + command->get_name(), argv[2], parts).what();
            return fmt::format("Say which: ganoscope-cli {} {}.", command->get_name(), fmt::join(parts, ", or "));
        }
        std::vector<std::string> known;
        for (const auto* option : command->get_options())
            for (const auto& name : option->get_lnames()) known.push_back("--" + name);
        for (const auto& extra : command->remaining()) {
            if (!extra.starts_with("-")) continue;
            const auto name = extra.substr(0, extra.find('='));
            const auto nearest = gano::nearestName(name, known);
            return "There is no option " + name + (nearest.empty() ? ". " : "; did you mean " + nearest + "? ") + "See ganoscope-cli " + (app.get_parent() == nullptr ? "" : app.get_name() + " ") + command->get_name() + " --help.";
        }
    }
    return sentence;
}

}  // namespace

int main(int argc, char** argv) {
    prepareStandardStreams();
    CLI::App app("Ganoscope learns from electron micrographs: pretraining without labels, then segmentation, denoising, "
                 "background removal or super-resolution with few.", "ganoscope-cli");
    app.set_version_flag("--version", "ganoscope-cli " GANOSCOPE_VERSION);
    app.require_subcommand(1);
    gano::CommandContext context;
    gano::addInformationCommands(app, context);
    gano::addTrainingCommands(app, context);
    gano::addPredictionCommands(app, context);
    gano::addStudyCommands(app, context);
    gano::addDoctorCommand(app, context);
    gano::addShareCommand(app, context);
    // The application's name for it works here too.
    std::string selfTest = "selftest";
    if (argc > 1 && std::string_view(argv[1]) == "--selftest") argv[1] = selfTest.data();
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        return app.exit(asked);
    } catch (const CLI::ParseError& error) {
        return failed(context, usageSentence(app, error, argc, argv).c_str(), gano::exitUsage);
    }

    listenToSignals();
    // A signal handler may not take a lock; this thread carries the wish over.
    std::atomic<bool> done = false;
    std::thread watcher([&] {
        bool told = false;
        while (!done) {
            if (stopWanted) context.control.requestStop();
            if (stopWanted && !told && !context.json) std::fputs("\nStopping after this step; the work is kept. Ctrl-C again quits at once.\n", stderr);
            told = told || stopWanted;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    });
    int code = gano::exitFailed;
    try {
        code = context.run();
    } catch (const gano::UsageError& error) {
        code = failed(context, error.what(), gano::exitUsage);
    } catch (const std::exception& error) {
        code = failed(context, error.what(), gano::exitFailed);
    }
    done = true;
    watcher.join();
    return code;
}
