// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/curve_plot.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPdfWriter>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "ui/style/look.h"
#include "ui/style/plot_library.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kLeftMargin = 76;  ///< px
constexpr int kFaint = 70;  ///< Opacity of unsmoothed values, of 255.
constexpr int kFigureWidth = 640, kFigureHeight = 320, kFigureSharpness = 3;  ///< Points; pixels per point.
constexpr std::array kStyles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

QColor colourOf(const CurvePlot::Curve& curve, std::size_t place) {
    switch (curve.kind) {
        case CurvePlot::Kind::Training: return look::training();
        case CurvePlot::Kind::Validation: return look::validation();
        case CurvePlot::Kind::Other: break;
    }
    return look::series(static_cast<int>(place));
}

Qt::PenStyle styleOf(const CurvePlot::Curve& curve, std::size_t place) {
    switch (curve.kind) {
        case CurvePlot::Kind::Training: return Qt::SolidLine;
        case CurvePlot::Kind::Validation: return Qt::DashLine;
        case CurvePlot::Kind::Other: break;
    }
    return kStyles[place % kStyles.size()];
}

QVector<double> vectorOf(const std::vector<double>& values) { return {values.begin(), values.end()}; }

/// The value of curves that are flat and at the same height; nothing where there are others or none.
std::optional<double> onlyValue(const std::vector<CurvePlot::Curve>& curves) {
    std::optional<double> value;
    for (const auto& curve : curves)
        for (const double one : curve.values) {
            if (!std::isfinite(one)) continue;
            if (value && *value != one) return std::nullopt;
            value = one;
        }
    return value;
}

/// What the plot would make of such curves has nothing to do with them: scores of nothing were drawn between -4 and 4.
QCPRange aroundOne(double value) { return value == 0.0 ? QCPRange(-0.05, 1.0) : QCPRange(value - 0.5 * std::abs(value), value + 0.5 * std::abs(value)); }

}  // namespace

std::vector<double> smoothed(const std::vector<double>& values, double weight) {
    std::vector<double> result(values.size());
    double mean = 0.0, trust = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            result[i] = values[i];
            continue;
        }
        mean = weight * mean + (1.0 - weight) * values[i];
        trust = weight * trust + (1.0 - weight);
        result[i] = mean / trust;
    }
    return result;
}

CurvePlot::CurvePlot(QWidget* parent) : QWidget(parent), plot_(new QCustomPlot(this)), cursor_(new QCPItemStraightLine(plot_)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    plot_->setMinimumSize(240, 120);
    plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot_->xAxis->setLabel(tr("Epoch"));
    const auto whole = QSharedPointer<QCPAxisTickerFixed>::create();
    whole->setTickStep(1.0);
    whole->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    plot_->xAxis->setTicker(whole);
    plot_->xAxis->setSubTicks(false);
    // The legend lies above the curves, not over them.
    plot_->axisRect()->insetLayout()->take(plot_->legend);
    plot_->plotLayout()->insertRow(0);
    plot_->plotLayout()->addElement(0, 0, plot_->legend);
    plot_->plotLayout()->setRowStretchFactor(0, 0.001);
    plot_->plotLayout()->setRowSpacing(0);
    plot_->legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
    plot_->legend->setMargins(QMargins(8, 4, 8, 0));
    // The same left edge for plots below each other.
    plot_->axisRect()->setMinimumMargins(QMargins(kLeftMargin, 4, 8, 4));
    cursor_->setVisible(false);
    connect(plot_, &QCustomPlot::mouseDoubleClick, this, [this] { looksCloser_ = false, draw(false); });
    plot_->installEventFilter(this);
    applyColours(false);
}

void CurvePlot::show(const QString& title, std::vector<Curve> curves) {
    setAccessibleName(title);
    const bool sameNames = title == title_ && std::ranges::equal(curves, curves_, {}, &Curve::name, &Curve::name);
    if (sameNames && curves == curves_) return;
    title_ = title;
    curves_ = std::move(curves);
    if (!sameNames) rebuild();
    looksCloser_ = looksCloser_ && sameNames;
    draw(looksCloser_);
}

