// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <optional>

#include "ui/study/study_header.h"
#include "ui/study/study_pace.h"
#include "ui/view/background.h"

class QFrame;
class QLabel;

namespace gano {

class MessageBar;
class StatePanel;
class StudyMatrix;
class StudyPanel;

/// One study: its verdict, its trainings, what they found. Shows any study's folder; follows one that another process runs;
/// steers the one of its session.
class StudyBoard : public QWidget {
    Q_OBJECT
public:
    /// `session` runs the window's one job; not owned.
    explicit StudyBoard(RunSession& session, QWidget* parent = nullptr);
    ~StudyBoard() override;

    void open(const std::filesystem::path& study);
    /// Shows the study that the session is at work on; its events go here until it has finished. `study` when its folder is
    /// still to be made.
    void follow(const std::filesystem::path& folder, const std::optional<Study>& study = std::nullopt);
    std::filesystem::path folder() const { return folder_; }
    bool isOurs() const;

Q_SIGNALS:
    void resumeRequested(const std::filesystem::path& study);
    void cellRequested(const std::filesystem::path& run);
    void newRequested();
    void titleChanged(const QString& title);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* verdictFrame();
    void connectHeader();
    StudyHeader::Hand hand() const;
    void read();
    void take(const StudyReading& reading);
    void showVerdict();
    void showFailures();
    void takeEvents(const std::vector<RunEvent>& events);
    void finish(const Outcome& outcome);
    void showState();
    void countTime();
    void openCell(const CellStatus& cell);
    void openReport();
    void saveTable(bool latex);
    void saveFigure();
    void save(const QString& file, const std::string& words);

    RunSession& session_;
    std::filesystem::path folder_, followed_;
    StatePanel* panel_;
    MessageBar* message_;
    StudyHeader* header_;
    QFrame* verdict_;
    QLabel *sentence_, *cautions_;
    StudyMatrix* matrix_;
    StudyPanel* results_;
    Background background_{1};
    QTimer clock_;
    std::optional<StudyReading> reading_;
    std::optional<StepFinished> step_;
    StudyPace pace_;
    QElapsedTimer working_;
    double worked_ = 0.0;  ///< Seconds, without pauses.
    bool paceBegun_ = false, readAgain_ = false;
    std::size_t toldFailures_ = 0;
};

}  // namespace gano
