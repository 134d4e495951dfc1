// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/message_bar.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/look.h"

namespace gano {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), icon_(new QLabel), sentence_(new QLabel), action_(new QPushButton), more_(new QToolButton), details_(new QLabel) {
    sentence_->setWordWrap(true);
    sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    details_->setWordWrap(true);
    details_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    look::makeQuiet(details_);
    more_->setText(tr("Details"));
    more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    more_->setIcon(look::icon(QStringLiteral("chevron_down")));
    more_->setCheckable(true);
    auto* close = new QToolButton;
    close->setIcon(look::icon(QStringLiteral("close")));
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(tr("Close this message"));

    auto* line = new QHBoxLayout;
    line->setSpacing(look::kGrid);
    line->addWidget(icon_, 0, Qt::AlignVCenter);
    line->addWidget(sentence_, 1, Qt::AlignVCenter);
    line->addWidget(more_);
    line->addWidget(action_);
    line->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 6, 6);
    column->setSpacing(4);
    column->addLayout(line);
    column->addWidget(details_);
    details_->hide();
    hide();

    connect(action_, &QPushButton::clicked, this, &MessageBar::actionRequested);
    connect(more_, &QToolButton::toggled, details_, &QLabel::setVisible);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
}

void MessageBar::tell(Kind kind, const QString& sentence, const QString& action, const QString& details) {
    static const QString names[] = {QStringLiteral("information"), QStringLiteral("warning"), QStringLiteral("problem")};
    const auto& name = names[static_cast<int>(kind)];
    setProperty("message", name);
    style()->unpolish(this);
    style()->polish(this);
    const auto colour = kind == Kind::Warning ? look::warning() : kind == Kind::Problem ? look::problem() : look::quiet();
    icon_->setPixmap(look::icon(name, colour).pixmap(QSize(20, 20), devicePixelRatioF()));
    sentence_->setText(sentence);
    setAccessibleName(sentence);
    action_->setText(action);
    action_->setVisible(!action.isEmpty());
    details_->setText(details);
    more_->setVisible(!details.isEmpty());
    more_->setChecked(false);
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QString MessageBar::sentence() const { return sentence_->text(); }

}  // namespace gano

#include "moc_message_bar.cpp"
