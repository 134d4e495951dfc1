// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDesktopServices>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/frame/library.h"
#include "ui/frame/models_page.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"

namespace gano {

ModelsPage::ModelsPage(Library& library, QWidget* parent)
    : QWidget(parent), library_(library), message_(new MessageBar), list_(new QListWidget), card_(new QWidget), name_(new QLabel),
      heading_(new QLabel), rows_(new QFormLayout) {
    list_->setAccessibleName(tr("Models"));
    list_->setIconSize(QSize(18, 18));
    list_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    listState_ = new StatePanel(list_);
    buildCard();
    cardState_ = new StatePanel(card_);

    auto* title = new QLabel(tr("Models"));
    look::makeHeading(title);
    auto* import = new QPushButton(look::icon(QStringLiteral("import")), tr("Import a model…"));
    auto* top = new QHBoxLayout;
    top->addWidget(title, 1);
    top->addWidget(import);
    auto* left = new QWidget;
    auto* leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->setSpacing(12);
    leftColumn->addLayout(top);
    leftColumn->addWidget(listState_, 1);
    auto* frame = new QFrame;
    frame->setProperty("card", true);
    auto* frameColumn = new QVBoxLayout(frame);
    frameColumn->setContentsMargins(24, 20, 24, 20);
    frameColumn->addWidget(cardState_);
    auto* splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(24);
    splitter->addWidget(left);
    splitter->addWidget(frame);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({380, 700});
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(32, 24, 32, 24);
    page->setSpacing(16);
    page->addWidget(message_);
    page->addWidget(splitter, 1);

    connect(import, &QPushButton::clicked, this, &ModelsPage::chooseImport);
    connect(listState_, &StatePanel::actionRequested, this, &ModelsPage::chooseImport);
    connect(list_, &QListWidget::currentItemChanged, this, &ModelsPage::showSelected);
    connect(list_, &QListWidget::itemChanged, this, &ModelsPage::rename);
    connect(&library_, &Library::changed, this, &ModelsPage::showModels);
    connect(&reading_, &QFutureWatcherBase::finished, this, &ModelsPage::showFacts);
    connect(&copying_, &QFutureWatcherBase::finished, this, [this] {
        const auto problem = copying_.result();
        message_->tell(problem.isEmpty() ? MessageBar::Kind::Information : MessageBar::Kind::Problem, problem.isEmpty() ? copied_ : problem);
        library_.refresh();
    });
    listState_->showLoading(tr("Looking for models…"));
    cardState_->showEmpty(tr("Choose a model to see what it was trained on."));
    if (library_.isRead()) showModels();
}

void ModelsPage::buildCard() {
    look::makeHeading(name_);
    look::makeQuiet(heading_);
    name_->setWordWrap(true);
    heading_->setWordWrap(true);
    predict_ = new QPushButton(look::icon(QStringLiteral("predict")), tr("Use for prediction"));
    fineTune_ = new QPushButton(look::icon(QStringLiteral("train")), tr("Fine-tune from it"));
    openRun_ = new QPushButton(tr("Open the run"));
    export_ = new QPushButton(look::icon(QStringLiteral("export")), tr("Export…"));
    rename_ = new QPushButton(look::icon(QStringLiteral("edit")), tr("Rename"));
    folder_ = new QPushButton(look::icon(QStringLiteral("folder")), tr("Show the folder"));
    rows_->setHorizontalSpacing(24);
    rows_->setVerticalSpacing(10);
    rows_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    rows_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* facts = new QWidget;
    facts->setLayout(rows_);
    rows_->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(facts);
    facts->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);

    auto* first = new QHBoxLayout;
    for (auto* button : {predict_, fineTune_, openRun_}) first->addWidget(button);
    first->addStretch();
    auto* second = new QHBoxLayout;
    for (auto* button : {rename_, export_, folder_}) second->addWidget(button);
    second->addStretch();
    auto* column = new QVBoxLayout(card_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(name_);
    column->addWidget(heading_);
    column->addSpacing(8);
    column->addWidget(scroll, 1);
    column->addSpacing(8);
    column->addLayout(first);
    column->addLayout(second);

    connect(predict_, &QPushButton::clicked, this, [this] { Q_EMIT predictRequested(selected()); });
    connect(fineTune_, &QPushButton::clicked, this, [this] { Q_EMIT fineTuneRequested(selected()); });
    connect(openRun_, &QPushButton::clicked, this, [this] { Q_EMIT openRunRequested(selected()); });
    connect(export_, &QPushButton::clicked, this, &ModelsPage::chooseExport);
    connect(rename_, &QPushButton::clicked, this, [this] { list_->setFocus(), list_->editItem(list_->currentItem()); });
    connect(folder_, &QPushButton::clicked, this, [this] {
        const auto model = selected();
        QDesktopServices::openUrl(QUrl::fromLocalFile(text(std::filesystem::is_directory(model) ? model : model.parent_path())));
    });
}

}  // namespace gano
