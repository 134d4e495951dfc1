// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/band_plot.h"

#include <QEvent>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "ui/style/look.h"
#include "ui/style/plot_library.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kBand = 46;  ///< Opacity of a band, of 255.
constexpr int kWide = 640, kHigh = 400, kSharpness = 3;  ///< Of a saved figure: points; pixels per point.
constexpr std::array kStyles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
constexpr std::array kPoints{QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle, QCPScatterStyle::ssDiamond, QCPScatterStyle::ssCross};

/// Whole numbers of a logarithmic axis are written as such, and only where something was measured.
QSharedPointer<QCPAxisTicker> ticksAt(const std::set<double>& places) {
    const auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (const double place : places) ticker->addTick(place, QString::number(place, 'g', 6));
    return ticker;
}

}  // namespace

BandPlot::BandPlot(Range range, QWidget* parent) : QWidget(parent), range_(range), plot_(new QCustomPlot(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(plot_);
    plot_->setMinimumSize(240, 160);
    plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot_->xAxis->setSubTicks(false);
    // The legend lies above the curves, not over them.
    plot_->axisRect()->insetLayout()->take(plot_->legend);
    plot_->plotLayout()->insertRow(0);
    plot_->plotLayout()->addElement(0, 0, plot_->legend);
    plot_->plotLayout()->setRowStretchFactor(0, 0.001);
    plot_->plotLayout()->setRowSpacing(0);
    plot_->legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
    plot_->legend->setWrap(3);
    plot_->legend->setMargins(QMargins(8, 4, 8, 0));
    plot_->legend->setVisible(true);
    connect(plot_, &QCustomPlot::mouseDoubleClick, this, [this] { looksCloser_ = false, fit(); });
    plot_->installEventFilter(this);
    applyColours(false);
}

bool BandPlot::isLogarithmic() const {
    return logarithmicX_ && std::ranges::all_of(series_, [](const Series& one) { return std::ranges::all_of(one.x, [](double x) { return x > 0.0; }); });
}

void BandPlot::show(const QString& xTitle, const QString& yTitle, std::vector<Series> series) {
    setAccessibleName(tr("%1 against %2").arg(yTitle, xTitle));
    const bool sameNames = std::ranges::equal(series, series_, {}, &Series::name, &Series::name) && plot_->yAxis->label() == yTitle && plot_->xAxis->label() == xTitle;
    if (sameNames && series == series_) return;
    series_ = std::move(series);
    plot_->xAxis->setLabel(xTitle);
    plot_->yAxis->setLabel(yTitle);
    looksCloser_ = looksCloser_ && sameNames;
    if (!sameNames) rebuild();
    draw();
}

void BandPlot::setLogarithmicX(bool on) {
    logarithmicX_ = on;
    draw();
}

void BandPlot::setLevel(std::optional<double> value, const QString& name) {
    if (value == levelValue_ && name == levelName_) return;
    levelValue_ = value;
    levelName_ = name;
    rebuild();
    draw();
}

void BandPlot::rebuild() {
    plot_->clearPlottables();
    lines_.clear();
    // Bands first, so that no band lies over a curve.
    for (std::size_t i = 0; i < series_.size(); ++i) {
        Lines lines;
        lines.low = plot_->addGraph();
        lines.high = plot_->addGraph();
        lines.low->removeFromLegend();
        lines.high->removeFromLegend();
        lines_.push_back(lines);
    }
    for (std::size_t i = 0; i < series_.size(); ++i) {
        lines_[i].mean = plot_->addGraph();
        lines_[i].mean->setName(series_[i].name);
    }
    level_ = nullptr;
    if (levelValue_) {
        level_ = plot_->addGraph();
        level_->setName(levelName_);
    }
    applyColours(false);
}

void BandPlot::draw() {
    const bool log = isLogarithmic();
    plot_->xAxis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    std::set<double> places;
    double first = std::numeric_limits<double>::infinity(), last = -first;
    for (std::size_t i = 0; i < series_.size(); ++i) {
        const auto& one = series_[i];
        for (auto* graph : {lines_[i].mean, lines_[i].low, lines_[i].high}) graph->data()->clear();
        for (std::size_t at = 0; at < one.x.size(); ++at) {
            if (!std::isfinite(one.mean[at])) continue;
            places.insert(one.x[at]);
            first = std::min(first, one.x[at]), last = std::max(last, one.x[at]);
            lines_[i].mean->addData(one.x[at], one.mean[at]);
            if (!std::isfinite(one.low[at]) || !std::isfinite(one.high[at])) continue;
            if (range_ == Range::Band) {
                lines_[i].low->addData(one.x[at], one.low[at]);
                lines_[i].high->addData(one.x[at], one.high[at]);
            } else {
                // A gap after each whisker: it is a line from low to high and no further.
                const double x = log ? one.x[at] * (1.0 + 0.015 * static_cast<double>(i)) : one.x[at];
                lines_[i].low->addData(QVector<double>{x, x, x}, QVector<double>{one.low[at], one.high[at], qQNaN()}, true);
            }
        }
        const bool few = range_ == Range::Whiskers || one.x.size() < 40;
        lines_[i].mean->setScatterStyle(few ? QCPScatterStyle(kPoints[i % kPoints.size()], range_ == Range::Whiskers ? 8 : 5) : QCPScatterStyle::ssNone);
    }
    if (level_ != nullptr && first <= last) {
        level_->data()->clear();
        level_->addData(first, *levelValue_);
        level_->addData(last, *levelValue_);
    }
    plot_->xAxis->setTicker(log ? ticksAt(places) : QSharedPointer<QCPAxisTicker>::create());
    if (!looksCloser_) fit();
    else plot_->replot(QCustomPlot::rpQueuedReplot);
}

void BandPlot::fit() {
    plot_->rescaleAxes();
    plot_->yAxis->scaleRange(1.08, plot_->yAxis->range().center());
    if (isLogarithmic()) plot_->xAxis->setRange(plot_->xAxis->range().lower / 1.15, plot_->xAxis->range().upper * 1.15);
    else plot_->xAxis->scaleRange(1.04, plot_->xAxis->range().center());
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void BandPlot::applyColours(bool onPaper) {
    const auto ink = onPaper ? QColor(Qt::black) : palette().color(QPalette::WindowText);
    const auto ground = onPaper ? QColor(Qt::white) : palette().color(QPalette::Base);
    auto faint = ink;
    faint.setAlpha(36);
    plot_->setBackground(QBrush(ground));
    for (auto* axis : {plot_->xAxis, plot_->yAxis}) {
        for (const auto set : {&QCPAxis::setBasePen, &QCPAxis::setTickPen, &QCPAxis::setSubTickPen}) (axis->*set)(QPen(faint));
        axis->setTickLabelColor(ink);
        axis->setLabelColor(ink);
        axis->grid()->setPen(QPen(faint));
        axis->grid()->setZeroLinePen(QPen(faint));
        axis->setTickLabelFont(font());
        axis->setLabelFont(font());
    }
    plot_->legend->setTextColor(ink);
    plot_->legend->setFont(font());
    plot_->legend->setBrush(QBrush(ground));
    plot_->legend->setBorderPen(QPen(Qt::NoPen));
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const auto colour = i == 0 ? look::training() : i == 1 ? look::validation() : look::series(static_cast<int>(i));
        auto dim = colour;
        dim.setAlpha(kBand);
        lines_[i].mean->setPen(QPen(colour, 2, kStyles[i % kStyles.size()]));
        lines_[i].high->setPen(QPen(Qt::NoPen));
        const bool band = range_ == Range::Band;
        lines_[i].low->setPen(band ? QPen(Qt::NoPen) : QPen(colour, 1.5));
        lines_[i].low->setBrush(band ? QBrush(dim) : QBrush(Qt::NoBrush));
        lines_[i].low->setChannelFillGraph(band ? lines_[i].high : nullptr);
    }
    if (level_ != nullptr) level_->setPen(QPen(ink, 1, Qt::DashLine));
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

bool BandPlot::savePicture(const QString& file) {
    applyColours(true);
    const bool pdf = file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive);
    const bool saved = pdf ? plot_->savePdf(file, kWide, kHigh) : plot_->savePng(file, kWide, kHigh, kSharpness);
    applyColours(false);
    return saved;
}

void BandPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyColours(false);
    QWidget::changeEvent(event);
}

