// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/magnifier.h"

#include <QPainter>
#include <cmath>

#include "ui/style/look.h"
#include "ui/view/colour_map.h"

namespace gano {
namespace {

constexpr int kReach = 6;                 ///< Pixels on each side of the one under the cursor.
constexpr int kAcross = 2 * kReach + 1;
constexpr int kSquare = 9;                ///< Screen px of an image pixel.

}  // namespace

Magnifier::Magnifier(QWidget* parent) : QWidget(parent) {
    setFixedSize(sizeHint());
    setAccessibleName(tr("Pixels around the cursor"));
}

QSize Magnifier::sizeHint() const { return {kAcross * kSquare, kAcross * kSquare}; }

void Magnifier::show(std::shared_ptr<ImageSource> source, const QPointF& pixel, const Contrast& contrast) {
    if (source && source != source_) connect(source.get(), &ImageSource::tileReady, this, qOverload<>(&QWidget::update), Qt::UniqueConnection);
    source_ = std::move(source);
    pixel_ = {static_cast<int>(std::floor(pixel.x())), static_cast<int>(std::floor(pixel.y()))};
    contrast_ = contrast;
    update();
}

void Magnifier::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    if (!source_) return;
    const ColourScale colourOf(contrast_);
    for (int y = -kReach; y <= kReach; ++y)
        for (int x = -kReach; x <= kReach; ++x) {
            const auto value = source_->valueAt(pixel_.x() + x, pixel_.y() + y);
            if (value) painter.fillRect((x + kReach) * kSquare, (y + kReach) * kSquare, kSquare, kSquare, QColor(colourOf(static_cast<float>(*value))));
        }
    const QRect middle(kReach * kSquare, kReach * kSquare, kSquare, kSquare);
    painter.setPen(QPen(Qt::black, 1));
    painter.drawRect(middle.adjusted(-1, -1, 0, 0));
    painter.setPen(QPen(look::accent(), 1));
    painter.drawRect(middle.adjusted(-2, -2, 1, 1));
}

}  // namespace gano

#include "moc_magnifier.cpp"
