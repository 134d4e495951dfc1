// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
/// Ganoscope's side of the benchmark. Answers requests, one JSON object per line on each side, as plain_pytorch.py does;
/// speed.py holds both in turns.   bench_steps [--without LEVER,…]
#include <ATen/Parallel.h>

#include <chrono>
#include <iostream>
#include <sstream>

#include "core/base/error.h"
#include "core/train/devices.h"
#include "models/fast_paths.h"
#include "tests/bench/bench_works.h"

namespace gano::bench {

namespace {

double secondsOf(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void leaveOut(const std::string& names) {
    std::istringstream list(names);
    for (std::string name; std::getline(list, name, ',');) setFastPath(name, false);
}

nlohmann::json answer(const nlohmann::json& request, std::unique_ptr<Work>& work) {
    const std::string what = request.at("do");
    if (what == "start") return writeStart(request), nlohmann::json::object();
    if (what == "levers") return {{"levers", fastPathNames()}};
    if (what == "machine") {
        at::set_num_threads(request.at("threads"));
        return {{"flops", matrixFlops()}, {"bandwidth", memoryBandwidth()}};
    }
    if (what == "prepare") {
        at::set_num_threads(request.at("threads"));
        const std::string name = request.at("work");
        work.reset();
        work = name == "predict" || name == "load" ? makeReadingWork(request) : makeTrainingWork(request);
        auto facts = work->facts();
        facts["program"] = "Ganoscope " GANOSCOPE_VERSION ", " + engineVersion();
        facts["threads"] = at::get_num_threads();
        return facts;
    }
    if (!work) throw Error("Nothing was prepared.");
    if (what == "turn") {
        const int times = request.value("times", 1);
        return {{"seconds", secondsOf([&] {
            for (int i = 0; i < times; ++i) work->once();
            work->settle();
        }) / times}};
    }
    if (what == "profile") {
        nlohmann::json profile;
        profile["seconds"] = secondsOf([&] { profile["operators"] = operatorSeconds([&] { work->once(); }); });
        return profile;
    }
    if (what == "losses") return {{"losses", work->losses(request.at("arguments").at(0))}};
    if (what == "output") return {{"output", work->output()}};
    throw UsageError("There is no request called '" + what + "'.");
}

}  // namespace
}  // namespace gano::bench

int main(int count, char** arguments) {
    if (count == 3 && std::string(arguments[1]) == "--without") {
        try {
            gano::bench::leaveOut(arguments[2]);
        } catch (const std::exception& failure) {
            std::cerr << failure.what() << '\n';
            return 2;
        }
    } else if (count != 1) {
        std::cerr << "bench_steps [--without LEVER,…]\n";
        return 2;
    }
    std::unique_ptr<gano::bench::Work> work;
    for (std::string line; std::getline(std::cin, line);) {
        nlohmann::json reply;
        try {
            reply = gano::bench::answer(nlohmann::json::parse(line), work);
        } catch (const std::exception& failure) {
            reply = {{"error", failure.what()}};
        }
        std::cout << reply.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
    }
    return 0;
}
