// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "ui/study/study_check.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace gano {

/// Before the start: how many trainings there will be, which ones, and how long they take here; or why it cannot begin.
class StudySummaryCard : public QFrame {
    Q_OBJECT
public:
    explicit StudySummaryCard(QWidget* parent = nullptr);

    /// A sentence on what is still missing; `wrong`: something that is filled in cannot be.
    void showMissing(const QString& sentence, bool wrong);
    void showLooking();
    void showStudy(const CheckedStudy& found);
    void showMeasuring();
    void showEstimate(const StudyEstimate& estimate);
    void showNoEstimate(const QString& sentence);

    /// Another job runs: nothing can start now.
    void setBusy(bool busy);

Q_SIGNALS:
    void startRequested();
    void cancelMeasuringRequested();
    void measureRequested();

private:
    void showButtons();

    QLabel *heading_, *data_, *trainings_, *time_, *device_, *problem_, *icon_;
    QProgressBar* working_;
    QPushButton *cancel_, *measure_, *start_;
    bool ready_ = false, busy_ = false;
};

/// "18 trainings: 2 starts × 3 numbers of labels × 3 seeds, after 1 preparation."
QString trainingsText(const Study& study, const std::vector<StudyCell>& cells);

}  // namespace gano
