// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_page.h"

#include <QDesktopServices>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>
#include <utility>

#include "core/tasks/task.h"
#include "ui/run/curve_panel.h"
#include "ui/run/preview_strip.h"
#include "ui/run/run_log.h"
#include "ui/run/run_session.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"

namespace fs = std::filesystem;

namespace gano {
namespace {

constexpr int kSecond = 1000;     ///< ms
constexpr int kFollowEvery = 2;  ///< s between two looks at a run of another program.

constexpr int kJudgedFrom = 3;  ///< Epochs.
constexpr int kCurves = 620, kPictures = 500;  ///< px, shares of the width.

template <class... Callables>
struct Overloaded : Callables... {
    using Callables::operator()...;
};

}  // namespace

RunPage::RunPage(RunSession& session, QWidget* parent)
    : QWidget(parent), session_(session), message_(new MessageBar(this)), header_(new RunHeader(this)), curves_(new CurvePanel(this)), strip_(new PreviewStrip(this)), log_(new RunLog(this)) {
    layOut();
    connectHeader();
    connect(&session_, &RunSession::eventsArrived, this, &RunPage::takeEvents);
    connect(&session_, &RunSession::stateChanged, this, &RunPage::showState);
    connect(&session_, &RunSession::finished, this, &RunPage::finish);
    connect(log_, &RunLog::remedyRequested, this, &RunPage::applyRemedy);
    connect(curves_, &CurvePanel::failed, this, [this](const QString& sentence) { message_->tell(MessageBar::Kind::Problem, sentence); });
    connect(&background_, &Background::idle, this, [this] { if (std::exchange(readAgain_, false)) read(); });
    clock_.setInterval(kSecond);
    connect(&clock_, &QTimer::timeout, this, &RunPage::tick);
    panel_->showEmpty(tr("A training run appears here: its curves, its sample pictures, and the buttons that steer it."));
}

RunPage::~RunPage() = default;

void RunPage::layOut() {
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(2 * look::kGrid, 2 * look::kGrid, 2 * look::kGrid, look::kGrid);
    column->setSpacing(2 * look::kGrid);
    column->addWidget(message_);
    column->addWidget(header_);
    auto* splitter = new QSplitter(content);
    splitter->addWidget(curves_);
    splitter->addWidget(strip_);
    splitter->setStretchFactor(0, kCurves);
    splitter->setStretchFactor(1, kPictures);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({kCurves, kPictures});
    splitter->setHandleWidth(2 * look::kGrid);
    column->addWidget(splitter, 1);
    column->addWidget(log_);
    panel_ = new StatePanel(content, this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(panel_);
}

void RunPage::connectHeader() {
    connect(header_, &RunHeader::pauseRequested, &session_, &RunSession::pause);
    connect(header_, &RunHeader::goOnRequested, &session_, &RunSession::goOn);
    connect(header_, &RunHeader::stopRequested, &session_, &RunSession::stop);
    connect(header_, &RunHeader::saveRequested, &session_, &RunSession::save);
    connect(header_, &RunHeader::discardRequested, this, &RunPage::discard);
    connect(header_, &RunHeader::resumeRequested, this, [this] { Q_EMIT resumeRequested(run_); });
    connect(header_, &RunHeader::inspectRequested, this, [this] { Q_EMIT inspectRequested(run_); });
    connect(header_, &RunHeader::folderRequested, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(text(run_))); });
    connect(header_, &RunHeader::reportRequested, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(text(RunFolder{run_}.report()))); });
}

bool RunPage::isOurs() const { return session_.isBusy() && !followed_.empty() && followed_ == run_; }

RunHeader::Hand RunPage::hand() const {
    // Also in the moments before it starts and until its end has been read.
    if (!followed_.empty() && followed_ == run_) return RunHeader::Hand::Ours;
    return reading_ && reading_->stands == RunReading::Stands::Running ? RunHeader::Hand::Elsewhere : RunHeader::Hand::Nobody;
}

void RunPage::open(const fs::path& run) {
    if (run != run_) {
        reading_.reset();
        // What our training tells is kept while another run is looked at.
        if (run != watched_ && followed_.empty()) watched_.clear(), told_.clear();
        log_->clear();
        log_->clearFindings();
        message_->hide();
        panel_->showLoading(tr("Reading the run…"));
    }
    run_ = run;
    showLog();
    read();
    clock_.start();
}