void CurvePlot::rebuild() {
    plot_->clearGraphs();
    raw_.clear();
    smooth_.clear();
    for (const auto& curve : curves_) {
        raw_.push_back(plot_->addGraph());
        smooth_.push_back(plot_->addGraph());
        smooth_.back()->setName(curve.name);
        raw_.back()->removeFromLegend();
    }
    best_ = plot_->addGraph();
    best_->setName(tr("Best epoch"));
    best_->setLineStyle(QCPGraph::lsNone);
    best_->removeFromLegend();
    plot_->legend->setVisible(true);
    plot_->yAxis->setLabel(title_);
    applyColours(false);
}

void CurvePlot::draw(bool keepView) {
    const bool log = logarithmic_ && std::ranges::all_of(curves_, [](const Curve& curve) {
        return std::ranges::all_of(curve.values, [](double value) { return !std::isfinite(value) || value > 0.0; });
    });
    plot_->yAxis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    plot_->yAxis->setTicker(log ? QSharedPointer<QCPAxisTickerLog>::create().staticCast<QCPAxisTicker>() : QSharedPointer<QCPAxisTicker>::create());
    for (std::size_t i = 0; i < curves_.size(); ++i) {
        const auto epochs = vectorOf(curves_[i].epochs);
        raw_[i]->setData(epochs, vectorOf(curves_[i].values), true);
        raw_[i]->setVisible(weight_ > 0.0);
        smooth_[i]->setData(epochs, vectorOf(smoothed(curves_[i].values, weight_)), true);
        const bool few = curves_[i].epochs.size() < 40 && weight_ == 0.0;
        smooth_[i]->setScatterStyle(few ? QCPScatterStyle(QCPScatterStyle::ssDisc, 4) : QCPScatterStyle::ssNone);
    }
    markBest(bestEpoch_);
    if (!keepView) {
        plot_->rescaleAxes();
        if (const auto value = onlyValue(curves_)) plot_->yAxis->setRange(aroundOne(*value));
        else plot_->yAxis->scaleRange(1.12, plot_->yAxis->range().center());
        // From the epochs themselves: of a single one the plot makes a range of its own around it.
        double first = 1.0, last = 2.0;
        for (const auto& curve : curves_)
            for (const double epoch : curve.epochs) first = std::min(first, epoch), last = std::max(last, epoch);
        plot_->xAxis->setRange(first - 0.3, last + 0.3);
        if (log && !onlyValue(curves_)) plot_->yAxis->rescale();
    }
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

const CurvePlot::Curve* CurvePlot::bestCurve() const {
    const auto validation = std::ranges::find(curves_, Kind::Validation, &Curve::kind);
    if (validation != curves_.end()) return &*validation;
    return curves_.empty() ? nullptr : &curves_.front();
}

void CurvePlot::markBest(std::optional<int> epoch) {
    bestEpoch_ = epoch;
    if (best_ == nullptr) return;
    best_->data()->clear();
    const auto* curve = bestCurve();
    if (!epoch || curve == nullptr || curve->kind != Kind::Validation) return;
    const auto values = smoothed(curve->values, weight_);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (std::lround(curve->epochs[i]) == *epoch) best_->addData(curve->epochs[i], values[i]);
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::setLogarithmic(bool on) {
    logarithmic_ = on;
    looksCloser_ = false;
    draw(false);
}

void CurvePlot::setSmoothing(double weight) {
    weight_ = weight;
    applyColours(false);
    draw(true);
}

bool CurvePlot::savePicture(const QString& file, const std::vector<CurvePlot*>& plots) {
    for (auto* plot : plots) {
        plot->cursor_->setVisible(false);
        plot->applyColours(true);
    }
    const QSize whole(kFigureWidth, kFigureHeight * static_cast<int>(plots.size()));
    const auto drawAll = [&plots](QCPPainter& painter) {
        for (auto* plot : plots) {
            painter.save();
            plot->plot_->toPainter(&painter, kFigureWidth, kFigureHeight);
            painter.restore();
            painter.translate(0, kFigureHeight);
        }
    };
    bool saved = false;
    if (file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) {
        QPdfWriter pdf(file);
        pdf.setPageMargins({});
        pdf.setResolution(72);
        pdf.setPageSize(QPageSize(QSizeF(whole), QPageSize::Point));
        QCPPainter painter;
        saved = painter.begin(&pdf);
        painter.setMode(QCPPainter::pmVectorized);
        painter.setMode(QCPPainter::pmNoCaching);
        if (saved) drawAll(painter);
        saved = saved && painter.end();
    } else {
        QImage picture(whole * kFigureSharpness, QImage::Format_RGB32);
        picture.fill(Qt::white);
        QCPPainter painter;
        painter.begin(&picture);
        painter.scale(kFigureSharpness, kFigureSharpness);
        painter.setMode(QCPPainter::pmNoCaching);
        drawAll(painter);
        painter.end();
        saved = picture.save(file);
    }
    for (auto* plot : plots) plot->applyColours(false);
    return saved;
}

void CurvePlot::applyColours(bool onPaper) {
    const auto ink = onPaper ? QColor(Qt::black) : palette().color(QPalette::WindowText);
    const auto ground = onPaper ? QColor(Qt::white) : palette().color(QPalette::Base);
    auto faint = ink;
    faint.setAlpha(36);
    plot_->setBackground(QBrush(ground));
    for (auto* axis : {plot_->xAxis, plot_->yAxis}) {
        axis->setBasePen(QPen(faint));
        axis->setTickPen(QPen(faint));
        axis->setSubTickPen(QPen(faint));
        axis->setTickLabelColor(ink);
        axis->setLabelColor(ink);
        axis->grid()->setPen(QPen(faint));
        axis->setTickLabelFont(font());
        axis->setLabelFont(font());
    }
    plot_->legend->setTextColor(ink);
    plot_->legend->setFont(font());
    plot_->legend->setBrush(QBrush(ground));
    plot_->legend->setBorderPen(QPen(Qt::NoPen));
    cursor_->setPen(QPen(look::quiet(), 1, Qt::DotLine));
    for (std::size_t i = 0; i < smooth_.size(); ++i) {
        const auto colour = colourOf(curves_[i], i);
        auto dim = colour;
        dim.setAlpha(kFaint);
        smooth_[i]->setPen(QPen(colour, 2, styleOf(curves_[i], i)));
        raw_[i]->setPen(QPen(dim, 1));
    }
    if (best_ != nullptr) best_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(ink, 1.5), QBrush(look::validation()), 13));
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyColours(false);
    QWidget::changeEvent(event);
}

