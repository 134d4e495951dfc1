// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_window.h"

#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QMenuBar>
#include <QPixmap>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/error.h"
#include "core/train/run_folder.h"
#include "ui/run/curve_plot.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

QString stateText(const RunStatus& status, std::size_t epochs, int wanted) {
    const auto done = RunWindow::tr("%1 of %2 epochs").arg(epochs).arg(wanted);
    if (status.state == "running") return RunWindow::tr("Running or interrupted, %1 done").arg(done);
    return RunWindow::tr("%1 (%2)").arg(text(status.message), done);
}

}  // namespace

RunWindow::RunWindow(QWidget* parent)
    : QMainWindow(parent), pages_(new QStackedWidget(this)), message_(new QLabel(this)), heading_(new QLabel(this)), summary_(new QLabel(this)),
      picture_(new QLabel(this)), caption_(new QLabel(tr("Validation images. Left: input. Middle: what the network made of it. Right: target."), this)) {
    setWindowTitle(tr("Ganoscope"));
    resize(1200, 760);
    auto* file = menuBar()->addMenu(tr("&File"));
    auto* openAction = file->addAction(tr("&Open run…"));
    openAction->setShortcut(QKeySequence::Open);
    connect(openAction, &QAction::triggered, this, &RunWindow::choose);
    auto* quit = file->addAction(tr("&Quit"));
    quit->setShortcut(QKeySequence::Quit);
    connect(quit, &QAction::triggered, this, &QWidget::close);

    message_->setAlignment(Qt::AlignCenter);
    message_->setWordWrap(true);
    message_->setMargin(40);
    pages_->addWidget(message_);

    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    auto font = heading_->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setBold(true);
    heading_->setFont(font);
    summary_->setWordWrap(true);
    layout->addWidget(heading_);
    layout->addWidget(summary_);

    auto* curves = new QWidget(page);
    auto* grid = new QVBoxLayout(curves);
    grid->setContentsMargins(0, 0, 0, 0);
    plots_ = {
        new CurvePlot(tr("Adversarial losses"), {{"train_g_adversarial", tr("Generator")}, {"train_d_real", tr("Discriminator, real")}, {"train_d_fake", tr("Discriminator, made")}}, curves),
        new CurvePlot(tr("L1 distance to the target"), {{"train_g_l1", tr("Training")}, {"val_l1", tr("Validation")}}, curves),
        new CurvePlot(tr("Loss"), {{"train_loss", tr("Training")}, {"val_loss", tr("Validation")}}, curves),
        new CurvePlot(tr("Overlap with the labels on validation images"), {{"val_dice", tr("Dice")}, {"val_iou", tr("IoU")}}, curves),
    };
    for (auto* plot : plots_) grid->addWidget(plot);

    auto* pictures = new QWidget(page);
    auto* pictureLayout = new QVBoxLayout(pictures);
    pictureLayout->setContentsMargins(0, 0, 0, 0);
    caption_->setWordWrap(true);
    auto* scroll = new QScrollArea(pictures);
    scroll->setWidget(picture_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    picture_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    pictureLayout->addWidget(caption_);
    pictureLayout->addWidget(scroll, 1);
    pictureArea_ = scroll;
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    scroll->viewport()->installEventFilter(this);

    auto* splitter = new QSplitter(page);
    splitter->addWidget(curves);
    splitter->addWidget(pictures);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    layout->addWidget(splitter, 1);
    pages_->addWidget(page);
    setCentralWidget(pages_);

    tell(tr("Open the folder of a run with File, Open run.\nRuns are made with ganoscope-cli pretrain and ganoscope-cli finetune."));
    timer_.setInterval(2000);
    connect(&timer_, &QTimer::timeout, this, &RunWindow::refresh);
}

void RunWindow::choose() {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Open run"));
    if (!folder.isEmpty()) open(fs::path(folder.toStdU16String()));
}

void RunWindow::open(const fs::path& run) {
    run_ = run;
    shownPicture_.clear();
    refresh();
    timer_.start();
}

void RunWindow::tell(const QString& sentence) {
    message_->setText(sentence);
    pages_->setCurrentIndex(0);
}

void RunWindow::refresh() {
    try {
        const auto run = readRun(run_);
        const auto table = readMetrics(run.folder.metrics());
        heading_->setText(text(planTitle(run.plan)));
        summary_->setText(stateText(run.status, table.epochs.size(), run.plan.training.epochs) + QLatin1Char('\n') + text(fs::absolute(run_).lexically_normal().string()));
        for (auto* plot : plots_) plot->show(table);
        showPicture();
        pages_->setCurrentIndex(1);
        if (run.status.state != "running") timer_.stop();
    } catch (const std::exception& failure) {
        timer_.stop();
        tell(text(failure.what()));
    }
}

void RunWindow::showPicture() {
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(RunFolder{run_}.previews(), ignored))
        if (entry.path().extension() == ".png") files.push_back(entry.path());
    caption_->setVisible(!files.empty());
    if (files.empty()) {
        picture_->setText(tr("Pictures appear after the first epoch."));
        return;
    }
    const auto newest = *std::max_element(files.begin(), files.end());
    if (newest == shownPicture_) return;
    const QPixmap pixmap(QString::fromStdU16String(newest.u16string()));
    if (pixmap.isNull()) return;
    newestPicture_ = pixmap;
    shownPicture_ = newest;
    fitPicture();
}

/// Three columns side by side are only worth something when all three are seen.
void RunWindow::fitPicture() {
    if (newestPicture_.isNull()) return;
    const auto ratio = devicePixelRatioF();
    auto scaled = newestPicture_.scaledToWidth(static_cast<int>(pictureArea_->viewport()->width() * ratio), Qt::SmoothTransformation);
    scaled.setDevicePixelRatio(ratio);
    picture_->setPixmap(scaled);
}

bool RunWindow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) fitPicture();
    return QMainWindow::eventFilter(watched, event);
}

}  // namespace gano
