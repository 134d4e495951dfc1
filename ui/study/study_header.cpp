// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_header.h"

#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <algorithm>

#include "ui/run/job_header.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

StudyHeader::StudyHeader(QWidget* parent)
    : QWidget(parent), title_(new QLabel(this)), state_(new QLabel(this)), facts_(new QLabel(this)), bar_(new QProgressBar(this)), pause_(new QPushButton(this)), stop_(new QPushButton(tr("Stop and keep"), this)),
      resume_(new QPushButton(tr("Go on with the study"), this)), report_(new QPushButton(tr("Open report"), this)), more_(new QToolButton(this)) {
    layOut();
    connect(pause_, &QPushButton::clicked, this, [this] { session_ == RunSession::State::Paused ? Q_EMIT goOnRequested() : Q_EMIT pauseRequested(); });
    connect(stop_, &QPushButton::clicked, this, &StudyHeader::stopRequested);
    connect(resume_, &QPushButton::clicked, this, &StudyHeader::resumeRequested);
    connect(report_, &QPushButton::clicked, this, &StudyHeader::reportRequested);
}

void StudyHeader::layOut() {
    layOutJobHeader(this, {title_, state_, facts_, bar_, more_}, {pause_, stop_, resume_, report_});
    bar_->setAccessibleName(tr("Progress of the study"));
    stop_->setIcon(look::icon(QStringLiteral("stop")));
    stop_->setToolTip(tr("Stops after this step; finished trainings and the one under way are kept, and the study can be gone on with."));
    resume_->setIcon(look::icon(QStringLiteral("resume"), Qt::white));
    look::makePrimary(resume_);
    report_->setIcon(look::icon(QStringLiteral("open")));
    report_->setToolTip(tr("One page with everything, to read, print and send"));
    auto* menu = new QMenu(more_);
    csv_ = menu->addAction(look::icon(QStringLiteral("export")), tr("Save table as CSV…"), this, &StudyHeader::csvRequested);
    latex_ = menu->addAction(look::icon(QStringLiteral("export")), tr("Save table as LaTeX…"), this, &StudyHeader::latexRequested);
    figure_ = menu->addAction(look::icon(QStringLiteral("export")), tr("Save figure…"), this, &StudyHeader::figureRequested);
    menu->addSeparator();
    menu->addAction(look::icon(QStringLiteral("folder")), tr("Show folder"), this, &StudyHeader::folderRequested);
    menu->addAction(look::icon(QStringLiteral("add")), tr("New study…"), this, &StudyHeader::newRequested);
    more_->setMenu(menu);
}

void StudyHeader::show(const StudyReading& reading, Hand hand) {
    reading_ = reading;
    hand_ = hand;
    title_->setText(text(reading.summary.study.title.empty() ? reading.summary.folder.root.filename().string() : reading.summary.study.title));
    title_->setToolTip(text(reading.summary.folder.root));
    showFacts();
    showButtons();
}

void StudyHeader::showSession(RunSession::State state, bool otherJob) {
    session_ = state;
    otherJob_ = otherJob;
    showFacts();
    showButtons();
}

void StudyHeader::showStep(const std::optional<StepFinished>& step, std::optional<double> secondsLeft) {
    step_ = step;
    left_ = secondsLeft;
    showFacts();
}

void StudyHeader::showFacts() {
    if (!reading_) return;
    const auto& cells = reading_->summary.cells;
    double whole = 0.0, done = 0.0;
    for (const auto& one : cells) whole += workOf(one), done += workDone(one);
    const bool ours = hand_ == Hand::Ours;
    const auto* now = hand_ == Hand::Nobody ? nullptr : reading_->running();
    if (ours && now != nullptr && step_ && step_->epochs > 0 && step_->steps > 0 && step_->epoch > now->epoch)
        done += workOf(*now) / step_->epochs * static_cast<double>(step_->step) / static_cast<double>(step_->steps);
    bar_->setValue(whole > 0.0 ? static_cast<int>(kJobBarSteps * std::min(1.0, done / whole)) : 0);
    const auto count = reading_->done(), failed = reading_->failed();
    auto state = count == cells.size() ? tr("%1 trainings done").arg(count) : tr("%1 of %2 trainings done").arg(count).arg(cells.size());
    if (failed > 0) state += tr(" · %1 failed").arg(failed);
    if (ours && session_ == RunSession::State::Paused) state += tr(" · paused");
    else if (ours && session_ == RunSession::State::Stopping) state += tr(" · stopping");
    else if (ours && left_) state += tr(" · %1 left").arg(durationText(*left_));
    state_->setText(state);

    QStringList facts;
    if (now != nullptr) {
        facts << tr("Now: %1").arg(text(now->cell.title));
        if (ours && step_ && step_->epochs == 0 && step_->steps > 0) facts << tr("preparing image %L1 of %L2").arg(step_->step).arg(step_->steps);
        else facts << stateText(*now).toLower();
        if (ours && step_ && step_->imagesPerSecond > 0.0) facts << tr("%1 images/s").arg(numberText(step_->imagesPerSecond));
        if (hand_ == Hand::Elsewhere) facts << tr("run by another program, shown live");
    } else if (hand_ != Hand::Nobody) {
        facts << tr("Preparing");
    } else if (!reading_->isFinished()) {
        facts << tr("Not running. What is done stays as it is; the rest follows when the study goes on.");
    } else {
        facts << text(reading_->summary.study.question);
    }
    facts_->setText(facts.join(QStringLiteral(" · ")));
    facts_->setToolTip(facts_->text());
}

void StudyHeader::showButtons() {
    const bool ours = hand_ == Hand::Ours, stopping = session_ == RunSession::State::Stopping;
    const bool paused = ours && session_ == RunSession::State::Paused;
    const auto steered = hand_ == Hand::Elsewhere ? tr("This study is steered by the program that started it.") : QString();
    pause_->setVisible(hand_ != Hand::Nobody);
    pause_->setEnabled(ours && !stopping);
    pause_->setToolTip(steered);
    pause_->setText(paused ? tr("Go on") : tr("Pause"));
    pause_->setIcon(look::icon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
    stop_->setVisible(hand_ != Hand::Nobody);
    stop_->setEnabled(ours && !stopping);
    resume_->setVisible(hand_ == Hand::Nobody && reading_ && !reading_->isFinished());
    resume_->setEnabled(!otherJob_);
    resume_->setToolTip(otherJob_ ? tr("Another job is running. One thing runs at a time.") : tr("Finished trainings stay as they are; the others follow."));
    const bool scores = reading_ && !reading_->results.arms.empty();
    report_->setEnabled(scores);
    for (auto* action : {csv_, latex_, figure_}) action->setEnabled(scores);
}

}  // namespace gano

#include "moc_study_header.cpp"
