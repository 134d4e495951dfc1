// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/contrast_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>
#include <functional>

#include "ui/style/look.h"
#include "ui/view/colour_map.h"

namespace gano {

/// The histogram with its two limits.
class HistogramPlot : public QWidget {
public:
    explicit HistogramPlot(QWidget* parent) : QWidget(parent) {
        setMinimumHeight(72);
        setMouseTracking(true);
    }
    std::function<void(double, double)> moved;
    std::function<void()> everything;

    void show(const std::optional<ImageSource::Histogram>& histogram, const Contrast& contrast) {
        histogram_ = histogram;
        contrast_ = contrast;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), palette().base());
        if (!histogram_ || histogram_->bins.empty()) return;
        const double most = std::log1p(*std::max_element(histogram_->bins.begin(), histogram_->bins.end()));
        const auto count = static_cast<int>(histogram_->bins.size());
        for (int x = 0; x < width(); ++x) {
            const auto bin = static_cast<std::size_t>(std::clamp(x * count / std::max(1, width()), 0, count - 1));
            // Logarithmic: rare bright particles are seen beside a common background.
            const double part = most > 0 ? std::log1p(histogram_->bins[bin]) / most : 0.0;
            painter.fillRect(QRectF(x, height() * (1 - part), 1, height() * part), look::quiet());
        }
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(look::accent(), 2));
        const double low = place(contrast_.low), high = place(contrast_.high);
        painter.drawLine(QPointF(low, 0), QPointF(low, height()));
        painter.drawLine(QPointF(high, 0), QPointF(high, height()));
        painter.setPen(QPen(look::accent(), 1));
        painter.drawLine(QPointF(low, height()), QPointF(high, 0));
    }
    void mousePressEvent(QMouseEvent* event) override {
        const double x = event->position().x();
        grabbed_ = std::abs(x - place(contrast_.low)) <= std::abs(x - place(contrast_.high)) ? 1 : 2;
        mouseMoveEvent(event);
    }
    void mouseMoveEvent(QMouseEvent* event) override {
        const bool near = std::min(std::abs(event->position().x() - place(contrast_.low)), std::abs(event->position().x() - place(contrast_.high))) < 8;
        setCursor(near || grabbed_ ? Qt::SizeHorCursor : Qt::ArrowCursor);
        if (grabbed_ == 0 || !histogram_ || !moved) return;
        const double value = valueAt(event->position().x());
        if (grabbed_ == 1) moved(std::min(value, contrast_.high), contrast_.high);
        else moved(contrast_.low, std::max(value, contrast_.low));
    }
    void mouseReleaseEvent(QMouseEvent*) override { grabbed_ = 0; }
    void mouseDoubleClickEvent(QMouseEvent*) override {
        if (everything) everything();
    }

private:
    double span() const { return histogram_ ? std::max(histogram_->high - histogram_->low, 1e-30) : 1.0; }
    double place(double value) const {
        if (!histogram_) return 0.0;
        return std::clamp((value - histogram_->low) / span(), 0.0, 1.0) * (width() - 2) + 1;
    }
    double valueAt(double x) const { return histogram_->low + std::clamp((x - 1) / std::max(1, width() - 2), 0.0, 1.0) * span(); }

    std::optional<ImageSource::Histogram> histogram_;
    Contrast contrast_;
    int grabbed_ = 0;
};