void RunPage::follow(const fs::path& run) {
    const bool again = run == followed_ && session_.isBusy();
    followed_ = run_ = run;
    reading_.reset();
    if (!again) told_.clear();
    watched_ = run;
    discardWhenStopped_ = false;
    message_->hide();
    log_->clear();
    log_->clearFindings();
    showLog();
    log_->setVerdict(RunLog::Mood::Working, tr("The images are being looked at."));
    header_->showPreparing(text(run.filename()));
    curves_->show({}, std::nullopt);
    strip_->show({}, TargetKind::None);
    panel_->showContent();
    Q_EMIT titleChanged(text(run.filename()));
    clock_.start();
    // A resumed run has a past.
    if (isRun(run)) read();
}

void RunPage::read() {
    if (run_.empty() || !isVisible()) return;
    if (background_.isBusy()) {
        readAgain_ = true;
        return;
    }
    background_.start([this, folder = run_](const Background::Ticket&) -> Background::Done {
        try {
            const auto reading = std::make_shared<RunReading>(readRunFolder(folder));
            return [this, reading, folder] { if (folder == run_) take(*reading); };
        } catch (const std::exception& error) {
            return [this, folder, sentence = text(std::string(error.what()))] { if (folder == run_) showFailure(sentence); };
        }
    });
}

void RunPage::take(const RunReading& reading) {
    const bool changed = !reading_ || reading_->stands != reading.stands;
    reading_ = reading;
    if (changed) warn();
    header_->show(reading, hand());
    curves_->show(reading.metrics, reading.best ? std::optional(reading.best->epoch) : std::nullopt);
    strip_->show(reading.pictures, task(reading.run.plan.task).target);
    // Whoever watched it has seen more than the folder tells.
    if (!isOurs() && watched_ != run_) log_->fill(reading);
    tellVerdict();
    panel_->showContent();
    Q_EMIT titleChanged(text(run_.filename()));
}

void RunPage::note(const QString& sentence) {
    told_ << RunLog::timed(sentence);
    if (watched_ == run_) log_->add(told_.back());
}

void RunPage::showLog() {
    if (watched_ != run_) return;
    for (const auto& line : std::as_const(told_)) log_->add(line);
}

/// On top of the page: why a run ended that should not have.
void RunPage::warn() {
    if (isOurs() || !reading_) return;
    if (reading_->stands == RunReading::Stands::Failed && !reading_->run.status.message.empty())
        message_->tell(MessageBar::Kind::Problem, text(reading_->run.status.message));
}

void RunPage::showFailure(const QString& sentence) {
    // Our own run has no folder yet while its images are being checked.
    if (isOurs()) return;
    if (reading_) message_->tell(MessageBar::Kind::Problem, sentence);
    else panel_->showFailed(sentence);
}

void RunPage::takeEvents(const std::vector<RunEvent>& events) {
    if (followed_.empty()) return;
    for (const auto& event : events) takeEvent(event);
}

void RunPage::takeEvent(const RunEvent& event) {
    const bool shown = followed_ == run_;
    std::visit(Overloaded{
                   [&](const StepFinished& step) { if (shown) header_->take(step); },
                   [&](const RunStarted& started) { note(tr("%1, on %2.").arg(text(started.title), text(started.device))), read(); },
                   [&](const EpochFinished& epoch) {
                       QStringList parts;
                       for (const auto& [name, value] : epoch.metrics)
                           if (name.starts_with("val_") || name == "train_loss") parts << columnText(name, value);
                       note(tr("Epoch %1: %2%3").arg(epoch.epoch).arg(parts.join(QStringLiteral(", ")), epoch.best ? tr(" — the best so far") : QString()));
                       read();
                   },
                   [&](const PreviewReady&) { read(); },
                   [&](const CheckpointSaved& saved) { note(tr("Saved after epoch %1.").arg(saved.epoch)), read(); },
                   [&](const Notice& notice) { note(text(notice.sentence)); },
                   [&](const Warning& warning) {
                       note(text(warning.sentence));
                       if (shown) message_->tell(MessageBar::Kind::Warning, text(warning.sentence));
                   },
                   [](const auto&) {},
               },
               event);
}

void RunPage::finish(const Outcome& outcome) {
    if (followed_.empty()) return;
    const auto finished = std::exchange(followed_, {});
    note(text(outcome.message));
    if (finished != run_) return;
    // What is being read now may be older than the end.
    background_.drop();
    readAgain_ = false;
    if (reading_) {
        using Stands = RunReading::Stands;
        reading_->stands = outcome.result == RunOutcome::Done ? Stands::Done : outcome.result == RunOutcome::Stopped ? Stands::Stopped : Stands::Failed;
    }
    if (discardWhenStopped_) return throwAway();
    const bool failed = outcome.result == RunOutcome::Failed;
    if (failed) message_->tell(MessageBar::Kind::Problem, text(outcome.message));
    // Without a folder nothing can be read: the sentence is all there is.
    if (failed && !isRun(finished)) return panel_->showFailed(text(outcome.message));
    showState();
    read();
}

