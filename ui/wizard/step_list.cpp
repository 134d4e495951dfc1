// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/step_list.h"

#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/look.h"

namespace gano {
namespace {

constexpr int kListOfStepsWidth = 168;  ///< px

/// The number of a step in a circle.
QIcon numberIcon(int number, const QColor& colour) {
    constexpr int side = 20, sharp = 3;
    QPixmap picture(side * sharp, side * sharp);
    picture.setDevicePixelRatio(sharp);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4));
    painter.drawEllipse(QRectF(1, 1, side - 2, side - 2));
    auto font = painter.font();
    font.setPixelSize(11);
    painter.setFont(font);
    painter.drawText(QRectF(0, 0, side, side), Qt::AlignCenter, QString::number(number));
    return {picture};
}

}  // namespace

StepList::StepList(QWidget* parent) : QFrame(parent) {
    setProperty("rail", true);
    setFixedWidth(kListOfStepsWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(look::kGrid, 2 * look::kGrid, look::kGrid, look::kGrid);
    column->setSpacing(look::kGrid / 2);
    column->addStretch(1);
}

void StepList::show(const std::vector<Step>& steps, int current) {
    auto* column = static_cast<QVBoxLayout*>(layout());
    while (entries_.size() < steps.size()) {
        auto* entry = new QToolButton(this);
        entry->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        entry->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        entry->setCheckable(true);
        entry->setIconSize({20, 20});
        const int place = static_cast<int>(entries_.size());
        connect(entry, &QToolButton::clicked, this, [this, place] { Q_EMIT chosen(place); });
        column->insertWidget(place, entry);
        entries_.push_back(entry);
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
        auto* entry = entries_[i];
        const bool isCurrent = static_cast<int>(i) == current;
        const bool reachable = steps[i].needed && (steps[i].done || isCurrent);
        const auto colour = isCurrent ? look::accent() : reachable ? palette().color(QPalette::WindowText) : palette().color(QPalette::Disabled, QPalette::WindowText);
        entry->setText(QLatin1Char(' ') + steps[i].name);
        entry->setChecked(isCurrent);
        entry->setEnabled(reachable);
        entry->setIcon(steps[i].done && steps[i].needed ? look::icon(QStringLiteral("check"), colour) : numberIcon(static_cast<int>(i) + 1, colour));
        entry->setToolTip(steps[i].needed ? QString() : tr("Not needed for this goal"));
        entry->setAccessibleName(tr("Step %1: %2").arg(i + 1).arg(steps[i].name));
    }
}

}  // namespace gano

#include "moc_step_list.cpp"