ContrastPanel::ContrastPanel(QWidget* parent)
    : QWidget(parent), plot_(new HistogramPlot(this)), low_(new QDoubleSpinBox(this)), high_(new QDoubleSpinBox(this)), map_(new QComboBox(this)),
      auto_(new QPushButton(tr("Auto"), this)) {
    auto* everything = new QPushButton(tr("Reset"), this);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(plot_, 0, 0, 1, 2);
    auto* from = new QLabel(tr("Black at"), this);
    auto* to = new QLabel(tr("White at"), this);
    grid->addWidget(from, 1, 0);
    grid->addWidget(to, 1, 1);
    grid->addWidget(low_, 2, 0);
    grid->addWidget(high_, 2, 1);
    grid->addWidget(auto_, 3, 0);
    grid->addWidget(everything, 3, 1);
    grid->addWidget(map_, 4, 0, 1, 2);
    from->setBuddy(low_);
    to->setBuddy(high_);
    plot_->setAccessibleName(tr("Histogram of the grey values"));
    plot_->setToolTip(tr("Drag the lines to change what is black and white; double-click to show everything."));
    auto_->setToolTip(tr("Leaves out the rarest values at both ends; press again for more."));
    everything->setToolTip(tr("From the smallest to the largest value."));
    for (auto* box : {low_, high_}) {
        box->setRange(-1e12, 1e12);
        // Its own hint has room for the widest number of the range.
        box->setMinimumWidth(72);
        box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        box->setDecimals(4);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        box->setKeyboardTracking(false);
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] { take(low_->value(), high_->value()); });
    }
    map_->setIconSize({48, 14});
    for (const auto map : kColourMaps) map_->addItem(colourMapIcon(map), colourMapName(map));
    map_->setAccessibleName(tr("Colours"));
    setFocusProxy(low_);
    connect(auto_, &QPushButton::clicked, this, &ContrastPanel::automatic);
    connect(everything, &QPushButton::clicked, this, &ContrastPanel::reset);
    connect(map_, &QComboBox::activated, this, [this](int index) {
        contrast_.map = static_cast<ColourMap>(index);
        Q_EMIT contrastChanged(contrast_);
    });
    plot_->moved = [this](double low, double high) { take(low, high); };
    plot_->everything = [this] { reset(); };
}

ContrastPanel::~ContrastPanel() = default;

void ContrastPanel::setSource(std::shared_ptr<ImageSource> source) {
    if (source == source_) return;
    if (source_) disconnect(source_.get(), nullptr, this, nullptr);
    source_ = std::move(source);
    presses_ = 0;
    if (source_) connect(source_.get(), &ImageSource::histogramReady, this, &ContrastPanel::showSource);
    showSource();
}

void ContrastPanel::showSource() {
    const auto histogram = source_ ? source_->histogram() : std::nullopt;
    setEnabled(histogram.has_value());
    const bool whole = source_ && source_->info() && !isFloat(source_->info()->type);
    for (auto* box : {low_, high_}) {
        const QSignalBlocker quiet(box);
        box->setDecimals(whole ? 0 : 4);
        if (histogram) box->setSingleStep((histogram->high - histogram->low) / 100.0);
    }
    showContrast();
}

void ContrastPanel::setContrast(const Contrast& contrast) {
    contrast_ = contrast;
    showContrast();
}

void ContrastPanel::showContrast() {
    const QSignalBlocker a(low_), b(high_), c(map_);
    low_->setValue(contrast_.low);
    high_->setValue(contrast_.high);
    map_->setCurrentIndex(static_cast<int>(contrast_.map));
    plot_->show(source_ ? source_->histogram() : std::nullopt, contrast_);
}

void ContrastPanel::take(double low, double high) {
    contrast_.low = low;
    contrast_.high = high;
    showContrast();
    Q_EMIT contrastChanged(contrast_);
}

void ContrastPanel::automatic() {
    const auto histogram = source_ ? source_->histogram() : std::nullopt;
    if (!histogram) return;
    // The first press takes the usual limits; every further one cuts a twentieth of what is left off at both ends.
    double low = histogram->autoLow, high = histogram->autoHigh;
    for (int i = 0; i < presses_; ++i) {
        const double step = 0.05 * (high - low);
        low += step, high -= step;
    }
    presses_ = std::min(presses_ + 1, 12);
    take(low, high);
}

void ContrastPanel::reset() {
    presses_ = 0;
    if (const auto histogram = source_ ? source_->histogram() : std::nullopt) take(histogram->low, histogram->high);
}

}  // namespace gano

#include "moc_contrast_panel.cpp"
