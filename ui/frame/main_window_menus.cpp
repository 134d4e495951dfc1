// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenuBar>
#include <QUrl>

#include "ui/frame/help_dialogs.h"
#include "ui/frame/main_window.h"
#include "ui/frame/main_window_parts.h"
#include "ui/frame/preferences_dialog.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/view/image_view.h"

namespace gano {

namespace {

constexpr std::size_t kRecentInMenu = 10;

/// The pane that a command of the View menu means: the one with the focus, or the first.
ImageView* viewIn(QWidget* page) {
    const auto views = page->findChildren<ImageView*>();
    ImageView* first = nullptr;
    for (auto* view : views) {
        if (!view->isVisible()) continue;
        if (view->hasFocus()) return view;
        if (first == nullptr) first = view;
    }
    return first;
}

}  // namespace

void MainWindow::buildMenus() {
    auto& p = *parts_;
    const auto icon = [](const char* name) { return look::icon(QLatin1String(name)); };

    auto* file = menuBar()->addMenu(tr("&File"));
    file->addAction(icon("open"), tr("Open a run or study…"), QKeySequence::Open, this, &MainWindow::chooseRun);
    file->addAction(icon("images"), tr("Open images…"), Qt::CTRL | Qt::SHIFT | Qt::Key_O, this, &MainWindow::chooseImages);
    p.recent = file->addMenu(icon("clock"), tr("Open a recent run"));
    file->addSeparator();
    file->addAction(icon("import"), tr("Import a model…"), Qt::CTRL | Qt::Key_I, p.models, &ModelsPage::chooseImport);
    file->addAction(icon("folder"), tr("Show the runs folder"), this, [this] {
        std::error_code ignored;
        std::filesystem::create_directories(parts_->library.runsFolder(), ignored);
        QDesktopServices::openUrl(QUrl::fromLocalFile(text(parts_->library.runsFolder())));
    });
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close)->setMenuRole(QAction::QuitRole);

    auto* edit = menuBar()->addMenu(tr("&Edit"));
    edit->addAction(icon("copy"), tr("Copy diagnostics"), this, &MainWindow::copyDiagnostics);
    edit->addSeparator();
    edit->addAction(icon("settings"), tr("Preferences…"), Qt::CTRL | Qt::Key_Comma, this, &MainWindow::showPreferences)
        ->setMenuRole(QAction::PreferencesRole);

    auto* view = menuBar()->addMenu(tr("&View"));
    const auto onView = [this, view, &p](const QIcon& picture, const QString& name, const QKeySequence& keys, auto act) {
        auto* action = view->addAction(picture, name, keys, this, [this, act] {
            if (auto* pane = viewIn(parts_->stack->currentWidget())) act(*pane);
        });
        p.viewActions << action;
    };
    onView(icon("zoom_fit"), tr("Fit the image"), Qt::CTRL | Qt::Key_0, [](ImageView& pane) { pane.fit(); });
    onView(icon("zoom_100"), tr("Zoom to 100 %"), Qt::CTRL | Qt::Key_1, [](ImageView& pane) { pane.setZoomPercent(100.0); });
    onView(icon("zoom_in"), tr("Zoom in"), QKeySequence::ZoomIn, [](ImageView& pane) { pane.zoomBy(1.25); });
    onView(icon("zoom_out"), tr("Zoom out"), QKeySequence::ZoomOut, [](ImageView& pane) { pane.zoomBy(0.8); });
    view->addSeparator();
    view->addAction(tr("Full screen"), QKeySequence(Qt::Key_F11), this,
                    [this] { isFullScreen() ? showNormal() : showFullScreen(); });

    auto* train = menuBar()->addMenu(tr("&Train"));
    p.newTraining = train->addAction(icon("add"), tr("New training…"), QKeySequence::New, this, &MainWindow::trainOnImages);
    train->addAction(icon("play"), tr("Try with sample images…"), this, &MainWindow::trySamples);
    train->addAction(icon("study"), tr("New study…"), this, [this] { parts_->study->choose(), showPage(StudyPlace); });
    train->addSeparator();
    p.pause = train->addAction(icon("pause"), tr("Pause"), Qt::CTRL | Qt::Key_P, this, [this] { parts_->session.pause(); });
    p.goOn = train->addAction(icon("play"), tr("Continue"), Qt::CTRL | Qt::SHIFT | Qt::Key_P, this, [this] { parts_->session.goOn(); });
    p.save = train->addAction(icon("save"), tr("Save now"), QKeySequence::Save, this, [this] { parts_->session.save(); });
    p.stop = train->addAction(icon("stop"), tr("Stop and keep"), this, [this] { parts_->session.stop(); });

