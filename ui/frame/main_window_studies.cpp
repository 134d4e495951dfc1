// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFileDialog>
#include <QTimer>
#include <algorithm>

#include "core/base/file_lock.h"
#include "core/study/study_runner.h"
#include "ui/frame/main_window.h"
#include "ui/frame/main_window_parts.h"
#include "ui/style/words.h"
#include "ui/study/study_form.h"

namespace gano {

namespace {

namespace fs = std::filesystem;

/// Views of one spot of the sample precipitates belong together.
constexpr auto kSampleGroups = "^(spot\\d+)_";

}  // namespace

void MainWindow::connectStudies() {
    auto& p = *parts_;
    connect(p.study, &StudyPage::startRequested, this, &MainWindow::startStudy);
    connect(p.study, &StudyPage::goOnRequested, this, &MainWindow::goOnWithStudy);
    connect(p.study, &StudyPage::runRequested, this, &MainWindow::openRun);
    connect(p.study, &StudyPage::openRequested, this, &MainWindow::chooseStudy);
    connect(p.study, &StudyPage::titleChanged, this, &MainWindow::updateTitle);
    updateStudies();
}

/// What a new study can start from: models, folders, the last run with labels.
void MainWindow::updateStudies() {
    auto& p = *parts_;
    auto& form = p.study->form();
    form.setStudiesFolder(p.library.runsFolder());
    form.setModels(p.library.models());
    form.setMachine(p.preferences.device, p.preferences.threads);
    if (const auto samples = p.library.samples()) form.setSamples(*samples / "precipitates" / "images", *samples / "precipitates" / "masks", kSampleGroups);
    const auto runs = p.library.runs();
    const auto labelled = std::ranges::find_if(runs, [](const RunCard& card) { return !card.study && card.task != "pretraining"; });
    if (labelled != runs.end()) form.suggestRun(labelled->folder);
}

void MainWindow::openStudy(const fs::path& study) {
    auto& p = *parts_;
    p.library.remember(study);
    p.study->open(study);
    showPage(StudyPlace);
}

void MainWindow::chooseStudy() {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Open a study"), text(parts_->library.runsFolder()));
    if (!folder.isEmpty()) openStudy(toPath(folder));
}

void MainWindow::startStudy(const Study& study, const fs::path& folder) {
    auto& p = *parts_;
    if (refuseWhileBusy()) return;
    const auto device = p.preferences.device == "auto" ? std::string() : p.preferences.device;
    p.studying = folder;
    p.study->follow(folder, study);
    showPage(StudyPlace);
    p.session.start([study, folder, device, threads = p.preferences.threads](RunControl& control, RunObserver& observer) {
        createStudy(folder, study);
        return runStudy(folder, control, observer, device, threads);
    });
    p.library.remember(folder);
}

void MainWindow::goOnWithStudy(const fs::path& study) {
    auto& p = *parts_;
    if (refuseWhileBusy()) return;
    if (FileLock::isTaken(StudyFolder{study}.lock())) {
        p.message->tell(MessageBar::Kind::Information, tr("“%1” is being worked on by another program. It is shown live here.").arg(text(study.filename())));
        return openStudy(study);
    }
    const auto device = p.preferences.device == "auto" ? std::string() : p.preferences.device;
    p.studying = study;
    p.study->follow(study);
    showPage(StudyPlace);
    p.session.start([study, device, threads = p.preferences.threads](RunControl& control, RunObserver& observer) { return runStudy(study, control, observer, device, threads); });
    p.library.remember(study);
}

StudyPage& MainWindow::studyPage() { return *parts_->study; }

}  // namespace gano