void RunPage::showState() {
    if (run_.empty()) return;
    header_->showSession(isOurs() ? session_.state() : RunSession::State::Idle, isOurs() && session_.canPause(), isOurs() && session_.canGoOn(), isOurs() && session_.canStop());
    if (reading_) header_->show(*reading_, hand());
    tellVerdict();
}

void RunPage::applyRemedy(const Remedy& remedy) {
    if (remedy.kind == Remedy::Kind::Stop) {
        if (isOurs() && session_.canStop()) return session_.stop();
        return message_->tell(MessageBar::Kind::Information, tr("This run is being trained by another program: stop it there. Its best epoch is kept."));
    }
    Q_EMIT remedyRequested(run_, remedy);
}

void RunPage::tellVerdict() {
    if (!reading_) return;
    log_->setFindings(reading_->patient, reading_->found);
    const auto judged = text(verdict(reading_->patient, reading_->found));
    const auto best = reading_->best ? tr("Best epoch %1: %2.").arg(reading_->best->epoch).arg(columnText(reading_->best->metric, reading_->best->value)) : QString();
    const auto severity = worst(reading_->found);
    const bool bad = severity != Finding::Severity::Information;
    const auto say = [&](RunLog::Mood mood, const QString& words) {
        QStringList parts{words, best, judged};
        parts.removeAll(QString());
        log_->setVerdict(severity == Finding::Severity::Problem ? RunLog::Mood::Problem : bad ? RunLog::Mood::Warning : mood, parts.join(QLatin1Char(' ')));
    };
    const auto message = text(reading_->run.status.message);
    if (isOurs() && session_.state() == RunSession::State::Paused) return say(RunLog::Mood::Working, tr("Paused."));
    switch (reading_->stands) {
        case RunReading::Stands::Running: return say(reading_->patient.epochs() < kJudgedFrom ? RunLog::Mood::Working : RunLog::Mood::Fine, tr("Training."));
        case RunReading::Stands::Interrupted: return say(RunLog::Mood::Warning, tr("Interrupted. Everything up to the last save is kept; resume it to go on."));
        case RunReading::Stands::Stopped: return say(RunLog::Mood::Fine, tr("Stopped and kept."));
        case RunReading::Stands::Failed: return log_->setVerdict(RunLog::Mood::Problem, bad ? message + QLatin1Char(' ') + tr("See the details.") : message);
        case RunReading::Stands::Done: return say(RunLog::Mood::Fine, tr("Finished."));
    }
}

void RunPage::tick() {
    header_->tick();
    if (++ticks_ % kFollowEvery != 0 || !isVisible() || isOurs()) return;
    if (!reading_ || reading_->stands == RunReading::Stands::Running) read();
}

void RunPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    read();
}

bool RunPage::asksToDiscard() {
    QMessageBox question(this);
    question.setWindowTitle(tr("Discard run"));
    question.setIconPixmap(look::icon(QStringLiteral("discard")).pixmap(QSize(32, 32), devicePixelRatioF()));
    question.setText(tr("Discard “%1”?").arg(text(run_.filename())));
    question.setInformativeText(tr("Its weights, curves and pictures go to the trash. Your images are not touched."));
    auto* go = question.addButton(isOurs() ? tr("Stop and discard") : tr("Discard run"), QMessageBox::DestructiveRole);
    auto* keep = question.addButton(tr("Keep it"), QMessageBox::RejectRole);
    question.setDefaultButton(keep);
    question.setEscapeButton(keep);
    question.exec();
    return question.clickedButton() == go;
}

void RunPage::discard() {
    if (!asksToDiscard()) return;
    if (!isOurs()) return throwAway();
    discardWhenStopped_ = true;
    session_.stop();
}

void RunPage::throwAway() {
    discardWhenStopped_ = false;
    if (isHeld(run_)) return message_->tell(MessageBar::Kind::Problem, tr("This run is being trained by another program, so it was kept."));
    if (!QFile::moveToTrash(text(run_))) {
        const auto sentence = tr("“%1” could not be moved to the trash, so it was kept. Remove its folder by hand.").arg(text(run_.filename()));
        read();
        return message_->tell(MessageBar::Kind::Problem, sentence);
    }
    const auto gone = std::exchange(run_, {});
    reading_.reset();
    clock_.stop();
    panel_->showEmpty(tr("“%1” was moved to the trash.").arg(text(gone.filename())));
    Q_EMIT titleChanged({});
    Q_EMIT discarded(gone);
}

}  // namespace gano

#include "moc_run_page.cpp"
