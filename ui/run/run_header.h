// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "core/base/run_events.h"
#include "ui/run/run_reading.h"
#include "ui/run/run_session.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace gano {

/// The top of the run page: what runs, how far it is, how fast, and the buttons that steer it.
class RunHeader : public QWidget {
    Q_OBJECT
public:
    /// Who may steer the run that is shown.
    enum class Hand { Ours, Elsewhere, Nobody };
    explicit RunHeader(QWidget* parent = nullptr);

    void show(const RunReading& reading, Hand hand);
    void showPreparing(const QString& title);
    void showSession(RunSession::State state, bool canPause, bool canGoOn, bool canStop);
    void take(const StepFinished& step);
    /// Every second: ages and memory.
    void tick();
    QString title() const;

Q_SIGNALS:
    void pauseRequested();
    void goOnRequested();
    void stopRequested();
    void saveRequested();
    void discardRequested();
    void resumeRequested();
    void inspectRequested();
    void folderRequested();
    void reportRequested();

private:
    void layOut();
    void showFacts();
    void showButtons();

    QLabel *title_, *state_, *facts_;
    QProgressBar* bar_;
    QPushButton *pause_, *stop_, *resume_, *inspect_;
    QToolButton* more_;
    QAction *save_, *report_, *discard_;
    std::optional<RunReading> reading_;
    std::optional<StepFinished> step_;
    Hand hand_ = Hand::Nobody;
    RunSession::State session_ = RunSession::State::Idle;
    bool canPause_ = false, canGoOn_ = false, canStop_ = false;
};

/// Of this process, bytes; 0 where it cannot be told.
double residentBytes();

}  // namespace gano
