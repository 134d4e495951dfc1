// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QMessageBox>
#include <QPushButton>

#include "core/study/doctor.h"
#include "core/study/study.h"
#include "core/train/run_folder.h"
#include "core/train/trainer.h"
#include "ui/frame/main_window.h"
#include "ui/frame/main_window_parts.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

namespace {

namespace fs = std::filesystem;

/// How much of the job an event says is done, 0 … 1.
std::optional<double> partDone(const RunEvent& event) {
    const auto* step = std::get_if<StepFinished>(&event);
    if (step == nullptr || step->steps <= 0) return std::nullopt;
    const double inEpoch = static_cast<double>(step->step) / static_cast<double>(step->steps);
    if (step->epochs <= 0) return inEpoch;
    return (step->epoch - 1 + inEpoch) / step->epochs;
}

}  // namespace

void MainWindow::connectJob() {
    auto& p = *parts_;
    p.refreshing.setSingleShot(true);
    p.refreshing.setInterval(2000);
    connect(&p.refreshing, &QTimer::timeout, &p.library, &Library::refresh);
    connect(&p.selfTest, &SelfTestProcess::finished, this, &MainWindow::takeDiagnostics);
    connect(&p.session, &RunSession::stateChanged, this, &MainWindow::updateJob);
    connect(&p.session, &RunSession::finished, this, &MainWindow::finishJob);
    connect(&p.session, &RunSession::eventsArrived, this, &MainWindow::showProgress);
}

void MainWindow::showProgress(const std::vector<RunEvent>& events) {
    auto& p = *parts_;
    const bool studying = !p.studying.empty();
    auto* entry = studying ? p.studyEntry : p.training.empty() ? p.inspectEntry : p.trainEntry;
    for (const auto& event : events) {
        if (const auto* begun = std::get_if<PartStarted>(&event)) p.part = begun->number, p.partCount = begun->count;
        // Within a study only epochs count: preparing and scoring would let the bar jump.
        const auto* step = std::get_if<StepFinished>(&event);
        const bool counts = !studying || (p.partCount > 0 && step != nullptr && step->epochs > 0);
        if (const auto part = partDone(event); part && counts) entry->setProgress(studying ? (p.part - 1 + *part) / p.partCount : *part);
        if (std::holds_alternative<EpochFinished>(event) && !p.refreshing.isActive()) p.refreshing.start();
    }
}

void MainWindow::updateJob() {
    auto& p = *parts_;
    const bool busy = p.session.isBusy();
    const bool studying = busy && !p.studying.empty();
    const bool training = studying || (busy && !p.training.empty());
    p.pause->setVisible(!p.session.canGoOn());
    p.pause->setEnabled(training && p.session.canPause());
    p.goOn->setVisible(p.session.canGoOn());
    p.goOn->setEnabled(p.session.canGoOn());
    p.stop->setEnabled(p.session.canStop());
    p.save->setEnabled(training && p.session.canStop());
    p.newTraining->setEnabled(!busy);
    p.home->setBusy(busy);
    p.study->setBusy(busy);
    auto* entry = studying ? p.studyEntry : p.trainEntry;
    if (training && !entry->progress()) entry->setProgress(0.0);
    if (!busy) {
        p.trainEntry->setProgress(std::nullopt);
        p.inspectEntry->setProgress(std::nullopt);
        p.studyEntry->setProgress(std::nullopt);
    }
}

bool MainWindow::refuseWhileBusy() {
    auto& p = *parts_;
    if (!p.session.isBusy()) return false;
    if (!p.studying.empty()) {
        p.message->tell(MessageBar::Kind::Information, tr("The study “%1” is at work. One thing runs at a time: wait for the end, or stop it first.").arg(text(p.studying.filename())));
        return true;
    }
    p.message->tell(MessageBar::Kind::Information, p.training.empty()
        ? tr("Images are being predicted. One thing runs at a time: wait for the end, or stop it first.")
        : tr("“%1” is being trained. One thing runs at a time: wait for the end, or stop it first.").arg(text(p.training.filename())));
    return true;
}

void MainWindow::startWizard(WizardStart start) {
    if (refuseWhileBusy()) return;
    auto& p = *parts_;
    p.message->hide();
    if (start.runsFolder.empty()) start.runsFolder = p.library.runsFolder();
    if (start.models.empty()) start.models = p.library.models();
    auto* wizard = new TrainingWizard(start, this);
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    connect(wizard, &QDialog::accepted, this, [this, wizard] { startTraining(wizard->plan(), wizard->runFolder()); });
    wizard->open();
}

void MainWindow::follow(const fs::path& run, const Remedy& remedy) {
    switch (remedy.kind) {
        case Remedy::Kind::LookAtData: return inspectRun(run);
        case Remedy::Kind::OpenRun: return openRun(remedy.place);
        case Remedy::Kind::TrainAgain:
        case Remedy::Kind::Stop: break;
    }
    try {
        const auto plan = remedied(readRun(run).plan, remedy);
        startWizard({.images = plan.data.images, .targets = plan.data.targets, .task = plan.task, .from = plan.model.from, .again = TrainingAgain{plan, run.filename().string(), remedy.label}});
    } catch (const std::exception& error) {
        parts_->message->tell(MessageBar::Kind::Problem, text(std::string(error.what())));
    }
}

