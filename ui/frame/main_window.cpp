// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/main_window.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <QDropEvent>

#include "core/formats/format_table.h"
#include "core/study/study.h"
#include "core/train/run_folder.h"
#include "ui/frame/main_window_parts.h"
#include "ui/inspect/kept_scales.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

constexpr int kPredictedAtOnce = 12;  ///< Images of a run whose result is asked for.

namespace {

namespace fs = std::filesystem;

const auto kGeometry = QStringLiteral("window/geometry");
constexpr QSize kFirstSize{1280, 800};

}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent), parts_(std::make_unique<Parts>()) {
    setAcceptDrops(true);
    setMinimumSize(960, 600);
    buildPages();
    buildStatusBar();
    buildMenus();
    connectPages();
    connectStudies();
    connectJob();
    resize(kFirstSize);
    loadKeptScales();
    restoreGeometry(QSettings().value(kGeometry).toByteArray());
    showPage(HomePlace);
    updateJob();
    parts_->library.refresh();
}

MainWindow::~MainWindow() {
    // Pages speak to the session and the library until they are gone.
    delete takeCentralWidget();
}

void MainWindow::buildPages() {
    auto& p = *parts_;
    p.rail = new Rail;
    p.rail->add(HomePlace, QStringLiteral("home"), tr("Home"));
    p.trainEntry = p.rail->add(TrainPlace, QStringLiteral("train"), tr("Train"));
    p.inspectEntry = p.rail->add(InspectPlace, QStringLiteral("inspect"), tr("Inspect"));
    p.rail->add(ModelsPlace, QStringLiteral("models"), tr("Models"));
    p.studyEntry = p.rail->add(StudyPlace, QStringLiteral("study"), tr("Study"));

    p.home = new HomePage(p.library);
    p.run = new RunPage(p.session);
    p.train = new StatePanel(p.run);
    p.train->showEmpty(tr("A training shows its curves and pictures here, while it runs and afterwards."), tr("New training…"));
    p.inspect = new InspectPage(p.session);
    p.models = new ModelsPage(p.library);
    p.study = new StudyPage(p.session);
    p.drop = new DropPage;
    p.stack = new QStackedWidget;
    for (QWidget* page : std::initializer_list<QWidget*>{p.home, p.train, p.inspect, p.models, p.study, p.drop}) p.stack->addWidget(page);

    p.message = new MessageBar;
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    p.messageLine = new QVBoxLayout;
    p.messageLine->addWidget(p.message);
    p.messageLine->setContentsMargins(0, 0, 0, 0);
    p.message->installEventFilter(this);
    column->addLayout(p.messageLine);
    column->addWidget(p.stack, 1);
    auto* central = new QWidget;
    auto* columns = new QHBoxLayout(central);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(p.rail);
    columns->addLayout(column, 1);
    setCentralWidget(central);

    p.dropFrame = new QFrame(this);
    p.dropFrame->setAttribute(Qt::WA_TransparentForMouseEvents);
    p.dropFrame->setProperty("drop", true);
    p.dropFrame->hide();
}

// The message keeps its distance, but takes none while it is hidden.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    const bool shown = event->type() == QEvent::Show, hidden = event->type() == QEvent::Hide;
    if (watched == parts_->message && (shown || hidden))
        parts_->messageLine->setContentsMargins(shown ? QMargins(12, 8, 12, 0) : QMargins());
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::buildStatusBar() {
    auto& p = *parts_;
    p.readout = new QLabel;
    p.zoom = new QLabel;
    p.device = new QToolButton;
    p.readout->setAccessibleName(tr("Position and value under the cursor"));
    p.zoom->setAccessibleName(tr("Zoom"));
    p.readout->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    p.zoom->setMinimumWidth(64);
    p.zoom->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    p.device->setIcon(look::icon(QStringLiteral("device")));
    p.device->setIconSize(QSize(16, 16));
    p.device->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    p.device->setText(tr("Looking for devices…"));
    p.device->setAccessibleName(tr("Device that computes"));
    auto* bar = statusBar();
    bar->setSizeGripEnabled(false);
    bar->setContentsMargins(12, 0, 4, 0);
    bar->addWidget(p.readout, 1);
    bar->addPermanentWidget(p.zoom);
    bar->addPermanentWidget(p.device);
    connect(p.device, &QToolButton::clicked, this, &MainWindow::showPreferences);
    connect(&p.readingMachine, &QFutureWatcherBase::finished, this, &MainWindow::showDevice);
}

