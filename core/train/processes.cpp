// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/processes.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <thread>

#include "core/base/error.h"
#ifdef __linux__
#include <unistd.h>
#endif

namespace gano {
namespace {

std::string textOf(const Environment& variable, const char* name) {
    const char* value = variable(name);
    return value == nullptr ? std::string() : value;
}

std::optional<int> numberOf(const Environment& variable, const char* name) {
    const auto text = textOf(variable, name);
    if (text.empty()) return std::nullopt;
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size() || number < 0)
        throw UsageError(fmt::format("The environment variable {} is '{}', which is no number. Start the processes by torchrun, mpirun or srun.", name, text));
    return number;
}

/// How many processes the machine of this one has, from "2(x3),1": two on each of three machines, then one.
int tasksOnNode(const std::string& list, int node) {
    int nodes = 0;
    for (std::string_view rest = list; !rest.empty();) {
        const auto comma = rest.find(',');
        const auto part = rest.substr(0, comma);
        int tasks = 0, times = 1;
        std::from_chars(part.data(), part.data() + part.size(), tasks);
        if (const auto cross = part.find("(x"); cross != std::string_view::npos)
            std::from_chars(part.data() + cross + 2, part.data() + part.size(), times);
        nodes += times;
        if (node < nodes) return tasks;
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    return 1;
}

/// A launcher's names for the numbers of a process.
struct Names {
    const char *rank, *size, *localRank, *localSize;
};

std::optional<Processes> by(const char* launcher, const Names& names, const Environment& variable) {
    const auto rank = numberOf(variable, names.rank), size = numberOf(variable, names.size);
    if (!rank || !size) return std::nullopt;
    Processes found{.rank = *rank, .size = *size, .launcher = launcher};
    found.localRank = numberOf(variable, names.localRank).value_or(*rank);
    found.localSize = numberOf(variable, names.localSize).value_or(1);
    return found;
}

std::optional<Processes> byTorchrun(const Environment& variable) {
    auto found = by("torchrun", {"RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"}, variable);
    if (!found) return found;
    found->launcherServes = textOf(variable, "TORCHELASTIC_USE_AGENT_STORE") == "True";
    if (const auto attempt = textOf(variable, "TORCHELASTIC_RESTART_COUNT"); !attempt.empty()) found->attempt = attempt;
    return found;
}

std::optional<Processes> byOpenMpi(const Environment& variable) {
    return by("mpirun", {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"}, variable);
}

std::optional<Processes> byMpich(const Environment& variable) {
    // Inside Slurm MPICH may leave the number on the machine to it.
    const bool own = numberOf(variable, "MPI_LOCALRANKID").has_value();
    return by("mpirun", {"PMI_RANK", "PMI_SIZE", own ? "MPI_LOCALRANKID" : "SLURM_LOCALID", "MPI_LOCALNRANKS"}, variable);
}

std::optional<Processes> bySlurm(const Environment& variable) {
    // Only srun sets the step's own variables: a batch script has the others, too, and is one process.
    if (textOf(variable, "SLURM_STEP_NUM_TASKS").empty() && textOf(variable, "SLURM_STEP_ID").empty()) return std::nullopt;
    const auto rank = numberOf(variable, "SLURM_PROCID");
    const auto inStep = numberOf(variable, "SLURM_STEP_NUM_TASKS"), size = inStep ? inStep : numberOf(variable, "SLURM_NTASKS");
    if (!rank || !size) return std::nullopt;
    Processes found{.rank = *rank, .size = *size, .launcher = "Slurm"};
    found.localRank = numberOf(variable, "SLURM_LOCALID").value_or(*rank);
    const auto perNode = textOf(variable, "SLURM_STEP_TASKS_PER_NODE");
    found.localSize = tasksOnNode(perNode.empty() ? textOf(variable, "SLURM_TASKS_PER_NODE") : perNode, numberOf(variable, "SLURM_NODEID").value_or(0));
    return found;
}

std::string addressFor(const Environment& variable, const Processes& processes) {
    if (auto given = textOf(variable, "MASTER_ADDR"); !given.empty()) return given;
    for (const auto* list : {"SLURM_STEP_NODELIST", "SLURM_NODELIST", "SLURM_JOB_NODELIST"})
        if (auto host = firstHost(textOf(variable, list)); !host.empty()) return host;
    if (processes.localSize == processes.size) return "127.0.0.1";
    throw UsageError(fmt::format("The {} processes do not know where to meet: set MASTER_ADDR to the name or address of the machine that has the first of them.",
                                 processes.size));
}

int portFor(const Environment& variable) {
    if (const auto given = numberOf(variable, "MASTER_PORT")) {
        if (*given < 1 || *given > 65535) throw UsageError(fmt::format("MASTER_PORT is {}, but ports are from 1 to 65535.", *given));
        return *given;
    }
    // Two jobs of Slurm on one machine must not take each other for their own.
    const int job = numberOf(variable, "SLURM_JOB_ID").value_or(0);
    return Processes().masterPort + job % 1000;
}

}  // namespace

std::string firstHost(const std::string& hosts) {
    const auto end = hosts.find_first_of(",[");
    if (end == std::string::npos || hosts[end] == ',') return hosts.substr(0, end);
    const auto close = hosts.find(']', end);
    if (close == std::string::npos) return {};
    const auto number = hosts.substr(end + 1, hosts.find_first_of(",-]", end) - end - 1);
    // What follows a bracket belongs to the name as well, with brackets of its own at times: "rack[1-2]n[3-4]".
    const auto comma = hosts.find(',', close);
    const auto rest = hosts.substr(close + 1, std::min(comma, hosts.find('[', close)) == comma ? comma - close - 1 : std::string::npos);
    return hosts.substr(0, end) + number + firstHost(rest);
}

Processes processesFrom(const Environment& variable) {
    for (const auto& launcher : {byTorchrun, byOpenMpi, byMpich, bySlurm}) {
        auto found = launcher(variable);
        if (!found) continue;
        if (found->size <= 1) return {};
        if (found->rank >= found->size || found->localSize < 1)
            throw UsageError(fmt::format("The environment variables say that this is process {} of {}, counted from 0. Start the processes by torchrun, mpirun or srun.",
                                         found->rank, found->size));
        found->masterAddress = addressFor(variable, *found);
        found->masterPort = portFor(variable);
        return *found;
    }
    return {};
}

Processes processesFromEnvironment() {
    return processesFrom([](const char* name) -> const char* { return std::getenv(name); });
}

int threadsEach(const Processes& processes) {
    const int usable = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    if (!processes.several()) return usable;
#ifdef __linux__
    // Fewer than the machine has: the launcher bound the process to cores of its own.
    if (usable < static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN))) return usable;
#endif
    return std::max(1, usable / processes.localSize);
}

BatchShare shareOfBatch(std::int64_t batch, const Processes& processes) {
    // The first processes have the larger shares, so that no share grows where a batch is smaller.
    const std::int64_t each = batch / processes.size, left = batch % processes.size;
    return {each * processes.rank + std::min<std::int64_t>(processes.rank, left), each + (processes.rank < left ? 1 : 0)};
}

std::int64_t largestShare(std::int64_t batch, const Processes& processes) { return (batch + processes.size - 1) / processes.size; }

}  // namespace gano
