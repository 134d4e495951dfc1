// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace gano {

/// The place of this process among those that train one network together; by default it is alone.
struct Processes {
    int rank = 0;       ///< 0 is the first, which alone writes the run's folder.
    int size = 1;
    int localRank = 0;  ///< Among those on the same machine: the number of the GPU it takes.
    int localSize = 1;
    std::string launcher{};       ///< "torchrun", "mpirun" or "Slurm"; empty when alone.
    std::string masterAddress{};  ///< Where the first process waits for the others.
    int masterPort = 29500;
    bool launcherServes = false;  ///< The launcher itself keeps the place where processes find each other (torchrun).
    std::string attempt = "0";    ///< Which start of the same processes this is (torchrun starts anew after a failure).

    bool several() const { return size > 1; }
    bool first() const { return rank == 0; }
};

/// An environment variable's value, nothing where it is not set.
using Environment = std::function<const char*(const char*)>;

/// What the launcher said in its variables: torchrun (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT), Open MPI
/// (OMPI_COMM_WORLD_…), MPICH and its kin (PMI_RANK, PMI_SIZE), Slurm's srun (SLURM_PROCID, SLURM_NTASKS, SLURM_LOCALID), looked
/// at in this order because the first three also run inside Slurm. A Slurm batch script is not a task of srun and trains alone.
///
/// MASTER_ADDR and MASTER_PORT are heard with every launcher; without them the first host of Slurm's list or, with all
/// processes on one machine, this machine. Throws UsageError for numbers that do not fit and where no address is known.
Processes processesFrom(const Environment& variable);
Processes processesFromEnvironment();

/// The first host of a list as Slurm writes it: "gpu[03-05,09],login" is "gpu03".
std::string firstHost(const std::string& hosts);

/// Threads for computing where the plan says 0: the cores that this process may use, divided among the processes of its
/// machine unless the launcher gave each its own.
int threadsEach(const Processes& processes);

/// Which images of a batch a process computes: `count` from the `first` on. Shares differ by one image at most, and one of a
/// smaller batch is never the larger.
struct BatchShare {
    std::int64_t first = 0;
    std::int64_t count = 0;
};
BatchShare shareOfBatch(std::int64_t batch, const Processes& processes);

/// The largest share of all processes.
std::int64_t largestShare(std::int64_t batch, const Processes& processes);

}  // namespace gano