void MainWindow::connectPages() {
    auto& p = *parts_;
    connect(p.rail, &Rail::chosen, this, [this](int page) { showPage(static_cast<Page>(page)); });
    connect(p.home, &HomePage::samplesRequested, this, &MainWindow::trySamples);
    connect(p.home, &HomePage::trainRequested, this, &MainWindow::trainOnImages);
    connect(p.home, &HomePage::predictRequested, this, [this] { showPage(InspectPlace); });
    connect(p.home, &HomePage::openRequested, this, &MainWindow::openRun);
    connect(p.home, &HomePage::resumeRequested, this, &MainWindow::resume);
    connect(p.home, &HomePage::inspectRequested, this, &MainWindow::inspectRun);
    connect(p.train, &StatePanel::actionRequested, this, &MainWindow::trainOnImages);
    connect(p.run, &RunPage::resumeRequested, this, &MainWindow::resume);
    // Who asks for the result wants to see it, not a button that makes it.
    connect(p.run, &RunPage::inspectRequested, this, [this](const fs::path& run) { inspectRun(run), parts_->inspect->predictMissing(kPredictedAtOnce); });
    connect(p.run, &RunPage::discarded, this, [this](const fs::path& run) {
        parts_->library.forget(run);
        parts_->train->showEmpty(tr("The run was discarded."), tr("New training…"));
    });
    connect(p.run, &RunPage::remedyRequested, this, &MainWindow::follow);
    connect(p.run, &RunPage::titleChanged, this, [this](const QString& title) { parts_->runTitle = title, updateTitle(); });
    connect(p.models, &ModelsPage::predictRequested, this, &MainWindow::useModel);
    connect(p.models, &ModelsPage::openRunRequested, this, &MainWindow::openRun);
    connect(p.models, &ModelsPage::fineTuneRequested, this, [this](const fs::path& model) { startWizard({.from = model}); });
    connect(p.inspect, &InspectPage::readoutChanged, this, [this](const QString& readout, double zoom) {
        parts_->readout->setText(readout);
        parts_->zoom->setText(zoom > 0.0 ? tr("%1 %").arg(zoom, 0, 'f', zoom < 9.95 ? 1 : 0) : QString());
    });
    connect(p.drop, &DropPage::pretrainRequested, this,
            [this](const fs::path& images) { startWizard({.images = images, .task = "pretraining"}); });
    connect(p.drop, &DropPage::labelledRequested, this,
            [this](const fs::path& images, const fs::path& targets) { startWizard({.images = images, .targets = targets, .task = "segmentation"}); });
    connect(p.drop, &DropPage::predictRequested, this, &MainWindow::openImages);
    connect(p.drop, &DropPage::cancelled, this, [this] { showPage(parts_->beforeDrop); });
    connect(&p.library, &Library::changed, this, [this] {
        parts_->inspect->setModelChoices(parts_->library.models());
        updateRecent();
        updateStudies();
    });
}

void MainWindow::showPage(Page page) {
    auto& p = *parts_;
    p.stack->setCurrentIndex(page);
    p.rail->setCurrent(page);
    const bool images = page == InspectPlace;
    p.readout->setVisible(images);
    p.zoom->setVisible(images);
    for (auto* action : p.viewActions) action->setEnabled(images);
    updateTitle();
}

MainWindow::Page MainWindow::page() const { return static_cast<Page>(parts_->stack->currentIndex()); }

void MainWindow::updateTitle() {
    const auto& p = *parts_;
    const auto title = page() == TrainPlace && p.train->showsContent() ? p.runTitle : page() == StudyPlace ? p.study->title() : QString();
    setWindowTitle(title.isEmpty() ? tr("Ganoscope") : tr("%1 – Ganoscope").arg(title));
}

void MainWindow::openPath(const fs::path& path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
        parts_->message->tell(MessageBar::Kind::Problem, tr("%1 is not there. It may have been moved, or its drive is not connected.").arg(text(path)));
    } else if (isRun(path) || isStudy(path)) {
        openRun(path);
    } else if (path.extension() == ".safetensors") {
        useModel(path);
    } else if (fs::is_directory(path, ignored)) {
        if (page() != DropPlace) parts_->beforeDrop = page();
        parts_->drop->ask(path);
        showPage(DropPlace);
    } else {
        openImages(path);
    }
}

void MainWindow::openRun(const fs::path& run) {
    if (isStudy(run)) return openStudy(run);
    auto& p = *parts_;
    // The trainings of a study are not listed one by one beside it.
    if (!isStudy(run.parent_path().parent_path())) p.library.remember(run);
    p.run->open(run);
    p.train->showContent();
    showPage(TrainPlace);
}

void MainWindow::inspectRun(const fs::path& run) {
    parts_->inspect->openRun(run);
    showPage(InspectPlace);
}

void MainWindow::openImages(const fs::path& folderOrFile) {
    parts_->inspect->openImages(folderOrFile);
    showPage(InspectPlace);
}

void MainWindow::useModel(const fs::path& model) {
    parts_->inspect->setModel(model);
    showPage(InspectPlace);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const auto urls = event->mimeData()->urls();
    if (urls.isEmpty() || !urls.front().isLocalFile()) return;
    event->acceptProposedAction();
    parts_->dropFrame->setGeometry(centralWidget()->geometry());
    parts_->dropFrame->raise();
    parts_->dropFrame->show();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { parts_->dropFrame->hide(); }

void MainWindow::dropEvent(QDropEvent* event) {
    parts_->dropFrame->hide();
    const auto urls = event->mimeData()->urls();
    if (urls.isEmpty()) return;
    event->acceptProposedAction();
    const auto first = toPath(urls.front().toLocalFile());
    // Several images of one folder stand for their folder.
    openPath(urls.size() > 1 && looksReadable(first) ? first.parent_path() : first);
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    auto& p = *parts_;
    if (std::exchange(p.deviceAsked, true)) return;
    // After the first picture of the window: asking for GPUs may take seconds.
    QTimer::singleShot(200, this, [this] { parts_->readingMachine.setFuture(QtConcurrent::run(readMachine)); });
}

Library& MainWindow::library() { return parts_->library; }
RunSession& MainWindow::session() { return parts_->session; }
InspectPage& MainWindow::inspect() { return *parts_->inspect; }
RunPage& MainWindow::runPage() { return *parts_->run; }

void MainWindow::resetLayout() {
    QSettings().remove(kGeometry);
    showNormal();
    resize(kFirstSize);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!mayClose()) {
        event->ignore();
        return;
    }
    QSettings().setValue(kGeometry, saveGeometry());
    QMainWindow::closeEvent(event);
}

}  // namespace gano

#include "moc_main_window.cpp"
