// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/curve_plot.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>
#include <array>

// The plot library's header is not written for these warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <qcustomplot.h>
#pragma GCC diagnostic pop

namespace gano {
namespace {

// Okabe and Ito: told apart by readers with any colour vision, on light and dark ground.
constexpr std::array<QRgb, 4> curveColours = {0xff0072b2, 0xffd55e00, 0xff009e73, 0xffcc79a7};

}  // namespace

CurvePlot::CurvePlot(const QString& title, std::vector<Curve> curves, QWidget* parent)
    : QWidget(parent), curves_(std::move(curves)), plot_(new QCustomPlot(this)) {
    auto* heading = new QLabel(title, this);
    auto font = heading->font();
    font.setBold(true);
    heading->setFont(font);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(heading);
    layout->addWidget(plot_, 1);
    plot_->setMinimumSize(280, 150);
    plot_->xAxis->setLabel(tr("Epoch"));
    plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    for (std::size_t i = 0; i < curves_.size(); ++i) {
        auto* graph = plot_->addGraph();
        graph->setName(curves_[i].name);
        graph->setPen(QPen(QColor::fromRgb(curveColours[i % curveColours.size()]), 2));
        graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 4));
    }
    plot_->legend->setVisible(curves_.size() > 1);
    applyPalette();
}

void CurvePlot::show(const MetricsTable& table) {
    bool any = false;
    const QVector<double> epochs(table.epochs.begin(), table.epochs.end());
    for (std::size_t i = 0; i < curves_.size(); ++i) {
        const auto values = table.column(curves_[i].column);
        any = any || !values.empty();
        auto* graph = plot_->graph(static_cast<int>(i));
        if (values.empty())
            graph->data()->clear();
        else
            graph->setData(epochs, QVector<double>(values.begin(), values.end()), true);
    }
    setVisible(any);
    plot_->rescaleAxes();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) applyPalette();
    QWidget::changeEvent(event);
}

void CurvePlot::applyPalette() {
    const auto text = palette().color(QPalette::WindowText);
    auto faint = text;
    faint.setAlpha(40);
    plot_->setBackground(QBrush(palette().color(QPalette::Base)));
    for (auto* axis : {plot_->xAxis, plot_->yAxis}) {
        axis->setBasePen(QPen(text));
        axis->setTickPen(QPen(text));
        axis->setSubTickPen(QPen(text));
        axis->setTickLabelColor(text);
        axis->setLabelColor(text);
        axis->grid()->setPen(QPen(faint));
    }
    plot_->legend->setTextColor(text);
    plot_->legend->setBrush(QBrush(palette().color(QPalette::Base)));
    plot_->legend->setBorderPen(QPen(faint));
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace gano
