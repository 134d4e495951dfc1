// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "ui/run/run_session.h"
#include "ui/study/study_reading.h"

class QAction;
class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace gano {

/// The top of a study's page: what it asks, how far it is, what is being trained now, and the buttons that steer it.
class StudyHeader : public QWidget {
    Q_OBJECT
public:
    /// Who is at work on the study that is shown.
    enum class Hand { Ours, Elsewhere, Nobody };
    explicit StudyHeader(QWidget* parent = nullptr);

    void show(const StudyReading& reading, Hand hand);
    void showSession(RunSession::State state, bool otherJob);
    /// Of the training under way, between two readings.
    void showStep(const std::optional<StepFinished>& step, std::optional<double> secondsLeft);

Q_SIGNALS:
    void pauseRequested();
    void goOnRequested();    ///< After a pause.
    void stopRequested();
    void resumeRequested();  ///< "Go on with the study".
    void reportRequested();
    void csvRequested();
    void latexRequested();
    void figureRequested();
    void folderRequested();
    void newRequested();

private:
    void layOut();
    void showFacts();
    void showButtons();

    QLabel *title_, *state_, *facts_;
    QProgressBar* bar_;
    QPushButton *pause_, *stop_, *resume_, *report_;
    QToolButton* more_;
    QAction *csv_, *latex_, *figure_;
    std::optional<StudyReading> reading_;
    std::optional<StepFinished> step_;
    std::optional<double> left_;
    Hand hand_ = Hand::Nobody;
    RunSession::State session_ = RunSession::State::Idle;
    bool otherJob_ = false;
};

}  // namespace gano
