// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_header.h"

#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

#include "core/image/pixel_size.h"
#include "ui/run/job_header.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

#ifdef __linux__
#include <unistd.h>
#endif

namespace gano {
namespace {

QString deviceText(const std::string& device) { return device == "cpu" ? RunHeader::tr("processor") : text(device); }

}  // namespace

double residentBytes() {
#ifdef __linux__
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) return 0.0;
    const auto parts = file.readAll().split(' ');
    return parts.size() > 1 ? parts[1].toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) : 0.0;
#else
    return 0.0;
#endif
}

RunHeader::RunHeader(QWidget* parent)
    : QWidget(parent), title_(new QLabel(this)), state_(new QLabel(this)), facts_(new QLabel(this)), bar_(new QProgressBar(this)), pause_(new QPushButton(this)),
      stop_(new QPushButton(tr("Stop and keep"), this)), resume_(new QPushButton(this)), inspect_(new QPushButton(tr("Inspect the result"), this)), more_(new QToolButton(this)) {
    layOut();
    connect(pause_, &QPushButton::clicked, this, [this] { canGoOn_ ? Q_EMIT goOnRequested() : Q_EMIT pauseRequested(); });
    connect(stop_, &QPushButton::clicked, this, &RunHeader::stopRequested);
    connect(resume_, &QPushButton::clicked, this, &RunHeader::resumeRequested);
    connect(inspect_, &QPushButton::clicked, this, &RunHeader::inspectRequested);
}

void RunHeader::layOut() {
    layOutJobHeader(this, {title_, state_, facts_, bar_, more_}, {pause_, stop_, resume_, inspect_});
    bar_->setAccessibleName(tr("Progress of the training"));
    stop_->setIcon(look::icon(QStringLiteral("stop")));
    resume_->setIcon(look::icon(QStringLiteral("resume")));
    inspect_->setIcon(look::icon(QStringLiteral("inspect"), Qt::white));
    look::makePrimary(inspect_);
    auto* menu = new QMenu(more_);
    menu->setToolTipsVisible(true);
    save_ = menu->addAction(look::icon(QStringLiteral("save")), tr("Save now"), this, &RunHeader::saveRequested);
    menu->addAction(look::icon(QStringLiteral("folder")), tr("Show folder"), this, &RunHeader::folderRequested);
    report_ = menu->addAction(look::icon(QStringLiteral("open")), tr("Open report"), this, &RunHeader::reportRequested);
    menu->addSeparator();
    discard_ = menu->addAction(look::icon(QStringLiteral("discard")), tr("Discard run…"), this, &RunHeader::discardRequested);
    more_->setMenu(menu);
}

QString RunHeader::title() const { return title_->text(); }

void RunHeader::showPreparing(const QString& title) {
    reading_.reset();
    step_.reset();
    title_->setText(title);
    state_->setText(tr("Preparing"));
    bar_->setRange(0, 0);
    hand_ = Hand::Ours;
    showFacts();
    showButtons();
}

void RunHeader::show(const RunReading& reading, Hand hand) {
    if (!reading_ || reading_->run.folder.root != reading.run.folder.root) step_.reset();
    reading_ = reading;
    hand_ = hand;
    title_->setText(text(planTitle(reading.run.plan)));
    title_->setToolTip(text(reading.run.folder.root));
    showFacts();
    showButtons();
}

void RunHeader::showSession(RunSession::State state, bool canPause, bool canGoOn, bool canStop) {
    session_ = state;
    canPause_ = canPause;
    canGoOn_ = canGoOn;
    canStop_ = canStop;
    showFacts();
    showButtons();
}

void RunHeader::take(const StepFinished& step) {
    step_ = step;
    showFacts();
}

void RunHeader::tick() { showFacts(); }

