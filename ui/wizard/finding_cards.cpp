// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/finding_cards.h"

#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

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

FindingCards::FindingCards(QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(look::kGrid);
}

void FindingCards::show(const std::vector<Finding>& findings, const std::function<std::string(const Finding&)>& remedy) {
    while (auto* item = column_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto& finding : findings) column_->addWidget(card(finding, text(remedy(finding))));
    if (findings.empty()) {
        auto* fine = wrapped(tr("Nothing stands out. These images can be learned from."), this);
        look::makeQuiet(fine);
        column_->addWidget(fine);
    }
    column_->addStretch(1);
}

QWidget* FindingCards::card(const Finding& finding, const QString& remedy) {
    auto* frame = new QFrame(this);
    frame->setProperty("card", true);
    auto* grid = new QGridLayout(frame);
    grid->setContentsMargins(look::kGrid, look::kGrid, look::kGrid, look::kGrid);
    grid->setColumnStretch(1, 1);
    auto* icon = new QLabel(frame);
    icon->setPixmap(iconOf(finding.severity).pixmap(18, 18));
    grid->addWidget(icon, 0, 0, Qt::AlignTop);
    grid->addWidget(wrapped(text(finding.sentence), frame), 0, 1);
    int row = 1;
    if (!finding.advice.empty()) {
        auto* advice = wrapped(text(finding.advice), frame);
        look::makeQuiet(advice);
        grid->addWidget(advice, row++, 1);
    }
    if (!finding.files.empty()) {
        QStringList names;
        for (std::size_t i = 0; i < std::min(finding.files.size(), kShownFiles); ++i) names << text(finding.files[i]);
        if (finding.files.size() > kShownFiles) names << tr("and more");
        auto* files = wrapped(names.join(QLatin1Char('\n')), frame);
        look::makeQuiet(files);
        files->hide();
        auto* which = new QToolButton(frame);
        which->setText(tr("Which?"));
        which->setCheckable(true);
        which->setAccessibleName(tr("Show the files of this finding"));
        connect(which, &QToolButton::toggled, files, &QWidget::setVisible);
        grid->addWidget(which, row++, 1, Qt::AlignLeft);
        grid->addWidget(files, row++, 1);
    }
    if (!remedy.isEmpty()) {
        auto* button = new QPushButton(remedy, frame);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, finding] { Q_EMIT remedyRequested(finding); });
        grid->addWidget(button, row, 1, Qt::AlignLeft);
    }
    return frame;
}

}  // namespace gano
