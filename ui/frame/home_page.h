// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "ui/frame/library.h"

class QVBoxLayout;

namespace gano {

class BigAction;
class MessageBar;
class RunRow;
class StatePanel;

/// Where the program begins: three things to do, and the runs that are there already.
class HomePage : public QWidget {
    Q_OBJECT
public:
    explicit HomePage(Library& library, QWidget* parent = nullptr);

    void setBusy(bool busy);  ///< A job runs: nothing can be started or resumed.

Q_SIGNALS:
    void samplesRequested();
    void trainRequested();
    void predictRequested();
    void openRequested(const std::filesystem::path& run);
    void resumeRequested(const std::filesystem::path& run);
    void inspectRequested(const std::filesystem::path& run);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void showRuns();
    void offerInterrupted();
    void resumeInterrupted();

    Library& library_;
    std::vector<RunCard> shown_;
    std::vector<RunRow*> rows_;
    MessageBar* banner_;
    std::filesystem::path interrupted_;
    StatePanel* state_;
    QVBoxLayout* list_;
    bool busy_ = false;
    bool offered_ = false;
    bool all_ = false;  ///< More than the newest were asked for.
};

}  // namespace gano
