// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <filesystem>
#include <memory>

#include "core/base/run_events.h"
#include "ui/wizard/training_wizard.h"

namespace gano {

class InspectPage;
class Library;
struct Remedy;
class RunPage;
class RunSession;
struct Study;
class StudyPage;

/// The window: a rail of pages at the left, menus, a status bar; one job at a time, visible from every page.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    enum Page { HomePlace, TrainPlace, InspectPlace, ModelsPlace, StudyPlace, DropPlace };

    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// A run, a study, a model file, an image or a folder of images; asks in the window what a folder is for.
    void openPath(const std::filesystem::path& path);
    void openRun(const std::filesystem::path& run);  ///< Or a study.
    void openStudy(const std::filesystem::path& study);
    void inspectRun(const std::filesystem::path& run);
    void openImages(const std::filesystem::path& folderOrFile);
    void useModel(const std::filesystem::path& model);
    void showPage(Page page);
    Page page() const;

    /// Opens the wizard; a training begins when it is accepted. Nothing but a sentence while another job runs.
    void startWizard(WizardStart start);
    void startTraining(const TrainPlan& plan, const std::filesystem::path& run);
    void resume(const std::filesystem::path& run);  ///< Or a study.
    /// Does what a button of the training doctor says of a run.
    void follow(const std::filesystem::path& run, const Remedy& remedy);
    void startStudy(const Study& study, const std::filesystem::path& folder);
    void goOnWithStudy(const std::filesystem::path& study);

    Library& library();
    RunSession& session();
    InspectPage& inspect();
    RunPage& runPage();
    StudyPage& studyPage();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Parts;
    void buildPages();
    void buildStatusBar();
    void buildMenus();
    void connectPages();
    void connectJob();
    void connectStudies();
    void updateJob();
    void updateRecent();
    void updateTitle();
    void showDevice();
    void trySamples();
    void trainOnImages();
    void finishJob();
    void notifyEnd(const QString& title, const QString& sentence);
    bool refuseWhileBusy();
    bool mayClose();
    void chooseRun();
    void chooseImages();
    void chooseStudy();
    void updateStudies();
    void showProgress(const std::vector<RunEvent>& events);
    void showPreferences();
    void copyDiagnostics();
    void takeDiagnostics(const QString& text, const QString& verdict);
    void resetLayout();

    std::unique_ptr<Parts> parts_;
};

}  // namespace gano
