// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_card.h"

#include <QPainter>
#include <QResizeEvent>
#include <algorithm>

#include "ui/style/look.h"

namespace gano {
namespace {

constexpr int kMargin = 14, kLineGap = 6;  ///< px
constexpr int kWidth = 340;

}  // namespace

StudyCard::StudyCard(const QString& title, const QString& question, const QString& needs, QWidget* parent) : QAbstractButton(parent), question_(question), needs_(tr("Needs: %1").arg(needs)) {
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(question_ + QLatin1Char(' ') + needs_);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    auto policy = QSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QFont StudyCard::titleFont() const {
    auto bold = font();
    bold.setPixelSize(14);
    bold.setWeight(QFont::DemiBold);
    return bold;
}

template <class Draw>
int StudyCard::forEachPart(int width, Draw draw) const {
    int top = kMargin;
    const auto part = [&](const QString& words, const QFont& face, const QColor& colour) {
        const auto box = QFontMetrics(face).boundingRect(QRect(0, 0, width - 2 * kMargin, 10000), Qt::TextWordWrap, words);
        draw(QRect(kMargin, top, width - 2 * kMargin, box.height()), words, face, colour);
        top += box.height() + kLineGap;
    };
    part(text(), titleFont(), palette().color(QPalette::WindowText));
    part(question_, font(), palette().color(QPalette::WindowText));
    part(needs_, font(), look::quiet());
    return top - kLineGap + kMargin;
}

int StudyCard::heightForWidth(int width) const {
    return forEachPart(width, [](const QRect&, const QString&, const QFont&, const QColor&) {});
}

QSize StudyCard::sizeHint() const { return {kWidth, heightForWidth(std::max(kWidth, width()))}; }

void StudyCard::resizeEvent(QResizeEvent* event) {
    QAbstractButton::resizeEvent(event);
    if (event->oldSize().width() != event->size().width()) updateGeometry();
}

void StudyCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto edge = hasFocus() ? look::accent() : underMouse() ? palette().color(QPalette::Dark) : palette().color(QPalette::Mid);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(isDown() ? palette().color(QPalette::Midlight) : palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    forEachPart(width(), [&painter](const QRect& box, const QString& words, const QFont& face, const QColor& colour) {
        painter.setFont(face);
        painter.setPen(colour);
        painter.drawText(box, Qt::TextWordWrap, words);
    });
}

}  // namespace gano

#include "moc_study_card.cpp"
