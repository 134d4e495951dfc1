// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTimer>
#include <QWidget>
#include <filesystem>
#include <memory>
#include <optional>

#include "ui/run/run_header.h"
#include "ui/view/background.h"

namespace gano {

class CurvePanel;
class MessageBar;
class PreviewStrip;
class RunLog;
class RunSession;
class StatePanel;

/// One training run: live curves, pictures of the same validation crops through the epochs, progress, log, and the buttons
/// that steer it. Shows any run folder; follows one that another process is writing; steers the one of its session.
class RunPage : public QWidget {
    Q_OBJECT
public:
    /// `session` runs the window's one job; not owned.
    explicit RunPage(RunSession& session, QWidget* parent = nullptr);
    ~RunPage() override;

    /// Shows a run from its folder. A sentence in the page says so when it holds none.
    void open(const std::filesystem::path& run);
    /// Shows the run that the session is about to write; its events go here until it has finished.
    void follow(const std::filesystem::path& run);
    std::filesystem::path run() const { return run_; }

Q_SIGNALS:
    void resumeRequested(const std::filesystem::path& run);
    void inspectRequested(const std::filesystem::path& run);  ///< "Inspect the result".
    void discarded(const std::filesystem::path& run);
    /// A button of the training doctor that leads away from the page: a new run, the images, another run.
    void remedyRequested(const std::filesystem::path& run, const gano::Remedy& remedy);
    void titleChanged(const QString& title);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void layOut();
    void connectHeader();
    bool isOurs() const;
    RunHeader::Hand hand() const;
    void read();
    void take(const RunReading& reading);
    void showFailure(const QString& sentence);
    void takeEvents(const std::vector<RunEvent>& events);
    void takeEvent(const RunEvent& event);
    void note(const QString& sentence);
    void showLog();
    void warn();
    void finish(const Outcome& outcome);
    void showState();
    void tellVerdict();
    void applyRemedy(const Remedy& remedy);
    void tick();
    void discard();
    bool asksToDiscard();
    void throwAway();

    RunSession& session_;
    std::filesystem::path run_, followed_;
    std::filesystem::path watched_;  ///< Its log has been written as it went …
    QStringList told_;               ///< … in these lines.
    StatePanel* panel_;
    MessageBar* message_;
    RunHeader* header_;
    CurvePanel* curves_;
    PreviewStrip* strip_;
    RunLog* log_;
    Background background_{1};
    QTimer clock_;
    std::optional<RunReading> reading_;
    bool readAgain_ = false;
    bool discardWhenStopped_ = false;
    int ticks_ = 0;
};

}  // namespace gano
