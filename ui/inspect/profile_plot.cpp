// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/profile_plot.h"

#include <QEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/style/look.h"
#include "ui/style/plot_library.h"

namespace gano {

ProfilePlot::ProfilePlot(QWidget* parent) : QWidget(parent), plot_(new QCustomPlot(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    plot_->setFixedHeight(150);
    plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setAccessibleName(tr("Profile along the line"));
    connect(plot_, &QCustomPlot::mouseDoubleClick, this, &ProfilePlot::draw);
}

void ProfilePlot::begin(double lengthPx, double nmPerPx) {
    curves_.clear();
    lengthPx_ = lengthPx;
    nmPerPx_ = nmPerPx;
    draw();
}

void ProfilePlot::add(const QString& name, const std::vector<double>& values, const QColor& colour, bool own) {
    const auto known = std::ranges::find(curves_, name, &Curve::name);
    if (known != curves_.end()) *known = {name, values, colour, own};
    else curves_.push_back({name, values, colour, own});
    draw();
}

void ProfilePlot::clear() {
    curves_.clear();
    draw();
}

double ProfilePlot::placeOf(const Curve& curve, std::size_t i) const {
    const double part = curve.values.size() > 1 ? static_cast<double>(i) / static_cast<double>(curve.values.size() - 1) : 0.0;
    return part * lengthPx_ * (nmPerPx_ > 0.0 ? nmPerPx_ : 1.0);
}

void ProfilePlot::draw() {
    plot_->clearGraphs();
    const auto ink = palette().color(QPalette::WindowText);
    auto faint = ink;
    faint.setAlpha(40);
    plot_->setBackground(QBrush(palette().color(QPalette::Base)));
    for (auto* axis : {plot_->xAxis, plot_->yAxis, plot_->yAxis2}) {
        axis->setBasePen(QPen(faint));
        axis->setTickPen(QPen(faint));
        axis->setSubTickPen(QPen(Qt::NoPen));
        axis->setTickLabelColor(ink);
        axis->setLabelColor(ink);
        axis->setTickLabelFont(font());
        axis->setLabelFont(font());
        axis->grid()->setPen(QPen(faint));
        axis->ticker()->setTickCount(4);
    }
    plot_->xAxis->setLabel(nmPerPx_ > 0.0 ? tr("Distance (nm)") : tr("Distance (px)"));
    bool second = false;
    for (const auto& curve : curves_) {
        auto* graph = plot_->addGraph(plot_->xAxis, curve.own ? plot_->yAxis2 : plot_->yAxis);
        graph->setPen(QPen(curve.colour, 1.6, curve.own ? Qt::DashLine : Qt::SolidLine));
        for (std::size_t i = 0; i < curve.values.size(); ++i) graph->addData(placeOf(curve, i), curve.values[i]);
        second = second || curve.own;
    }
    plot_->yAxis2->setVisible(second);
    plot_->rescaleAxes();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

QString ProfilePlot::table() const {
    const auto longest = std::ranges::max_element(curves_, {}, [](const Curve& curve) { return curve.values.size(); });
    if (longest == curves_.end()) return {};
    QString words = nmPerPx_ > 0.0 ? QStringLiteral("Distance (nm)") : QStringLiteral("Distance (px)");
    for (const auto& curve : curves_) words += QLatin1Char(',') + curve.name;
    words += QLatin1Char('\n');
    for (std::size_t i = 0; i < longest->values.size(); ++i) {
        words += QString::number(placeOf(*longest, i), 'g', 8);
        for (const auto& curve : curves_) {
            // A finer output has more places along the same line: the nearest.
            const double part = longest->values.size() > 1 ? static_cast<double>(i) / static_cast<double>(longest->values.size() - 1) : 0.0;
            const auto place = static_cast<std::size_t>(std::lround(part * static_cast<double>(std::max<std::size_t>(curve.values.size(), 1) - 1)));
            const double value = place < curve.values.size() ? curve.values[place] : std::nan("");
            words += QLatin1Char(',') + (std::isfinite(value) ? QString::number(value, 'g', 8) : QString());
        }
        words += QLatin1Char('\n');
    }
    return words;
}

void ProfilePlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) draw();
    QWidget::changeEvent(event);
}

}  // namespace gano

#include "moc_profile_plot.cpp"
