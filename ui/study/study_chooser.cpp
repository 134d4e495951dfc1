// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_chooser.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "core/study/ready_made.h"
#include "ui/study/study_card.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kColumns = 2;
constexpr int kWidestCards = 1120;  ///< px; longer lines are hard to read.

}  // namespace

StudyChooser::StudyChooser(QWidget* parent) : QWidget(parent), back_(new QPushButton(look::icon(QStringLiteral("chevron_left")), {}, this)) {
    auto* heading = new QLabel(tr("What would you like to find out?"), this);
    look::makeHeading(heading);
    auto* sentence = new QLabel(tr("A study trains the same network several times with one thing changed, scores all of them on images that none has seen, "
                                   "and says in one sentence whether the change helps, harms, or makes no difference."), this);
    sentence->setWordWrap(true);
    look::makeQuiet(sentence);
    auto* open = new QPushButton(look::icon(QStringLiteral("open")), tr("Open a study…"), this);
    back_->hide();

    auto* cards = new QWidget;
    cards->setMaximumWidth(kWidestCards);
    auto* grid = new QGridLayout(cards);
    grid->setContentsMargins(1, 1, look::kGrid, 1);
    grid->setSpacing(12);
    int number = 0;
    for (const auto& row : readyStudies()) {
        auto* card = new StudyCard(text(row.title), text(row.sentence), text(row.needs), cards);
        card->setObjectName(text(row.id));
        grid->addWidget(card, number / kColumns, number % kColumns);
        ++number;
        connect(card, &QAbstractButton::clicked, this, [this, id = text(row.id)] { Q_EMIT chosen(id); });
    }
    grid->setRowStretch((number + kColumns - 1) / kColumns, 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(cards);
    cards->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setFocusPolicy(Qt::NoFocus);

    auto* top = new QHBoxLayout;
    top->addWidget(heading, 1);
    top->addWidget(back_);
    top->addWidget(open);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(32, 24, 24, 16);
    page->setSpacing(12);
    page->addLayout(top);
    page->addWidget(sentence);
    page->addSpacing(4);
    page->addWidget(scroll, 1);
    connect(open, &QPushButton::clicked, this, &StudyChooser::openRequested);
    connect(back_, &QPushButton::clicked, this, &StudyChooser::backRequested);
}

void StudyChooser::setOpenStudy(const QString& name) {
    back_->setText(tr("Back to “%1”").arg(name));
    back_->setVisible(!name.isEmpty());
}

}  // namespace gano

#include "moc_study_chooser.cpp"
