// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QFrame>
#include <QFutureWatcher>
#include <QLabel>
#include <QMenu>
#include <QStackedWidget>
#include <QSystemTrayIcon>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/frame/drop_page.h"
#include "ui/frame/home_page.h"
#include "ui/frame/library.h"
#include "ui/frame/machine.h"
#include "ui/frame/main_window.h"
#include "ui/frame/models_page.h"
#include "ui/frame/preferences.h"
#include "ui/frame/rail.h"
#include "ui/frame/self_test.h"
#include "ui/inspect/inspect_page.h"
#include "ui/run/run_page.h"
#include "ui/run/run_session.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"
#include "ui/study/study_page.h"

namespace gano {

struct MainWindow::Parts {
    Library library;
    RunSession session;  ///< After the library, so that the job ends first.

    Rail* rail = nullptr;
    RailButton *trainEntry = nullptr, *inspectEntry = nullptr, *studyEntry = nullptr;
    QStackedWidget* stack = nullptr;
    QVBoxLayout* messageLine = nullptr;
    MessageBar* message = nullptr;
    HomePage* home = nullptr;
    RunPage* run = nullptr;
    StatePanel* train = nullptr;  ///< Around the run page.
    InspectPage* inspect = nullptr;
    ModelsPage* models = nullptr;
    StudyPage* study = nullptr;
    DropPage* drop = nullptr;
    QFrame* dropFrame = nullptr;  ///< Around everything while a folder hangs over the window.
    Page beforeDrop = HomePlace;

    QLabel *readout = nullptr, *zoom = nullptr;
    QToolButton* device = nullptr;
    QMenu* recent = nullptr;
    QAction *pause = nullptr, *goOn = nullptr, *stop = nullptr, *save = nullptr, *resume = nullptr, *newTraining = nullptr;
    QList<QAction*> viewActions;  ///< Make sense with an image only.

    Preferences preferences = Preferences::load();
    MachineFacts machine;
    QFutureWatcher<MachineFacts> readingMachine;
    SelfTestProcess selfTest;  ///< Of "Copy diagnostics".
    std::unique_ptr<QSystemTrayIcon> tray;  ///< For the notification at the end of a run.
    QTimer refreshing;                      ///< The library is read again a little after an epoch.

    std::filesystem::path training;  ///< The run of the current job; empty when it is a prediction or a study.
    std::filesystem::path studying;  ///< The study of the current job.
    int part = 0, partCount = 0;     ///< Of the study: the training under way, from 1.
    QString runTitle;
    bool closing = false;            ///< The window closes when the job has stopped.
    bool deviceAsked = false;
};

}  // namespace gano
