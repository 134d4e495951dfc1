// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/goal_card.h"

#include <QPainter>

#include "ui/style/look.h"

static void loadGoals() { Q_INIT_RESOURCE(goals); }

namespace gano {
namespace {

constexpr int kPicture = 88;  ///< px
constexpr int kArrow = 20;    ///< px between the pictures
constexpr int kMargin = 12, kTitleGap = 4;
constexpr int kTextLeft = kMargin + 2 * kPicture + kArrow + 16;
constexpr int kCardWidth = 400;

QPixmap picture(const QString& name) {
    static const bool loaded = (loadGoals(), true);
    Q_UNUSED(loaded);
    return QPixmap(QStringLiteral(":/goals/%1.png").arg(name));
}

}  // namespace

GoalCard::GoalCard(const QString& pictures, const QString& title, const QString& sentence, QWidget* parent)
    : QAbstractButton(parent), in_(picture(pictures + QStringLiteral("-in"))), out_(picture(pictures + QStringLiteral("-out"))), sentence_(sentence) {
    setText(title);
    setCheckable(true);
    setAutoExclusive(true);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    auto policy = QSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QFont GoalCard::titleFont() const {
    auto bold = font();
    bold.setWeight(QFont::DemiBold);
    return bold;
}

int GoalCard::heightForWidth(int width) const {
    const QRect column(0, 0, width - kTextLeft - kMargin, 1000);
    const auto title = QFontMetrics(titleFont()).boundingRect(column, Qt::TextWordWrap, text());
    const auto words = fontMetrics().boundingRect(column, Qt::TextWordWrap, sentence_);
    return std::max(kPicture, title.height() + kTitleGap + words.height()) + 2 * kMargin;
}

QSize GoalCard::sizeHint() const { return {kCardWidth, heightForWidth(kCardWidth)}; }

void GoalCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool marked = isChecked() || hasFocus();
    painter.setPen(QPen(marked ? look::accent() : palette().color(QPalette::Mid), isChecked() ? 2 : 1));
    painter.setBrush(underMouse() && !isChecked() ? palette().color(QPalette::Midlight) : palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
    const int top = (height() - kPicture) / 2;
    painter.drawPixmap(QRect(kMargin, top, kPicture, kPicture), in_);
    painter.drawPixmap(QRect(kMargin + kPicture + kArrow, top, kPicture, kPicture), out_);
    look::icon(QStringLiteral("chevron_right")).paint(&painter, QRect(kMargin + kPicture + 2, top + kPicture / 2 - 8, 16, 16));
    painter.setFont(titleFont());
    painter.setPen(palette().color(QPalette::WindowText));
    const QRect area(kTextLeft, kMargin, width() - kTextLeft - kMargin, height() - 2 * kMargin);
    QRect title;
    painter.drawText(area, Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, text(), &title);
    painter.setFont(font());
    painter.setPen(look::quiet());
    painter.drawText(area.adjusted(0, title.height() + kTitleGap, 0, 0), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, sentence_);
}

}  // namespace gano

#include "moc_goal_card.cpp"
