// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/finding_card.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <algorithm>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr std::size_t kShownFiles = 8;

QIcon iconOf(Finding::Severity severity) {
    switch (severity) {
        case Finding::Severity::Problem: return look::icon(QStringLiteral("problem"), look::problem());
        case Finding::Severity::Warning: return look::icon(QStringLiteral("warning"), look::warning());
        case Finding::Severity::Information: break;
    }
    return look::icon(QStringLiteral("information"));
}

QLabel* wrapped(const QString& words, QWidget* parent) {
    auto* label = new QLabel(words, parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

}  // namespace

FindingCard::FindingCard(const Finding& finding, QWidget* parent) : QFrame(parent), severity_(finding.severity), icon_(new QLabel(this)), grid_(new QGridLayout(this)) {
    setProperty("card", true);
    grid_->setContentsMargins(look::kGrid, look::kGrid, look::kGrid, look::kGrid);
    grid_->setColumnStretch(1, 1);
    grid_->addWidget(icon_, 0, 0, Qt::AlignTop);
    grid_->addWidget(wrapped(text(finding.sentence), this), 0, 1);
    showIcon();
    if (!finding.advice.empty()) addParagraph(text(finding.advice));
    if (!finding.files.empty()) addFiles(finding.files);
}

void FindingCard::showIcon() { icon_->setPixmap(iconOf(severity_).pixmap(QSize(18, 18), devicePixelRatioF())); }

void FindingCard::addParagraph(const QString& words) {
    auto* label = wrapped(words, this);
    look::makeQuiet(label);
    addBelow(label);
}

void FindingCard::addBelow(QWidget* widget) { grid_->addWidget(widget, grid_->rowCount(), 1); }

void FindingCard::addFiles(const std::vector<std::string>& files) {
    QStringList names;
    for (std::size_t i = 0; i < std::min(files.size(), kShownFiles); ++i) names << text(files[i]);
    if (files.size() > kShownFiles) names << tr("and more");
    auto* list = wrapped(names.join(QLatin1Char('\n')), this);
    look::makeQuiet(list);
    list->hide();
    auto* which = new QToolButton(this);
    which->setText(tr("Which?"));
    which->setCheckable(true);
    which->setAccessibleName(tr("Show the files of this finding"));
    connect(which, &QToolButton::toggled, list, &QWidget::setVisible);
    grid_->addWidget(which, grid_->rowCount(), 1, Qt::AlignLeft);
    addBelow(list);
}

QPushButton* FindingCard::addButton(const QString& words) {
    auto* button = new QPushButton(words, this);
    button->setAutoDefault(false);
    if (buttons_ == nullptr) {
        auto* row = new QHBoxLayout;
        row->addStretch(1);
        buttons_ = row;
        grid_->addLayout(row, grid_->rowCount(), 1);
    }
    auto* row = static_cast<QHBoxLayout*>(buttons_);
    row->insertWidget(row->count() - 1, button);
    return button;
}

void FindingCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) showIcon();
    QFrame::changeEvent(event);
}

}  // namespace gano

#include "moc_finding_card.cpp"
