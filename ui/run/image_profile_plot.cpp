// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/image_profile_plot.h"

#include <QEvent>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/look.h"
#include "ui/style/plot_library.h"

namespace gano {
namespace {

constexpr int kHeight = 176;     ///< px
constexpr double kFloor = 1e-7;  ///< Of the power; below is rounding.

}  // namespace

ImageProfilePlot::ImageProfilePlot(const ImageProfile& own, const QString& ownName, const ImageProfile& other, const QString& otherName, QWidget* parent)
    : QWidget(parent), plot_(new QCustomPlot(this)), spectra_(new QCPAxisRect(plot_)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    plot_->setFixedHeight(kHeight);
    setMinimumWidth(420);
    setAccessibleName(tr("Grey values and power spectra of both image sets"));
    plot_->plotLayout()->addElement(0, 1, spectra_);
    // One legend above both.
    plot_->axisRect()->insetLayout()->take(plot_->legend);
    plot_->plotLayout()->insertRow(0);
    auto* row = new QCPLayoutGrid;
    row->addElement(0, 0, plot_->legend);
    plot_->plotLayout()->addElement(0, 0, row);
    plot_->plotLayout()->setRowStretchFactor(0, 0.001);
    plot_->legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
    plot_->legend->setVisible(true);
    auto* greys = plot_->axisRect(0);
    greys->axis(QCPAxis::atBottom)->setLabel(tr("Grey value"));
    greys->axis(QCPAxis::atLeft)->setLabel(tr("Share of pixels"));
    spectra_->axis(QCPAxis::atBottom)->setLabel(tr("Spatial frequency (1/px)"));
    spectra_->axis(QCPAxis::atLeft)->setLabel(tr("Power"));
    spectra_->axis(QCPAxis::atLeft)->setScaleType(QCPAxis::stLogarithmic);
    spectra_->axis(QCPAxis::atLeft)->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    spectra_->axis(QCPAxis::atLeft)->setNumberFormat(QStringLiteral("eb"));
    spectra_->axis(QCPAxis::atLeft)->setNumberPrecision(0);
    build(own, ownName);
    build(other, otherName);
    plot_->rescaleAxes();
    greys->axis(QCPAxis::atLeft)->setRangeLower(0.0);
    applyColours();
}

void ImageProfilePlot::build(const ImageProfile& profile, const QString& name) {
    auto* greys = plot_->addGraph(plot_->axisRect(0)->axis(QCPAxis::atBottom), plot_->axisRect(0)->axis(QCPAxis::atLeft));
    greys->setName(name);
    const double bin = (profile.high - profile.low) / static_cast<double>(ImageProfile::kGreys);
    for (std::size_t i = 0; i < ImageProfile::kGreys; ++i) greys->addData(profile.low + (static_cast<double>(i) + 0.5) * bin, profile.greys[i]);
    auto* power = plot_->addGraph(spectra_->axis(QCPAxis::atBottom), spectra_->axis(QCPAxis::atLeft));
    power->removeFromLegend();
    for (std::size_t i = 1; i < ImageProfile::kBands; ++i)
        power->addData((static_cast<double>(i) + 0.5) * 0.5 / static_cast<double>(ImageProfile::kBands), std::max(profile.power[i], kFloor));
}

void ImageProfilePlot::applyColours() {
    const auto ink = palette().color(QPalette::WindowText);
    auto faint = ink;
    faint.setAlpha(40);
    plot_->setBackground(QBrush(palette().color(QPalette::Base)));
    plot_->legend->setBrush(Qt::NoBrush);
    plot_->legend->setBorderPen(Qt::NoPen);
    plot_->legend->setTextColor(ink);
    plot_->legend->setFont(font());
    for (auto* rect : plot_->axisRects()) {
        for (auto* axis : rect->axes()) {
            axis->setBasePen(QPen(faint));
            axis->setTickPen(QPen(faint));
            axis->setSubTickPen(Qt::NoPen);
            axis->setTickLabelColor(ink);
            axis->setLabelColor(ink);
            axis->setTickLabelFont(font());
            axis->setLabelFont(font());
            axis->grid()->setPen(QPen(faint));
            axis->ticker()->setTickCount(4);
        }
    }
    for (int i = 0; i < plot_->graphCount(); ++i)
        plot_->graph(i)->setPen(QPen(i < 2 ? look::training() : look::validation(), 1.6, i < 2 ? Qt::SolidLine : Qt::DashLine));
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void ImageProfilePlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) applyColours();
    QWidget::changeEvent(event);
}

}  // namespace gano

#include "moc_image_profile_plot.cpp"
