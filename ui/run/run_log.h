// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/run/run_reading.h"

class QLabel;
class QPlainTextEdit;
class QScrollArea;
class QToolButton;

namespace gano {

class DoctorCards;

/// One sentence on how the run stands, and beneath it, folded away, what the training doctor found and what happened when.
class RunLog : public QWidget {
    Q_OBJECT
public:
    enum class Mood { Fine, Working, Warning, Problem };
    explicit RunLog(QWidget* parent = nullptr);

    void setVerdict(Mood mood, const QString& sentence);
    /// Beneath the button "Details".
    void setFindings(const Patient& patient, const std::vector<Diagnosis>& found);
    void clearFindings();
    QString verdict() const;
    void add(const QString& line);
    static QString timed(const QString& sentence);  ///< With the time of day in front.
    void clear();
    /// What the folder tells of a run that was not watched.
    void fill(const RunReading& reading);
    QString words() const;

Q_SIGNALS:
    void remedyRequested(const gano::Remedy& remedy);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showMood();
    void showDetails();

    QLabel *icon_, *verdict_;
    QToolButton *details_, *fold_;
    DoctorCards* cards_;
    QScrollArea* scroll_;
    QPlainTextEdit* lines_;
    Mood mood_ = Mood::Fine;
};

}  // namespace gano
