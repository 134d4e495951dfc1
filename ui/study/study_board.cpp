// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_board.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/train/run_folder.h"
#include "ui/study/study_matrix.h"
#include "ui/study/study_panel.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"

namespace gano {
namespace {

namespace fs = std::filesystem;

constexpr int kLookEvery = 2000;  ///< ms
constexpr int kMatrix = 480, kResults = 680;  ///< px, shares of the width.

}  // namespace

StudyBoard::StudyBoard(RunSession& session, QWidget* parent)
    : QWidget(parent), session_(session), message_(new MessageBar), header_(new StudyHeader), verdict_(new QFrame), sentence_(new QLabel), cautions_(new QLabel), matrix_(new StudyMatrix),
      results_(new StudyPanel) {
    auto* split = new QSplitter(Qt::Horizontal);
    split->setChildrenCollapsible(false);
    auto* left = new QWidget;
    auto* trainings = new QVBoxLayout(left);
    trainings->setContentsMargins(0, 0, 0, 0);
    auto* hint = new QLabel(tr("Double-click a training to see its curves and pictures."));
    hint->setWordWrap(true);
    look::makeQuiet(hint);
    trainings->addWidget(matrix_, 1);
    trainings->addWidget(hint);
    trainings->addStretch(0);
    split->addWidget(left);
    split->addWidget(results_);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({kMatrix, kResults});
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    column->addWidget(header_);
    column->addWidget(message_);
    column->addWidget(verdictFrame());
    column->addWidget(split, 1);
    panel_ = new StatePanel(content);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(panel_);
    connectHeader();
    connect(matrix_, &StudyMatrix::cellOpened, this, &StudyBoard::openCell);
    connect(panel_, &StatePanel::actionRequested, this, &StudyBoard::newRequested);
    connect(&session_, &RunSession::eventsArrived, this, &StudyBoard::takeEvents);
    connect(&session_, &RunSession::stateChanged, this, &StudyBoard::showState);
    connect(&session_, &RunSession::finished, this, &StudyBoard::finish);
    connect(&background_, &Background::idle, this, [this] { if (std::exchange(readAgain_, false)) read(); });
    clock_.setInterval(kLookEvery);
    connect(&clock_, &QTimer::timeout, this, [this] { if (isOurs() || (reading_ && reading_->summary.running)) read(); });
}

StudyBoard::~StudyBoard() = default;

// The same calm frame whatever the verdict is: no benefit is a result, too.
QWidget* StudyBoard::verdictFrame() {
    verdict_->setProperty("card", true);
    verdict_->setObjectName(QStringLiteral("verdict"));
    auto large = sentence_->font();
    large.setPixelSize(15);
    large.setWeight(QFont::DemiBold);
    sentence_->setFont(large);
    look::makeQuiet(cautions_);
    for (auto* label : {sentence_, cautions_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    auto* column = new QVBoxLayout(verdict_);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(6);
    column->addWidget(sentence_);
    column->addWidget(cautions_);
    verdict_->hide();
    return verdict_;
}

void StudyBoard::connectHeader() {
    connect(header_, &StudyHeader::pauseRequested, &session_, &RunSession::pause);
    connect(header_, &StudyHeader::goOnRequested, &session_, &RunSession::goOn);
    connect(header_, &StudyHeader::stopRequested, &session_, &RunSession::stop);
    connect(header_, &StudyHeader::resumeRequested, this, [this] { Q_EMIT resumeRequested(folder_); });
    connect(header_, &StudyHeader::newRequested, this, &StudyBoard::newRequested);
    connect(header_, &StudyHeader::reportRequested, this, &StudyBoard::openReport);
    connect(header_, &StudyHeader::csvRequested, this, [this] { saveTable(false); });
    connect(header_, &StudyHeader::latexRequested, this, [this] { saveTable(true); });
    connect(header_, &StudyHeader::figureRequested, this, &StudyBoard::saveFigure);
    connect(header_, &StudyHeader::folderRequested, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(text(folder_))); });
}

bool StudyBoard::isOurs() const { return !followed_.empty() && followed_ == folder_; }

StudyHeader::Hand StudyBoard::hand() const {
    if (isOurs()) return StudyHeader::Hand::Ours;
    return reading_ && reading_->summary.running ? StudyHeader::Hand::Elsewhere : StudyHeader::Hand::Nobody;
}

void StudyBoard::open(const fs::path& study) {
    if (study != folder_) {
        reading_.reset();
        step_.reset();
        toldFailures_ = 0;
        message_->hide();
        panel_->showLoading(tr("Reading the study…"));
    }
    folder_ = study;
    read();
    showState();
    clock_.start();
    Q_EMIT titleChanged(text(study.filename()));
}

void StudyBoard::follow(const fs::path& folder, const std::optional<Study>& study) {
    if (folder != folder_) reading_.reset();
    followed_ = folder_ = folder;
    step_.reset();
    toldFailures_ = 0;
    worked_ = 0.0;
    working_.start();
    paceBegun_ = false;
    message_->hide();
    if (study) take(waitingStudy(folder, *study));
    else if (!reading_) panel_->showLoading(tr("Reading the study…"));
    read();
    showState();
    clock_.start();
    Q_EMIT titleChanged(text(folder.filename()));
}

void StudyBoard::read() {
    if (folder_.empty() || !isVisible()) return;
    if (background_.isBusy()) {
        readAgain_ = true;
        return;
    }
    background_.start([this, folder = folder_](const Background::Ticket&) -> Background::Done {
        try {
            const auto reading = std::make_shared<StudyReading>(readStudyFolder(folder));
            return [this, reading, folder] { if (folder == folder_) take(*reading); };
        } catch (const std::exception& error) {
            // Our own study has no folder yet while it is being made.
            return [this, folder, sentence = text(std::string(error.what()))] { if (folder == folder_ && !isOurs()) panel_->showFailed(sentence, tr("Other studies")); };
        }
    });
}

void StudyBoard::take(const StudyReading& reading) {
    reading_ = reading;
    header_->show(reading, hand());
    matrix_->cells().setCells(reading.summary.cells);
    results_->show(reading);
    countTime();
    showVerdict();
    showFailures();
    panel_->showContent();
}

void StudyBoard::showVerdict() {
    const auto& results = reading_->results;
    QStringList cautions;
    for (const auto& one : results.cautions) cautions << text(one);
    sentence_->setText(text(results.sentence));
    cautions_->setText(cautions.join(QLatin1Char('\n')));
    cautions_->setVisible(!cautions.isEmpty());
    verdict_->setVisible(!results.arms.empty() && !results.sentence.empty());
}

void StudyBoard::showFailures() {
    const auto failed = reading_->failed();
    if (failed == toldFailures_) return;
    toldFailures_ = failed;
    QStringList lines;
    for (const auto& one : reading_->summary.cells)
        if (one.state == CellState::Failed) lines << tr("%1: %2").arg(text(one.cell.title), text(one.message));
    if (lines.isEmpty()) return message_->hide();
    const auto first = lines.front();
    message_->tell(MessageBar::Kind::Problem, failed == 1 ? tr("One training failed. %1").arg(first) : tr("%1 trainings failed. The first: %2").arg(failed).arg(first), {},
                   failed > 1 ? lines.join(QLatin1Char('\n')) : QString());
}

void StudyBoard::countTime() {
    if (!isOurs()) return header_->showStep(std::nullopt, std::nullopt);
    double whole = 0.0, done = 0.0;
    for (const auto& one : reading_->summary.cells) whole += workOf(one), done += workDone(one);
    if (!std::exchange(paceBegun_, true)) pace_.begin(done);
    pace_.note(done, whole, worked_ + (working_.isValid() ? static_cast<double>(working_.elapsed()) / 1000.0 : 0.0));
    header_->showStep(step_, pace_.left());
}

void StudyBoard::takeEvents(const std::vector<RunEvent>& events) {
    if (followed_.empty()) return;
    bool changed = false;
    for (const auto& event : events) {
        if (std::holds_alternative<PartStarted>(event)) step_.reset();
        if (const auto* step = std::get_if<StepFinished>(&event)) step_ = *step;
        if (const auto* warning = std::get_if<Warning>(&event); warning != nullptr && isOurs()) message_->tell(MessageBar::Kind::Warning, text(warning->sentence));
        changed = changed || std::holds_alternative<PartStarted>(event) || std::holds_alternative<PartFinished>(event) || std::holds_alternative<EpochFinished>(event);
    }
    if (!isOurs() || !reading_) return;
    header_->showStep(step_, pace_.left());
    const auto* now = reading_->running();
    if (now != nullptr && step_ && step_->epochs > 0 && step_->steps > 0 && step_->epoch > now->epoch)
        matrix_->cells().setPart(now->cell.name, static_cast<double>(step_->step) / static_cast<double>(step_->steps));
    if (changed) read();
}

void StudyBoard::finish(const Outcome& outcome) {
    if (followed_.empty()) return;
    const auto finished = std::exchange(followed_, {});
    step_.reset();
    if (finished != folder_) return;
    // What is being read now may be older than the end.
    background_.drop();
    readAgain_ = false;
    if (outcome.result == RunOutcome::Failed) {
        message_->tell(MessageBar::Kind::Problem, text(outcome.message));
        if (!isStudy(finished)) return panel_->showFailed(text(outcome.message), tr("Other studies"));
    }
    if (reading_) reading_->summary.running = false;
    showState();
    read();
}

void StudyBoard::showState() {
    const bool paused = session_.state() == RunSession::State::Paused;
    if (isOurs() && paused && working_.isValid()) worked_ += static_cast<double>(working_.elapsed()) / 1000.0, working_.invalidate();
    if (isOurs() && session_.state() == RunSession::State::Running && !working_.isValid()) working_.start();
    header_->showSession(isOurs() ? session_.state() : RunSession::State::Idle, !isOurs() && session_.isBusy());
    if (reading_) header_->show(*reading_, hand());
}

void StudyBoard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    read();
}

