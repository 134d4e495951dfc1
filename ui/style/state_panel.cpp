// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/state_panel.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/look.h"

namespace gano {

struct StatePanel::Parts {
    QWidget* content;
    QStackedLayout* stack;
    QLabel *icon, *sentence, *count, *details;
    QProgressBar* progress;
    QPushButton *action, *cancel;
    QToolButton* more;

    void show(const QString& picture, const QColor& colour, const QString& text) {
        icon->setVisible(!picture.isEmpty());
        if (!picture.isEmpty()) icon->setPixmap(look::icon(picture, colour).pixmap(QSize(32, 32), icon->devicePixelRatioF()));
        sentence->setText(text);
        for (QWidget* part : std::initializer_list<QWidget*>{progress, count, action, cancel, more, details}) part->hide();
        more->setChecked(false);
        stack->setCurrentIndex(1);
    }
    void offer(const QString& text) {
        action->setText(text);
        action->setVisible(!text.isEmpty());
    }
};

StatePanel::StatePanel(QWidget* content, QWidget* parent) : QWidget(parent), parts_(std::make_unique<Parts>()) {
    auto& p = *parts_;
    p.content = content;
    p.icon = new QLabel;
    p.sentence = new QLabel;
    p.count = new QLabel;
    p.details = new QLabel;
    p.progress = new QProgressBar;
    p.action = new QPushButton;
    p.cancel = new QPushButton(tr("Cancel"));
    p.more = new QToolButton;
    p.more->setText(tr("Details"));
    p.more->setIcon(look::icon(QStringLiteral("chevron_down")));
    p.more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    p.more->setCheckable(true);
    for (auto* label : {p.sentence, p.details}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignHCenter);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    look::makeQuiet(p.details);
    look::makeQuiet(p.count);
    p.icon->setAlignment(Qt::AlignHCenter);
    p.progress->setTextVisible(false);
    p.progress->setFixedWidth(240);

    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(12);
    column->addStretch(2);
    for (QWidget* part : std::initializer_list<QWidget*>{p.icon, p.sentence, p.progress, p.count, p.action, p.cancel, p.more, p.details}) {
        const bool wide = part == p.sentence || part == p.details;
        column->addWidget(part, 0, wide ? Qt::Alignment() : Qt::AlignHCenter);
    }
    column->addStretch(3);
    p.stack = new QStackedLayout(this);
    p.stack->addWidget(content);
    p.stack->addWidget(page);

    connect(p.action, &QPushButton::clicked, this, &StatePanel::actionRequested);
    connect(p.cancel, &QPushButton::clicked, this, &StatePanel::cancelRequested);
    connect(p.more, &QToolButton::toggled, p.details, &QLabel::setVisible);
}

StatePanel::~StatePanel() = default;

void StatePanel::showContent() { parts_->stack->setCurrentIndex(0); }

void StatePanel::showEmpty(const QString& sentence, const QString& action) {
    parts_->show({}, {}, sentence);
    parts_->offer(action);
}

void StatePanel::showLoading(const QString& sentence, qint64 done, qint64 total, bool cancellable) {
    auto& p = *parts_;
    p.show({}, {}, sentence);
    // Per mille, as the bar counts in int.
    p.progress->setRange(0, total > 0 ? 1000 : 0);
    if (total > 0) p.progress->setValue(static_cast<int>(1000.0 * static_cast<double>(done) / static_cast<double>(total)));
    p.progress->show();
    const QLocale locale;
    p.count->setText(tr("%1 of %2").arg(locale.toString(done), locale.toString(total)));
    p.count->setVisible(total > 1);
    p.cancel->setVisible(cancellable);
}

void StatePanel::showFailed(const QString& sentence, const QString& action, const QString& details) {
    auto& p = *parts_;
    p.show(QStringLiteral("problem"), look::problem(), sentence);
    p.offer(action);
    p.details->setText(details);
    p.more->setVisible(!details.isEmpty());
}

bool StatePanel::showsContent() const { return parts_->stack->currentIndex() == 0; }

}  // namespace gano

#include "moc_state_panel.cpp"
