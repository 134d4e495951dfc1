// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <filesystem>

#include "core/study/study.h"

class QStackedWidget;

namespace gano {

class RunSession;
class StudyBoard;
class StudyChooser;
class StudyForm;

/// Studies: choosing one, saying on what, watching it, reading what it found.
class StudyPage : public QWidget {
    Q_OBJECT
public:
    /// `session` runs the window's one job; not owned.
    explicit StudyPage(RunSession& session, QWidget* parent = nullptr);

    StudyForm& form() { return *form_; }
    /// Shows a study's folder. A sentence in the page says so when it holds none.
    void open(const std::filesystem::path& study);
    /// Shows the study that the session is at work on; with `study` when its folder is still to be made.
    void follow(const std::filesystem::path& folder, const std::optional<Study>& study = std::nullopt);
    void choose();  ///< The ready-made studies.
    std::filesystem::path study() const;
    QString title() const { return showsStudy() ? title_ : QString(); }
    bool showsStudy() const;
    void setBusy(bool busy);  ///< Another job runs: no study can start.

Q_SIGNALS:
    void startRequested(const gano::Study& study, const std::filesystem::path& folder);
    void goOnRequested(const std::filesystem::path& study);
    void runRequested(const std::filesystem::path& run);
    void openRequested();  ///< A folder is to be chosen.
    void titleChanged();

private:
    void ask(const QString& id);

    StudyChooser* chooser_;
    StudyForm* form_;
    StudyBoard* board_;
    QStackedWidget* stack_;
    QString title_;
};

}  // namespace gano