void StudyBoard::openCell(const CellStatus& cell) {
    const auto run = reading_->summary.folder.cell(cell.cell.name);
    if (isRun(run)) return Q_EMIT cellRequested(run);
    message_->tell(MessageBar::Kind::Information, cell.state == CellState::Failed ? tr("%1: %2").arg(text(cell.cell.title), text(cell.message)) : tr("“%1” has not begun yet.").arg(text(cell.cell.title)));
}

void StudyBoard::openReport() {
    // Made anew, so that it holds what is shown, also of a study that runs.
    background_.start([this, folder = folder_](const Background::Ticket&) -> Background::Done {
        try {
            writeStudyReport(folder);
            return [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(text(StudyFolder{folder}.report()))); };
        } catch (const std::exception& error) {
            return [this, sentence = text(std::string(error.what()))] { message_->tell(MessageBar::Kind::Problem, sentence); };
        }
    });
}

void StudyBoard::save(const QString& file, const std::string& words) {
    background_.start([this, file, words](const Background::Ticket&) -> Background::Done {
        try {
            writeTextAtomically(toPath(file), words);
            return [this, file] { message_->tell(MessageBar::Kind::Information, tr("Saved as %1.").arg(QDir::toNativeSeparators(file))); };
        } catch (const std::exception& error) {
            return [this, sentence = text(std::string(error.what()))] { message_->tell(MessageBar::Kind::Problem, sentence); };
        }
    });
}

void StudyBoard::saveTable(bool latex) {
    if (!reading_) return;
    const auto usual = folder_ / (latex ? "scores.tex" : "scores.csv");
    const auto file = QFileDialog::getSaveFileName(this, tr("Save table"), text(usual), latex ? tr("LaTeX (*.tex)") : tr("CSV (*.csv)"));
    if (!file.isEmpty()) save(file, latex ? studyTableLatex(reading_->summary.study, reading_->results) : studyTableCsv(reading_->results));
}

void StudyBoard::saveFigure() {
    const auto file = QFileDialog::getSaveFileName(this, tr("Save figure"), text(folder_ / "figure.pdf"), tr("PDF (*.pdf);;PNG (*.png)"));
    if (file.isEmpty()) return;
    if (results_->savePicture(file)) message_->tell(MessageBar::Kind::Information, tr("Saved as %1.").arg(QDir::toNativeSeparators(file)));
    else message_->tell(MessageBar::Kind::Problem, tr("%1 could not be written. Choose another place, or free some space.").arg(QDir::toNativeSeparators(file)));
}

}  // namespace gano

#include "moc_study_board.cpp"