bool BandPlot::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::MouseMove) pointAt(static_cast<QMouseEvent*>(event)->position());
    if (event->type() == QEvent::Leave) pointAt(QPointF(-1.0, -1.0));
    const bool drags = event->type() == QEvent::MouseMove && static_cast<QMouseEvent*>(event)->buttons().testFlag(Qt::LeftButton);
    looksCloser_ = looksCloser_ || drags || event->type() == QEvent::Wheel;
    return QWidget::eventFilter(watched, event);
}

void BandPlot::pointAt(const QPointF& place) {
    std::optional<double> nearest;
    double distance = 0.0;
    if (plot_->axisRect()->rect().contains(place.toPoint()))
        for (const auto& one : series_)
            for (const double x : one.x) {
                const double away = std::abs(plot_->xAxis->coordToPixel(x) - place.x());
                if (!nearest || away < distance) nearest = x, distance = away;
            }
    QStringList words;
    for (const auto& one : series_) {
        const auto found = nearest ? std::ranges::find(one.x, *nearest) : one.x.end();
        if (found == one.x.end()) continue;
        const auto at = static_cast<std::size_t>(found - one.x.begin());
        if (!std::isfinite(one.mean[at])) continue;
        auto said = tr("%1 %2").arg(one.name, numberText(one.mean[at]));
        if (std::isfinite(one.low[at]) && one.low[at] < one.high[at]) said += tr(" (%1 to %2)").arg(numberText(one.low[at]), numberText(one.high[at]));
        words << said;
    }
    const auto told = words.isEmpty() ? QString() : tr("%1 %2: %3").arg(plot_->xAxis->label()).arg(*nearest).arg(words.join(QStringLiteral(", ")));
    if (told != readout_) Q_EMIT readoutChanged(readout_ = told);
}

}  // namespace gano

#include "moc_band_plot.cpp"