    auto* predict = menuBar()->addMenu(tr("&Predict"));
    predict->addAction(icon("predict"), tr("Predict with a model"), this, [this] { showPage(InspectPlace); });
    predict->addAction(icon("images"), tr("Predict all images"), Qt::CTRL | Qt::Key_Return, this, [this] {
        showPage(InspectPlace);
        parts_->inspect->predictAll();
    });
    predict->addAction(icon("models"), tr("Choose a model"), this, [this] { showPage(ModelsPlace); });

    auto* window = menuBar()->addMenu(tr("&Window"));
    const auto addPage = [this, window](const QString& name, Page page) {
        window->addAction(name, QKeySequence(Qt::ALT | static_cast<Qt::Key>(static_cast<int>(Qt::Key_1) + static_cast<int>(page))), this, [this, page] { showPage(page); });
    };
    addPage(tr("Home"), HomePlace);
    addPage(tr("Train"), TrainPlace);
    addPage(tr("Inspect"), InspectPlace);
    addPage(tr("Models"), ModelsPlace);
    addPage(tr("Study"), StudyPlace);
    window->addSeparator();
    window->addAction(tr("Minimise"), this, &QWidget::showMinimized);
    window->addAction(tr("Reset the window's size"), this, &MainWindow::resetLayout);

    auto* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(icon("help"), tr("Keyboard shortcuts"), QKeySequence(Qt::Key_F1), this, [this] { makeShortcutSheet(*menuBar(), this)->open(); });
    help->addAction(icon("copy"), tr("Copy diagnostics"), this, &MainWindow::copyDiagnostics);
    help->addSeparator();
    help->addAction(tr("About Ganoscope"), this, [this] { makeAboutDialog(this)->open(); })->setMenuRole(QAction::AboutRole);
    updateRecent();
}

void MainWindow::updateRecent() {
    auto& p = *parts_;
    p.recent->clear();
    for (const auto& card : p.library.runs()) {
        if (static_cast<std::size_t>(p.recent->actions().size()) >= kRecentInMenu) break;
        const auto label = QStringLiteral("%1 (%2)").arg(card.name, card.title);
        p.recent->addAction(QString(label).replace(QLatin1Char('&'), QStringLiteral("&&")), this, [this, run = card.folder] { openRun(run); });
    }
    p.recent->setEnabled(!p.recent->isEmpty());
}

void MainWindow::chooseRun() {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Open a run or study"), text(parts_->library.runsFolder()));
    if (!folder.isEmpty()) openRun(toPath(folder));
}

void MainWindow::chooseImages() {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Open a folder of images"));
    if (!folder.isEmpty()) openImages(toPath(folder));
}

void MainWindow::showDevice() {
    auto& p = *parts_;
    if (p.readingMachine.isFinished() && p.readingMachine.future().resultCount() > 0) p.machine = p.readingMachine.result();
    p.device->setText(deviceName(p.machine, p.preferences.device, p.preferences.threads));
    p.device->setToolTip(deviceReason(p.machine, p.preferences.device));
    const bool slow = !p.machine.slowBlas.empty();
    p.device->setIcon(slow ? look::icon(QStringLiteral("warning"), look::warning()) : look::icon(QStringLiteral("device")));
}

void MainWindow::showPreferences() {
    auto* dialog = new PreferencesDialog(parts_->library, parts_->machine, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this] { parts_->preferences = Preferences::load(), showDevice(); });
    dialog->open();
}

void MainWindow::copyDiagnostics() {
    auto& p = *parts_;
    if (p.selfTest.isRunning()) return;
    if (p.session.isBusy()) {
        // It would slow the job down, or fail for want of the GPU's memory.
        QApplication::clipboard()->setText(diagnosticsText(p.machine) + QLatin1Char('\n') + tr("The self-test was left out: a job was running."));
        p.message->tell(MessageBar::Kind::Information, tr("The diagnostics were copied, without the self-test because a job is running. Paste them into a report or a mail."));
        return;
    }
    p.message->tell(MessageBar::Kind::Information, tr("Trying everything once. In half a minute the diagnostics are copied; go on working meanwhile."));
    p.selfTest.start();
}

void MainWindow::takeDiagnostics(const QString& text, const QString& verdict) {
    auto& p = *parts_;
    QApplication::clipboard()->setText(diagnosticsText(p.machine) + QLatin1Char('\n') + text + QLatin1Char('\n'));
    const bool works = verdict == QLatin1String("Everything works.");
    p.message->tell(works ? MessageBar::Kind::Information : MessageBar::Kind::Problem,
                    tr("The diagnostics were copied. Paste them into a report or a mail.") + QLatin1Char(' ') + verdict);
}

}  // namespace gano
