// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_page.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/study/study_board.h"
#include "ui/study/study_chooser.h"
#include "ui/study/study_form.h"
#include "ui/style/words.h"

namespace gano {

StudyPage::StudyPage(RunSession& session, QWidget* parent)
    : QWidget(parent), chooser_(new StudyChooser), form_(new StudyForm), board_(new StudyBoard(session)), stack_(new QStackedWidget(this)) {
    for (QWidget* page : std::initializer_list<QWidget*>{chooser_, form_, board_}) stack_->addWidget(page);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(stack_);
    connect(chooser_, &StudyChooser::chosen, this, &StudyPage::ask);
    connect(chooser_, &StudyChooser::openRequested, this, &StudyPage::openRequested);
    connect(chooser_, &StudyChooser::backRequested, this, [this] { stack_->setCurrentWidget(board_), Q_EMIT titleChanged(); });
    connect(form_, &StudyForm::cancelled, this, &StudyPage::choose);
    connect(form_, &StudyForm::startRequested, this, &StudyPage::startRequested);
    connect(board_, &StudyBoard::newRequested, this, &StudyPage::choose);
    connect(board_, &StudyBoard::resumeRequested, this, &StudyPage::goOnRequested);
    connect(board_, &StudyBoard::cellRequested, this, &StudyPage::runRequested);
    connect(board_, &StudyBoard::titleChanged, this, [this](const QString& title) { title_ = title, Q_EMIT titleChanged(); });
}

void StudyPage::ask(const QString& id) {
    form_->begin(id.toStdString());
    stack_->setCurrentWidget(form_);
}

void StudyPage::choose() {
    form_->stopMeasuring();
    chooser_->setOpenStudy(board_->folder().empty() ? QString() : text(board_->folder().filename()));
    stack_->setCurrentWidget(chooser_);
    Q_EMIT titleChanged();
}

void StudyPage::open(const std::filesystem::path& study) {
    form_->stopMeasuring();
    stack_->setCurrentWidget(board_);
    board_->open(study);
}

void StudyPage::follow(const std::filesystem::path& folder, const std::optional<Study>& study) {
    stack_->setCurrentWidget(board_);
    board_->follow(folder, study);
}

std::filesystem::path StudyPage::study() const { return board_->folder(); }
bool StudyPage::showsStudy() const { return stack_->currentWidget() == board_; }
void StudyPage::setBusy(bool busy) { form_->setBusy(busy); }

}  // namespace gano

#include "moc_study_page.cpp"
