// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QProcess>
#include <QString>

#include "core/selftest/selftest.h"

class QWidget;

namespace gano {

/// The self-test with a window drawn, for `ganoscope --selftest`: prints a line for each thing and the verdict to standard
/// output. Needs a QApplication. Returns the program's exit code, 0 when everything works.
int runSelfTest();

/// Draws the window into a picture and looks whether letters, icons and colours came out.
SelfTestLine drawWindow(QWidget& window);

/// The self-test for a report of a problem, in a process of its own: whatever happens in it, the window goes on.
class SelfTestProcess : public QObject {
    Q_OBJECT
public:
    explicit SelfTestProcess(QObject* parent = nullptr);
    ~SelfTestProcess() override;  ///< Ends the process.

    /// `program` for tests; empty: this program. One at a time.
    void start(QString program = {});
    bool isRunning() const { return process_.state() != QProcess::NotRunning; }

Q_SIGNALS:
    /// What it printed, with a sentence when it ended before its time; `verdict` is the last line.
    void finished(const QString& text, const QString& verdict);

private:
    void end(bool began);

    QProcess process_;
};

}  // namespace gano