void MainWindow::trySamples() {
    const auto samples = parts_->library.samples();
    if (!samples) {
        parts_->message->tell(MessageBar::Kind::Problem, tr("The sample images are not installed. They belong into the folder “samples” beside the program."));
        return;
    }
    startWizard({.images = *samples / "precipitates" / "images", .targets = *samples / "precipitates" / "masks", .task = "segmentation"});
}

void MainWindow::trainOnImages() { startWizard({}); }

void MainWindow::startTraining(const TrainPlan& plan, const fs::path& run) {
    auto& p = *parts_;
    if (refuseWhileBusy()) return;
    auto whole = plan;
    p.preferences.applyTo(whole);
    p.training = run;
    p.run->follow(run);
    p.train->showContent();
    showPage(TrainPlace);
    p.session.start([whole, run](RunControl& control, RunObserver& observer) { return train(whole, run, control, observer); });
    p.library.remember(run);
}

void MainWindow::resume(const fs::path& run) {
    auto& p = *parts_;
    if (isStudy(run)) return goOnWithStudy(run);
    if (refuseWhileBusy()) return;
    if (isHeld(run)) {
        p.message->tell(MessageBar::Kind::Information, tr("“%1” is being trained by another program. It is shown live here.").arg(text(run.filename())));
        openRun(run);
        return;
    }
    const auto device = p.preferences.device == "auto" ? std::string() : p.preferences.device;
    p.training = run;
    p.run->follow(run);
    p.train->showContent();
    showPage(TrainPlace);
    p.session.start([run, device](RunControl& control, RunObserver& observer) { return resumeRun(run, control, observer, device); });
    p.library.remember(run);
}

void MainWindow::finishJob() {
    auto& p = *parts_;
    const auto trained = std::exchange(p.training, {}), studied = std::exchange(p.studying, {});
    p.part = p.partCount = 0;
    updateJob();
    p.library.refresh();
    p.message->hide();
    if (p.closing) {
        QTimer::singleShot(0, this, &QWidget::close);
        return;
    }
    if (isActiveWindow()) return;
    const auto name = text(trained.filename());
    if (!studied.empty()) notifyEnd(tr("The study “%1” ended").arg(text(studied.filename())), tr("Open Ganoscope to see what it found."));
    else if (trained.empty()) notifyEnd(tr("Prediction ended"), tr("The images can be inspected."));
    else notifyEnd(tr("Training of “%1” ended").arg(name), tr("Open Ganoscope to see the result."));
}

void MainWindow::notifyEnd(const QString& title, const QString& sentence) {
    auto& p = *parts_;
    QApplication::alert(this);
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) return;
    if (!p.tray) {
        p.tray = std::make_unique<QSystemTrayIcon>(look::icon(QStringLiteral("ganoscope")));
        connect(p.tray.get(), &QSystemTrayIcon::messageClicked, this, [this] { showNormal(), raise(), activateWindow(); });
        connect(p.tray.get(), &QSystemTrayIcon::activated, this, [this] { raise(), activateWindow(); });
    }
    p.tray->show();
    p.tray->showMessage(title, sentence, look::icon(QStringLiteral("ganoscope")), 10000);
    QTimer::singleShot(15000, p.tray.get(), &QSystemTrayIcon::hide);
}

// The last word before closing: a running job is stopped, keeps its work, and the window follows.
bool MainWindow::mayClose() {
    auto& p = *parts_;
    if (!p.session.isBusy()) return true;
    if (p.closing) return false;
    const bool studying = !p.studying.empty(), training = studying || !p.training.empty();
    QMessageBox question(this);
    question.setObjectName(QStringLiteral("closing question"));
    question.setWindowTitle(tr("Ganoscope"));
    question.setIconPixmap(look::icon(QStringLiteral("train")).pixmap(QSize(32, 32), devicePixelRatioF()));
    question.setText(studying ? tr("The study “%1” is still at work.").arg(text(p.studying.filename())) : training ? tr("“%1” is still being trained.").arg(text(p.training.filename())) : tr("Images are still being predicted."));
    question.setInformativeText(studying ? tr("Stopping keeps the work: the study can be gone on with where it stopped.") : training ? tr("Stopping keeps the work: it can be resumed where it stopped.")
                                         : tr("Stopping keeps the images that are done."));
    auto* stop = question.addButton(tr("Stop and close"), QMessageBox::AcceptRole);
    auto* keep = question.addButton(studying ? tr("Keep studying") : training ? tr("Keep training") : tr("Keep predicting"), QMessageBox::RejectRole);
    question.setDefaultButton(keep);
    question.setEscapeButton(keep);
    question.exec();
    if (question.clickedButton() != stop) return false;
    if (!p.session.isBusy()) return true;
    p.closing = true;
    p.message->tell(MessageBar::Kind::Information, tr("Stopping and saving. The window closes when this is done."));
    p.session.stop();
    return false;
}

}  // namespace gano
