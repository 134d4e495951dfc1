// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

#include "tests/support/test_program.h"
#include "ui/frame/self_test.h"

using namespace gano;

class TestSelfTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;

    /// A program that says and does what the script says.
    QString program(const QByteArray& script) const {
        QFile file(folder_.filePath(QStringLiteral("program")));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return {};
        file.write("#!/bin/sh\n" + script);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName();
    }

private Q_SLOTS:
    void theApplicationTriesEverythingAndDrawsItsWindow() {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("DISPLAY"));
        environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder_.path());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(GANOSCOPE), {QStringLiteral("--selftest")});
        QVERIFY(process.waitForFinished(280000));
        const auto text = QString::fromUtf8(process.readAllStandardOutput());
        QVERIFY2(process.exitCode() == 0, qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Window: drawn, 1280 × 800 px")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("Qt ")) && text.contains(QStringLiteral("Pretraining: ")));
        QVERIFY(text.trimmed().endsWith(QStringLiteral("Everything works.")));
    }
    void anEmptyWindowIsNoticed() {
        QWidget empty;
        empty.resize(200, 100);
        QVERIFY(!drawWindow(empty).works());
        QWidget filled;
        QVBoxLayout column(&filled);
        QLabel label(QStringLiteral("Words of some length, to have letters in many shades of grey"));
        QPushButton button(QStringLiteral("A button"));
        column.addWidget(&label);
        column.addWidget(&button);
        filled.resize(400, 100);
        const auto line = drawWindow(filled);
        QVERIFY2(line.works(), line.sentence.c_str());
    }
    void whatTheProcessPrintsArrivesWithItsVerdict() {
        SelfTestProcess process;
        QSignalSpy spy(&process, &SelfTestProcess::finished);
        process.start(program("echo 'Speed: fine'; echo; echo 'Everything works.'"));
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy[0][0].toString(), QStringLiteral("Speed: fine\n\nEverything works."));
        QCOMPARE(spy[0][1].toString(), QStringLiteral("Everything works."));
    }
    void aCrashIsTold() {
        SelfTestProcess process;
        QSignalSpy spy(&process, &SelfTestProcess::finished);
        process.start(program("echo 'Speed: fine'; kill -SEGV $$"));
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(spy[0][0].toString().startsWith(QStringLiteral("Speed: fine")));
        QVERIFY(spy[0][1].toString().contains(QStringLiteral("broke off")));
    }
    void aProgramThatIsNotThereIsTold() {
        SelfTestProcess process;
        QSignalSpy spy(&process, &SelfTestProcess::finished);
        process.start(folder_.filePath(QStringLiteral("nothing")));
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(spy[0][1].toString().contains(QStringLiteral("could not be started")));
    }
};

GANO_WINDOW_TEST(TestSelfTest)
#include "tst_self_test.moc"
