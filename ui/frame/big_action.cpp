// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/big_action.h"

#include <QPainter>
#include <algorithm>

#include "ui/style/look.h"
#include "ui/style/palette.h"

namespace gano {

namespace {

constexpr int kPadding = 16;
constexpr int kIcon = 32;
constexpr int kTitleHeight = 22;

}  // namespace

BigAction::BigAction(const QString& icon, const QString& title, const QString& sentence, QWidget* parent)
    : QAbstractButton(parent), icon_(icon) {
    setText(title);
    setAccessibleName(title);
    setSentence(sentence);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void BigAction::setSentence(const QString& sentence) {
    sentence_ = sentence;
    setAccessibleDescription(sentence);
    setMinimumHeight(heightForWidth(width()));
    updateGeometry();
    update();
}

// Aligned in a layout, a height for the width is not asked for.
void BigAction::resizeEvent(QResizeEvent*) { setMinimumHeight(heightForWidth(width())); }

void BigAction::setPrimary(bool primary) {
    primary_ = primary;
    update();
}

QFont BigAction::titleFont() const {
    auto large = font();
    large.setPixelSize(15);
    large.setWeight(QFont::DemiBold);
    return large;
}

QRect BigAction::textBox(int width) const {
    const int left = kPadding + kIcon + kPadding;
    return {left, kPadding + kTitleHeight, std::max(80, width - left - kPadding), 1000};
}

int BigAction::heightForWidth(int width) const {
    const auto bounds = QFontMetrics(font()).boundingRect(textBox(width), Qt::TextWordWrap, sentence_);
    return kPadding + kTitleHeight + std::max(bounds.height(), 16) + kPadding;
}

QSize BigAction::sizeHint() const { return {320, heightForWidth(320)}; }
QSize BigAction::minimumSizeHint() const {
    const int title = QFontMetrics(titleFont()).horizontalAdvance(text());
    const int width = std::max(240, title + 3 * kPadding + kIcon);
    return {width, heightForWidth(width)};
}

void BigAction::paintEvent(QPaintEvent*) {
    const auto& theme = look::colours(look::isDark());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hot = underMouse() && isEnabled();
    const auto fill = primary_ ? (hot ? theme.accentHover : theme.accentFill) : (isDown() ? theme.pressed : hot ? theme.hover : theme.raised);
    const auto edge = hasFocus() ? (primary_ ? theme.text : theme.accent) : primary_ ? fill : hot ? theme.strongBorder : theme.border;
    painter.setPen(QPen(edge, hasFocus() ? 2 : 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);

    const auto colour = !isEnabled() ? theme.disabled : primary_ ? QColor(Qt::white) : theme.text;
    look::icon(icon_, primary_ ? colour : isEnabled() ? theme.accent : theme.disabled).paint(&painter, QRect(kPadding, kPadding + 2, kIcon, kIcon));
    const auto box = textBox(width());
    painter.setPen(colour);
    painter.setFont(titleFont());
    painter.drawText(QRect(box.left(), kPadding - 2, box.width(), kTitleHeight), Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setFont(font());
    painter.setPen(!isEnabled() ? theme.disabled : primary_ ? QColor(Qt::white) : theme.quiet);
    painter.drawText(box, Qt::TextWordWrap, sentence_);
}

}  // namespace gano

#include "moc_big_action.cpp"
