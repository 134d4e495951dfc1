// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <filesystem>

namespace gano {

class RunSession;

/// One training run: live curves, pictures of the same validation crops through the epochs, progress, log, and the buttons
/// that steer it. Shows any run folder; follows one that another process is writing; steers the one of its session.
class RunPage : public QWidget {
    Q_OBJECT
public:
    /// `session` runs the window's one job; not owned.
    explicit RunPage(RunSession& session, QWidget* parent = nullptr);

    /// Shows a run from its folder. A sentence in the page says so when it holds none.
    void open(const std::filesystem::path& run);
    /// Shows the run that the session is about to write; its events go here until it has finished.
    void follow(const std::filesystem::path& run);
    std::filesystem::path run() const;

Q_SIGNALS:
    void resumeRequested(const std::filesystem::path& run);
    void inspectRequested(const std::filesystem::path& run);  ///< "Inspect the result".
    void discarded(const std::filesystem::path& run);
    void titleChanged(const QString& title);

private:
    struct Parts;
    Parts* parts_;
};

}  // namespace gano