void RunHeader::showFacts() {
    QStringList facts;
    const bool ours = hand_ == Hand::Ours;
    if (ours && step_ && step_->epochs == 0) {
        bar_->setRange(0, kJobBarSteps);
        bar_->setValue(step_->steps > 0 ? static_cast<int>(kJobBarSteps * step_->step / step_->steps) : 0);
        state_->setText(tr("Preparing: image %L1 of %L2").arg(step_->step).arg(step_->steps));
        return facts_->setText(tr("The images are cut into patches once; later runs on them begin at once."));
    }
    if (!reading_) return facts_->clear();
    const int wanted = reading_->run.plan.training.epochs;
    const int done = reading_->epochsDone();
    const double inEpoch = ours && step_ && step_->steps > 0 && step_->epoch > done ? static_cast<double>(step_->step) / static_cast<double>(step_->steps) : 0.0;
    bar_->setRange(0, kJobBarSteps);
    const bool over = reading_->stands == RunReading::Stands::Done;
    bar_->setValue(over ? kJobBarSteps : static_cast<int>(kJobBarSteps * std::min(1.0, (done + inEpoch) / std::max(1, wanted))));
    auto state = over && done < wanted ? tr("%1 epochs").arg(done) : tr("Epoch %1 of %2").arg(std::min(wanted, inEpoch > 0.0 ? done + 1 : done)).arg(wanted);
    if (ours && session_ == RunSession::State::Paused) state += tr(" · paused");
    else if (ours && session_ == RunSession::State::Stopping) state += tr(" · stopping");
    else if (ours && step_ && step_->secondsLeft >= 0.0) state += tr(" · %1 left").arg(durationText(step_->secondsLeft));
    state_->setText(state);
    if (ours && step_ && step_->imagesPerSecond > 0.0) facts << tr("%1 images/s").arg(numberText(step_->imagesPerSecond));
    facts << tr("on the %1").arg(deviceText(reading_->run.device));
    const auto& profile = reading_->patient.profile;
    if (profile && profile->pixelSize) facts << tr("pixels of %1").arg(text(pixelSizeText(profile->pixelSize)));
    if (ours && residentBytes() > 0.0) facts << tr("%1 of memory").arg(bytesText(residentBytes()));
    if (reading_->saved.isValid()) facts << tr("saved %1").arg(agoText(static_cast<double>(reading_->saved.secsTo(QDateTime::currentDateTime()))));
    if (hand_ == Hand::Elsewhere) facts << tr("steered where it was started, shown live");
    facts_->setText(facts.join(QStringLiteral(" · ")));
    facts_->setToolTip(facts_->text());
}

void RunHeader::showButtons() {
    const bool ours = hand_ == Hand::Ours, working = ours && (session_ == RunSession::State::Running || session_ == RunSession::State::Paused || session_ == RunSession::State::Stopping);
    const bool elsewhere = hand_ == Hand::Elsewhere;
    const auto explained = elsewhere ? tr("This run is steered where it was started: by another program, or on the Study page.") : QString();
    pause_->setVisible(working || elsewhere);
    pause_->setEnabled(working && (canPause_ || canGoOn_));
    pause_->setToolTip(explained);
    pause_->setText(canGoOn_ ? tr("Go on") : tr("Pause"));
    pause_->setIcon(look::icon(canGoOn_ ? QStringLiteral("play") : QStringLiteral("pause")));
    stop_->setVisible(working || elsewhere);
    stop_->setEnabled(working && canStop_);
    stop_->setToolTip(elsewhere ? explained : tr("Stops after this step; everything learned so far is kept and can be resumed."));
    save_->setEnabled(working && canStop_);
    const auto stands = reading_ ? reading_->stands : RunReading::Stands::Running;
    const bool idle = !working && hand_ != Hand::Elsewhere && reading_;
    const bool unfinished = stands == RunReading::Stands::Interrupted || stands == RunReading::Stands::Stopped || stands == RunReading::Stands::Failed;
    resume_->setVisible(idle && unfinished);
    if (reading_) resume_->setText(tr("Resume at epoch %1 of %2").arg(std::min(reading_->epochsDone() + 1, reading_->run.plan.training.epochs)).arg(reading_->run.plan.training.epochs));
    inspect_->setVisible(idle && (reading_->hasModel || reading_->best.has_value()));
    report_->setEnabled(reading_ && reading_->hasReport);
    discard_->setEnabled(hand_ != Hand::Elsewhere && reading_.has_value());
    discard_->setToolTip(explained);
}

}  // namespace gano

#include "moc_run_header.cpp"
