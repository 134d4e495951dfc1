// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "tests/support/test_program.h"

using gano::FileLock;

class TestFileLock : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::filesystem::path file(const char* name) const { return std::filesystem::path(folder_.path().toStdString()) / name; }

private Q_SLOTS:
    void whoeverComesSecondGetsNothingUntilTheFirstLetsGo() {
        auto first = FileLock::tryTake(file("a"));
        QVERIFY(first.has_value());
        QVERIFY(FileLock::isTaken(file("a")));
        QVERIFY(!FileLock::tryTake(file("a")).has_value());
        first.reset();
        QVERIFY(!FileLock::isTaken(file("a")));
        QVERIFY(FileLock::tryTake(file("a")).has_value());
    }

    void aKilledProcessHoldsNothing() {
        const auto child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            const auto lock = FileLock::tryTake(file("b"));
            for (;;) ::pause();
        }
        QTRY_VERIFY(FileLock::isTaken(file("b")));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(!FileLock::isTaken(file("b")));
    }

    void askingNeverMakesTheFile() {
        QVERIFY(!FileLock::isTaken(file("c")));
        QVERIFY(!std::filesystem::exists(file("c")));
    }

    void aFolderThatIsNotThereIsAnError() {
        QVERIFY_THROWS_EXCEPTION(gano::Error, FileLock::tryTake(file("missing") / "lock"));
    }

    void movingALockKeepsIt() {
        auto first = FileLock::tryTake(file("d"));
        const FileLock moved = std::move(*first);
        first.reset();
        QVERIFY(FileLock::isTaken(file("d")));
    }
};

GANO_EVENT_TEST(TestFileLock)
#include "tst_file_lock.moc"
