// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/job_header.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/look.h"

namespace gano {

void layOutJobHeader(QWidget* page, const JobHeader& parts, std::initializer_list<QWidget*> buttons) {
    look::makeHeading(parts.title);
    parts.title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    parts.title->setTextFormat(Qt::PlainText);
    look::makeQuiet(parts.facts);
    parts.facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    parts.bar->setRange(0, kJobBarSteps);
    const auto more = QCoreApplication::translate("JobHeader", "More");
    parts.more->setIcon(look::icon(QStringLiteral("more")));
    parts.more->setToolTip(more);
    parts.more->setAccessibleName(more);
    parts.more->setPopupMode(QToolButton::InstantPopup);

    auto* top = new QHBoxLayout;
    top->addWidget(parts.title, 1);
    top->addWidget(parts.state);
    auto* below = new QHBoxLayout;
    below->addWidget(parts.facts, 1);
    for (auto* button : buttons) below->addWidget(button);
    below->addWidget(parts.more);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(look::kGrid);
    column->addLayout(top);
    column->addWidget(parts.bar);
    column->addLayout(below);
}

}  // namespace gano