bool CurvePlot::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::MouseMove) pointAt(plot_->xAxis->pixelToCoord(static_cast<QMouseEvent*>(event)->position().x()));
    if (event->type() == QEvent::Leave) pointAt(-1.0);
    const bool drags = event->type() == QEvent::MouseMove && static_cast<QMouseEvent*>(event)->buttons().testFlag(Qt::LeftButton);
    looksCloser_ = looksCloser_ || drags || event->type() == QEvent::Wheel;
    return QWidget::eventFilter(watched, event);
}

void CurvePlot::pointAt(double epoch) {
    QStringList words;
    double nearest = -1.0;
    for (const auto& curve : curves_)
        for (const double known : curve.epochs)
            if (epoch >= 0.0 && (nearest < 0.0 || std::abs(known - epoch) < std::abs(nearest - epoch))) nearest = known;
    for (const auto& curve : curves_) {
        const auto found = std::ranges::find(curve.epochs, nearest);
        if (found == curve.epochs.end()) continue;
        words << QStringLiteral("%1 %2").arg(curve.name, numberText(curve.values[static_cast<std::size_t>(found - curve.epochs.begin())]));
    }
    cursor_->setVisible(nearest >= 0.0);
    cursor_->point1->setCoords(nearest, 0.0);
    cursor_->point2->setCoords(nearest, 1.0);
    const auto told = words.isEmpty() ? QString() : tr("Epoch %1: %2").arg(nearest).arg(words.join(QStringLiteral(", ")));
    if (told != readout_) Q_EMIT readoutChanged(readout_ = told);
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace gano

#include "moc_curve_plot.cpp"
