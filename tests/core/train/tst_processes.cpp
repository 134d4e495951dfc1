// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/train/processes.h"
#include "tests/support/test_program.h"

namespace {

gano::Processes from(const std::map<std::string, std::string>& variables) {
    return gano::processesFrom([&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

}  // namespace

class TestProcesses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutALauncherAProcessIsAlone() {
        QVERIFY(!from({}).several());
        QVERIFY(!from({{"RANK", "3"}}).several());
        QVERIFY(!from({{"RANK", "0"}, {"WORLD_SIZE", "1"}}).several());
        QVERIFY(!from({{"MASTER_ADDR", "somewhere"}, {"MASTER_PORT", "29500"}}).several());
    }

    void torchrunIsUnderstood() {
        const auto p = from({{"RANK", "5"}, {"WORLD_SIZE", "8"}, {"LOCAL_RANK", "1"}, {"LOCAL_WORLD_SIZE", "4"}, {"MASTER_ADDR", "node7"}, {"MASTER_PORT", "23456"},
                             {"TORCHELASTIC_USE_AGENT_STORE", "True"}, {"TORCHELASTIC_RESTART_COUNT", "2"}});
        QCOMPARE(p.rank, 5);
        QCOMPARE(p.size, 8);
        QCOMPARE(p.localRank, 1);
        QCOMPARE(p.localSize, 4);
        QCOMPARE(p.masterAddress, std::string("node7"));
        QCOMPARE(p.masterPort, 23456);
        QVERIFY(p.launcherServes);
        QCOMPARE(p.attempt, std::string("2"));
        QVERIFY(p.several() && !p.first());
    }

    void openMpiIsUnderstood() {
        const std::map<std::string, std::string> one = {{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "2"}, {"OMPI_COMM_WORLD_LOCAL_RANK", "1"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}};
        const auto p = from(one);
        QCOMPARE(p.rank, 1);
        QCOMPARE(p.size, 2);
        QCOMPARE(p.localRank, 1);
        QCOMPARE(p.masterAddress, std::string("127.0.0.1"));
        QVERIFY(!p.launcherServes);
        // Over two machines somebody has to say where the first process is.
        auto two = one;
        two["OMPI_COMM_WORLD_LOCAL_SIZE"] = "1";
        QVERIFY_EXCEPTION_THROWN(from(two), gano::UsageError);
        two["MASTER_ADDR"] = "10.0.0.1";
        QCOMPARE(from(two).masterAddress, std::string("10.0.0.1"));
        // Inside Slurm, whose own variables are those of mpirun's helper on each machine.
        two.erase("MASTER_ADDR");
        two.insert({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}, {"SLURM_STEP_ID", "0"}, {"SLURM_STEP_NODELIST", "n[12-13]"}});
        QCOMPARE(from(two).rank, 1);
        QCOMPARE(from(two).masterAddress, std::string("n12"));
    }

    void mpichIsUnderstood() {
        const auto p = from({{"PMI_RANK", "2"}, {"PMI_SIZE", "4"}, {"MPI_LOCALRANKID", "2"}, {"MPI_LOCALNRANKS", "4"}});
        QCOMPARE(p.rank, 2);
        QCOMPARE(p.size, 4);
        QCOMPARE(p.localRank, 2);
        QCOMPARE(p.localSize, 4);
        QCOMPARE(p.masterAddress, std::string("127.0.0.1"));
    }

    void slurmIsUnderstood() {
        std::map<std::string, std::string> task = {{"SLURM_PROCID", "6"}, {"SLURM_NTASKS", "7"}, {"SLURM_LOCALID", "0"}, {"SLURM_NODEID", "3"},
                                                   {"SLURM_STEP_NUM_TASKS", "7"}, {"SLURM_STEP_TASKS_PER_NODE", "2(x3),1"}, {"SLURM_NODELIST", "gpu[003-006]"}, {"SLURM_JOB_ID", "1234567"}};
        const auto p = from(task);
        QCOMPARE(p.rank, 6);
        QCOMPARE(p.size, 7);
        QCOMPARE(p.localRank, 0);
        QCOMPARE(p.localSize, 1);
        QCOMPARE(p.masterAddress, std::string("gpu003"));
        QCOMPARE(p.masterPort, 29500 + 567);
        task["SLURM_NODEID"] = "1";
        QCOMPARE(from(task).localSize, 2);
        task["MASTER_PORT"] = "1111";
        QCOMPARE(from(task).masterPort, 1111);
        // The batch script itself is not one of the tasks.
        QVERIFY(!from({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}, {"SLURM_LOCALID", "0"}, {"SLURM_NODELIST", "gpu[1-2]"}}).several());
    }

    void theFirstHostOfAListIsFound() {
        QCOMPARE(gano::firstHost("gpu[03-05,09],login"), std::string("gpu03"));
        QCOMPARE(gano::firstHost("gpu7"), std::string("gpu7"));
        QCOMPARE(gano::firstHost("gpu7,gpu8"), std::string("gpu7"));
        QCOMPARE(gano::firstHost("gpu[11,13].cluster.org,x"), std::string("gpu11.cluster.org"));
        QCOMPARE(gano::firstHost("rack[1-2]n[3-4]"), std::string("rack1n3"));
        QCOMPARE(gano::firstHost("a[1-2],b[3-4]"), std::string("a1"));
        QCOMPARE(gano::firstHost(""), std::string());
        QCOMPARE(gano::firstHost("broken[1"), std::string());
    }

    void nonsenseIsToldInASentence() {
        QVERIFY_EXCEPTION_THROWN(from({{"RANK", "one"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}}), gano::UsageError);
        QVERIFY_EXCEPTION_THROWN(from({{"RANK", "2"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}}), gano::UsageError);
        QVERIFY_EXCEPTION_THROWN(from({{"RANK", "1"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}, {"MASTER_PORT", "70000"}}), gano::UsageError);
    }

    void sharesOfABatchFollowOneAnotherAndDifferByOneAtMost() {
        for (const int size : {1, 2, 3, 4, 7})
            for (std::int64_t batch = 1; batch <= 20; ++batch) {
                std::int64_t next = 0, least = batch;
                for (int rank = 0; rank < size; ++rank) {
                    const gano::Processes p{.rank = rank, .size = size};
                    const auto share = gano::shareOfBatch(batch, p);
                    QCOMPARE(share.first, next);
                    QVERIFY(share.count <= gano::largestShare(batch, p));
                    next += share.count;
                    least = std::min(least, share.count);
                }
                QCOMPARE(next, batch);
                QVERIFY(gano::largestShare(batch, {.rank = 0, .size = size}) - least <= 1);
            }
    }
};

GANO_PLAIN_TEST(TestProcesses)
#include "tst_processes.moc"
