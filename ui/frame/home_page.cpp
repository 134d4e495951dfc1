// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/home_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <algorithm>

#include "ui/frame/big_action.h"
#include "ui/frame/run_cards.h"
#include "ui/frame/run_row.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"

namespace gano {

namespace {

constexpr std::size_t kFirstRows = 20;
constexpr int kOfferDays = 14;  ///< Older interrupted runs are in the list, but not announced.

QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    look::makeHeading(label);
    return label;
}

}  // namespace

HomePage::HomePage(Library& library, QWidget* parent) : QWidget(parent), library_(library), banner_(new MessageBar) {
    auto* samples = new BigAction(QStringLiteral("play"), tr("Try with sample images"),
                                  tr("Real micrographs and their masks come with the program. Everything is filled in."));
    auto* train = new BigAction(QStringLiteral("train"), tr("Train on my images"),
                                tr("Learn from a folder of your own, with labels or without."));
    auto* predict = new BigAction(QStringLiteral("predict"), tr("Predict with a model"),
                                  tr("Segment, denoise or sharpen images with a trained model, and look at the result."));
    samples->setObjectName(QStringLiteral("samples"));
    train->setObjectName(QStringLiteral("train"));
    predict->setObjectName(QStringLiteral("predict"));
    auto* hint = new QLabel(tr("Or drop a folder of images anywhere in this window."));
    hint->setWordWrap(true);
    look::makeQuiet(hint);

    auto* actions = new QWidget;
    actions->setFixedWidth(336);
    auto* left = new QVBoxLayout(actions);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(12);
    left->addWidget(heading(tr("What would you like to do?")));
    for (auto* action : {samples, train, predict}) left->addWidget(action);
    left->addSpacing(4);
    left->addWidget(hint);
    left->addStretch();

    auto* rows = new QWidget;
    list_ = new QVBoxLayout(rows);
    list_->setContentsMargins(0, 0, 8, 0);
    list_->setSpacing(look::kGrid);
    list_->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(rows);
    rows->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setFocusPolicy(Qt::NoFocus);
    state_ = new StatePanel(scroll);
    auto* right = new QVBoxLayout;
    right->setSpacing(12);
    right->addWidget(heading(tr("Recent runs")));
    right->addWidget(state_, 1);

    auto* columns = new QHBoxLayout;
    columns->setSpacing(40);
    columns->addWidget(actions);
    columns->addLayout(right, 1);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(32, 24, 24, 16);
    page->setSpacing(16);
    page->addWidget(banner_);
    page->addLayout(columns, 1);

    connect(samples, &BigAction::clicked, this, &HomePage::samplesRequested);
    connect(train, &BigAction::clicked, this, &HomePage::trainRequested);
    connect(predict, &BigAction::clicked, this, &HomePage::predictRequested);
    connect(state_, &StatePanel::actionRequested, this, &HomePage::samplesRequested);
    connect(banner_, &MessageBar::actionRequested, this, &HomePage::resumeInterrupted);
    connect(&library_, &Library::changed, this, &HomePage::showRuns);
    state_->showLoading(tr("Looking for runs…"));
    if (library_.isRead()) showRuns();
}

void HomePage::setBusy(bool busy) {
    busy_ = busy;
    if (busy) banner_->hide();
    for (auto* row : rows_) row->setBusy(busy);
}

void HomePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    for (auto* row : rows_) row->updateAge();
}

void HomePage::showRuns() {
    const auto runs = library_.runs();
    if (runs.empty()) {
        state_->showEmpty(tr("Trainings will be listed here, with their pictures and scores."), tr("Try with sample images"));
    } else {
        state_->showContent();
    }
    offerInterrupted();
    const auto count = all_ ? runs.size() : std::min(runs.size(), kFirstRows);
    if (runs == shown_ && rows_.size() == count) return;
    shown_ = runs;
    rows_.clear();
    while (auto* item = list_->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < count; ++i) {
        auto* row = new RunRow(runs[i]);
        row->setBusy(busy_);
        list_->addWidget(row);
        rows_.push_back(row);
        connect(row, &RunRow::openRequested, this, &HomePage::openRequested);
        connect(row, &RunRow::resumeRequested, this, &HomePage::resumeRequested);
        connect(row, &RunRow::inspectRequested, this, &HomePage::inspectRequested);
        connect(row, &RunRow::forgetRequested, &library_, &Library::forget);
    }
    if (count < runs.size()) {
        auto* more = new QPushButton(tr("Show all %1 runs").arg(runs.size()));
        list_->addWidget(more, 0, Qt::AlignHCenter);
        connect(more, &QPushButton::clicked, this, [this] { all_ = true, showRuns(); });
    }
    list_->addStretch(1);
}

// Once per start: what a crash or a power cut left behind.
void HomePage::offerInterrupted() {
    if (offered_ || busy_) return;
    offered_ = true;
    const auto runs = library_.runs();
    const auto recent = QDateTime::currentDateTime().addDays(-kOfferDays);
    const auto found = std::ranges::find_if(
        runs, [&recent](const RunCard& card) { return !card.study && card.state == QLatin1String("interrupted") && card.changed > recent; });
    if (found == runs.end()) return;
    interrupted_ = found->folder;
    banner_->tell(MessageBar::Kind::Warning,
                  tr("Training “%1” was interrupted at epoch %2 of %3. Resume it?")
                      .arg(found->name).arg(std::min(found->epoch + 1, found->epochs)).arg(found->epochs),
                  tr("Resume"));
}

void HomePage::resumeInterrupted() {
    banner_->hide();
    Q_EMIT resumeRequested(interrupted_);
}

}  // namespace gano

#include "moc_home_page.cpp"
