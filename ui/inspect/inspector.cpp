// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/inspector.h"

#include <QCheckBox>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/inspect/marks_panel.h"
#include "ui/style/look.h"
#include "ui/view/contrast_panel.h"

namespace gano {

Inspector::Inspector(CompareView& compare, Contents& contents, DisplaySettings& settings, QWidget* parent)
    : QScrollArea(parent), compare_(compare), contents_(contents), settings_(settings) {
    contrast_ = new ContrastPanel;
    linked_ = new QCheckBox(tr("Same contrast in all panes"));
    linked_->setToolTip(tr("Grey values of input, output and truth are shown alike, so that they can be compared (L)"));
    linked_->setChecked(settings_.linked);
    marks_ = new MarksPanel(settings_);
    marksSection_ = new InspectorSection(tr("Labels"), marks_);
    scale_ = new ScalePanel;
    scores_ = new ScorePanel;

    auto* display = new QWidget;
    auto* column = new QVBoxLayout(display);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(contrast_);
    column->addWidget(linked_);
    auto* content = new QWidget;
    auto* whole = new QVBoxLayout(content);
    whole->setContentsMargins(2 * look::kGrid, 2 * look::kGrid, 2 * look::kGrid, 2 * look::kGrid);
    whole->setSpacing(3 * look::kGrid);
    whole->addWidget(new InspectorSection(tr("Contrast"), display));
    whole->addWidget(marksSection_);
    whole->addWidget(new InspectorSection(tr("Scores"), scores_));
    whole->addWidget(new InspectorSection(tr("Scale"), scale_));
    whole->addStretch(1);
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(contrast_, &ContrastPanel::contrastChanged, this, &Inspector::takeContrast);
    connect(linked_, &QCheckBox::toggled, this, [this](bool on) { settings_.linked = on, Q_EMIT displayChanged(); });
    connect(marks_, &MarksPanel::changed, this, &Inspector::displayChanged);
    connect(&compare_, &CompareView::cursorMoved, this, &Inspector::hover);
    connect(&contents_, &Contents::changed, this, &Inspector::refresh);
}

void Inspector::refresh() {
    auto& pane = compare_.active();
    contrast_->setSource(pane.view().source());
    contrast_->setContrast(pane.view().contrast());
    const auto input = contents_.image() ? contents_.source(Content::Input) : nullptr;
    const auto shown = pane.view().source();
    const auto info = shown && shown->info() ? shown->info() : input ? input->info() : std::nullopt;
    scale_->show(contents_.image() ? info : std::nullopt);
    marksSection_->setVisible(contents_.image() && (contents_.isLabels(Content::Output) || contents_.image()->labels));
}

void Inspector::takeContrast(const Contrast& contrast) {
    auto& pane = compare_.active();
    const auto before = pane.view().contrast();
    const auto source = pane.view().source();
    const auto histogram = source ? source->histogram() : std::nullopt;
    const bool automatic = histogram && contrast.low == histogram->autoLow && contrast.high == histogram->autoHigh;
    if (contrast.low == before.low && contrast.high == before.high)
        settings_.setMap(pane.number(), pane.group(), contrast.map);
    else if (automatic && pane.group() == ContrastGroup::Grey)
        settings_.setAutomatic(pane.number(), pane.group());  // For the next images too.
    else
        settings_.set(pane.number(), pane.group(), contrast);
    compare_.refreshDisplay();
}

void Inspector::showScores(const MetricList& image, const MetricList& mean, int scored, const QString& reason) {
    scores_->show(image, mean, scored, reason);
}

void Inspector::toggleLinked() { linked_->toggle(); }

void Inspector::focusContrast() { contrast_->setFocus(); }

void Inspector::toggleProfile() {}

std::optional<double> Inspector::valueOf(Content content, const QPointF& part) {
    if (!contents_.available(content)) return std::nullopt;
    const auto source = contents_.source(content);
    const auto info = source ? source->info() : std::nullopt;
    if (!info) return std::nullopt;
    return source->valueAt(static_cast<int>(part.x() * info->width), static_cast<int>(part.y() * info->height));
}

void Inspector::hover(Pane* pane, std::optional<QPointF> pixel) {
    const auto source = pane->view().source();
    const auto info = source ? source->info() : std::nullopt;
    if (!pixel || !info || pixel->x() < 0 || pixel->y() < 0 || pixel->x() >= info->width || pixel->y() >= info->height) {
        Q_EMIT readoutChanged({});
        return;
    }
    const QPointF part(pixel->x() / info->width, pixel->y() / info->height);
    Readout readout;
    readout.pixel = *pixel;
    readout.pixelSize = info->pixelSize;
    readout.input = valueOf(Content::Input, part);
    // Of labels the probability says more than the class.
    auto second = pane->content() == Content::Input || pane->content() == Content::Output ? Content::Output : pane->content();
    if (contents_.isLabels(second) && second == Content::Output && contents_.available(Content::Probability)) second = Content::Probability;
    readout.outputName = contentName(second);
    readout.output = valueOf(second, part);
    Q_EMIT readoutChanged(readoutText(readout));
}

}  // namespace gano
