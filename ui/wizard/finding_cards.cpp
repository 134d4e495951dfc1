// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/finding_cards.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/run/finding_card.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

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
        auto* fine = new QLabel(tr("Nothing stands out. These images can be learned from."), this);
        fine->setWordWrap(true);
        fine->setTextInteractionFlags(Qt::TextSelectableByMouse);
        look::makeQuiet(fine);
        column_->addWidget(fine);
    }
    column_->addStretch(1);
}

QWidget* FindingCards::card(const Finding& finding, const QString& remedy) {
    auto* card = new FindingCard(finding, this);
    if (!remedy.isEmpty()) connect(card->addButton(remedy), &QPushButton::clicked, this, [this, finding] { Q_EMIT remedyRequested(finding); });
    return card;
}

}  // namespace gano

#include "moc_finding_cards.cpp"
