// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/rail.h"

#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/look.h"
#include "ui/style/palette.h"

namespace gano {

namespace {

constexpr int kWidth = 88;
constexpr int kHeight = 72;

}  // namespace

RailButton::RailButton(const QString& icon, const QString& name, QWidget* parent) : QAbstractButton(parent), icon_(icon) {
    setText(name);
    setAccessibleName(name);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setFixedSize(sizeHint());
}

QSize RailButton::sizeHint() const { return {kWidth, kHeight}; }

void RailButton::setProgress(std::optional<double> part) {
    if (part) part = std::clamp(*part, 0.0, 1.0);
    if (part == progress_) return;
    progress_ = part;
    setAccessibleDescription(part ? tr("%1 % done").arg(static_cast<int>(*part * 100)) : QString());
    update();
}

void RailButton::paintEvent(QPaintEvent*) {
    const auto& theme = look::colours(look::isDark());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto box = QRectF(rect()).adjusted(6, 3, -6, -3);
    if (isChecked() || underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
        painter.setBrush(isChecked() ? theme.selection : underMouse() ? theme.hover : QColor(Qt::transparent));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
    }
    const auto colour = isChecked() ? theme.text : theme.quiet;
    const int top = progress_ ? 10 : 14;
    look::icon(icon_, colour).paint(&painter, QRect((width() - 24) / 2, top, 24, 24));
    auto small = font();
    small.setPixelSize(12);
    small.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
    painter.setFont(small);
    painter.setPen(colour);
    const auto name = progress_ ? QStringLiteral("%1 %2 %").arg(text()).arg(static_cast<int>(*progress_ * 100)) : text();
    while (small.pixelSize() > 9 && painter.fontMetrics().horizontalAdvance(name) > box.width() - 4) small.setPixelSize(small.pixelSize() - 1), painter.setFont(small);
    painter.drawText(QRect(0, top + 26, width(), 18), Qt::AlignCenter, name);
    if (!progress_) return;
    const QRectF track(16, kHeight - 14, width() - 32, 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.strongBorder);
    painter.drawRoundedRect(track, 2, 2);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(QRectF(track.left(), track.top(), std::max(4.0, track.width() * *progress_), 4), 2, 2);
}

Rail::Rail(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this)), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, look::kGrid, 0, look::kGrid);
    column_->setSpacing(0);
    column_->addStretch();
    setFixedWidth(kWidth);
    connect(group_, &QButtonGroup::idClicked, this, &Rail::chosen);
}

RailButton* Rail::add(int page, const QString& icon, const QString& name) {
    auto* button = new RailButton(icon, name, this);
    group_->addButton(button, page);
    column_->insertWidget(column_->count() - 1, button);
    return button;
}

void Rail::setCurrent(int page) {
    group_->setExclusive(false);
    for (auto* button : group_->buttons()) button->setChecked(group_->id(button) == page);
    group_->setExclusive(true);
}

void Rail::paintEvent(QPaintEvent*) {
    const auto& theme = look::colours(look::isDark());
    QPainter painter(this);
    painter.fillRect(rect(), theme.rail);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme.border);
}

}  // namespace gano

#include "moc_rail.cpp"
