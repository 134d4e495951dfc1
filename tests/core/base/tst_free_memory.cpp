// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include "core/base/free_memory.h"
#include "tests/support/test_program.h"

namespace fs = std::filesystem;

class TestFreeMemory : public QObject {
    Q_OBJECT

    QTemporaryDir place_;

    fs::path root() const { return place_.path().toStdString(); }
    void write(const std::string& file, const std::string& words) const {
        fs::create_directories((root() / file).parent_path());
        std::ofstream(root() / file) << words;
    }

private Q_SLOTS:
    void init() {
        fs::remove_all(root());
        write("proc/meminfo", "MemTotal:       16000 kB\nMemFree:         100 kB\nMemAvailable:   8000 kB\n");
    }

    void withoutLimitsTheMachineSaysWhatIsAvailable() { QCOMPARE(*gano::freeLinuxMemory(root()), 8000.0 * 1024); }

    void aGroupOfProcessesMayHaveLess() {
        write("proc/self/cgroup", "0::/slurm/job_12\n");
        write("sys/fs/cgroup/slurm/job_12/memory.max", "3000000\n");
        write("sys/fs/cgroup/slurm/job_12/memory.current", "1000000\n");
        write("sys/fs/cgroup/slurm/job_12/memory.stat", "anon 600000\ninactive_file 400000\n");
        QCOMPARE(*gano::freeLinuxMemory(root()), 2400000.0);
        write("sys/fs/cgroup/slurm/memory.max", "2000000\n");
        write("sys/fs/cgroup/slurm/memory.current", "1900000\n");
        QCOMPARE(*gano::freeLinuxMemory(root()), 100000.0);
        write("sys/fs/cgroup/slurm/memory.current", "2100000\n");
        QCOMPARE(*gano::freeLinuxMemory(root()), 0.0);
    }

    void aContainerSeesItsLimitAtTheTop() {
        write("proc/self/cgroup", "0::/docker/abc\n");
        write("sys/fs/cgroup/memory.max", "3000000\n");
        write("sys/fs/cgroup/memory.current", "1000000\n");
        QCOMPARE(*gano::freeLinuxMemory(root()), 2000000.0);
    }

    void noLimitIsNoLimit() {
        write("proc/self/cgroup", "0::/user.slice\n");
        write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        write("sys/fs/cgroup/user.slice/memory.current", "1000000\n");
        QCOMPARE(*gano::freeLinuxMemory(root()), 8000.0 * 1024);
    }

    void groupsOfTheOlderKindCount() {
        write("proc/self/cgroup", "10:cpu,cpuacct:/a\n9:memory:/batch/12\n");
        write("sys/fs/cgroup/memory/batch/12/memory.limit_in_bytes", "3000000\n");
        write("sys/fs/cgroup/memory/batch/12/memory.usage_in_bytes", "2500000\n");
        QCOMPARE(*gano::freeLinuxMemory(root()), 500000.0);
    }

    void aSystemThatDoesNotSayIsNotGuessedAt() {
        fs::remove_all(root());
        QVERIFY(!gano::freeLinuxMemory(root()));
    }

    void thisMachineHasSome() {
        const auto free = gano::freeMachineMemory();
#if defined(__linux__)
        QVERIFY(free && *free > 1e6 && *free < 1e15);
#else
        QVERIFY(!free || *free > 1e6);
#endif
    }
};

GANO_PLAIN_TEST(TestFreeMemory)
#include "tst_free_memory.moc"
