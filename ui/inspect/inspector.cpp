// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/inspector.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/inspect/magnifier.h"
#include "ui/inspect/marks_panel.h"
#include "ui/inspect/metadata_panel.h"
#include "ui/inspect/profile_plot.h"
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
    metadata_ = new MetadataPanel;
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
    whole->addWidget(new InspectorSection(tr("Under the cursor"), cursorSection()));
    whole->addWidget(new InspectorSection(tr("Profile"), profileSection()));
    whole->addWidget(new InspectorSection(tr("How it was taken"), metadata_));
    whole->addStretch(1);
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(contrast_, &ContrastPanel::contrastChanged, this, &Inspector::takeContrast);
    connect(linked_, &QCheckBox::toggled, this, [this](bool on) { settings_.linked = on, Q_EMIT displayChanged(); });
    connect(scale_, &ScalePanel::setRequested, this, &Inspector::setScaleRequested);
    connect(marks_, &MarksPanel::changed, this, &Inspector::displayChanged);
    connect(&compare_, &CompareView::cursorMoved, this, &Inspector::hover);
    connect(&compare_, &CompareView::profileDrawn, this, &Inspector::drawProfile);
    connect(&compare_, &CompareView::layoutChosen, this, &Inspector::refresh);
    connect(&contents_, &Contents::changed, this, &Inspector::refresh);
}

QWidget* Inspector::cursorSection() {
    auto* section = new QWidget;
    auto* row = new QHBoxLayout(section);
    row->setContentsMargins(0, 0, 0, 0);
    magnifier_ = new Magnifier;
    readout_ = new QLabel;
    readout_->setWordWrap(true);
    readout_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    look::makeQuiet(readout_);
    row->addWidget(magnifier_);
    row->addWidget(readout_, 1);
    return section;
}

QWidget* Inspector::profileSection() {
    auto* section = new QWidget;
    auto* column = new QVBoxLayout(section);
    column->setContentsMargins(0, 0, 0, 0);
    profile_ = new ProfilePlot;
    line_ = new QToolButton;
    line_->setText(tr("Draw a line"));
    line_->setIcon(look::icon(QStringLiteral("profile")));
    line_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    line_->setCheckable(true);
    line_->setToolTip(tr("Drag in a pane to see the values along a line (P)"));
    auto* copy = new QPushButton(tr("Copy values"));
    copy->setToolTip(tr("As a table, for a spreadsheet"));
    copy_ = copy;
    auto* row = new QHBoxLayout;
    row->addWidget(line_);
    row->addStretch(1);
    row->addWidget(copy_);
    column->addLayout(row);
    column->addWidget(profile_);
    profile_->hide();
    copy_->hide();
    connect(line_, &QToolButton::toggled, this, [this](bool on) {
        compare_.setTool(on ? ImageView::Tool::Profile : ImageView::Tool::Look);
        if (!on) profile_->clear(), profile_->hide(), copy_->hide();
    });
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(profile_->table()); });
    return section;
}

/// The automatic range is known some time after the image is.
void Inspector::watchHistogram(const std::shared_ptr<ImageSource>& source) {
    if (source) connect(source.get(), &ImageSource::histogramReady, this, &Inspector::refresh, static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::UniqueConnection));
}

void Inspector::refresh() {
    auto& pane = compare_.active();
    watchHistogram(pane.view().source());
    contrast_->setSource(pane.view().source());
    contrast_->setContrast(pane.view().contrast());
    const auto input = contents_.image() ? contents_.source(Content::Input) : nullptr;
    const auto shown = pane.view().source();
    const auto info = shown && shown->info() ? shown->info() : input ? input->info() : std::nullopt;
    scale_->show(contents_.image() ? info : std::nullopt);
    metadata_->show(contents_.image() ? std::optional(contents_.image()->image) : std::nullopt);
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

void Inspector::toggleProfile() {
    line_->toggle();
    if (line_->isChecked()) ensureWidgetVisible(line_);
}

void Inspector::drawProfile(Pane* pane, const QPointF& from, const QPointF& to) {
    const auto source = pane->view().source();
    const auto info = source ? source->info() : std::nullopt;
    if (!info || !line_->isChecked()) return;  // Or it is drawn over a scale bar.
    const QPointF size(info->width, info->height);
    const auto part = [&size](const QPointF& pixel) { return QPointF(pixel.x() / size.x(), pixel.y() / size.y()); };
    // A pixel that is no square has another length across than down.
    const double nmX = info->pixelSize ? info->pixelSize->xNm : 0.0, nmY = info->pixelSize ? info->pixelSize->yNm : 0.0;
    const auto line = to - from;
    const double px = std::hypot(line.x(), line.y());
    profile_->begin(px, px > 0.0 && nmX > 0.0 ? std::hypot(line.x() * nmX, line.y() * nmY) / px : 0.0);
    profile_->show();
    copy_->show();
    // It has its place only after the next layout.
    QTimer::singleShot(0, profile_, [this] { ensureWidgetVisible(profile_); });
    for (const auto content : {Content::Input, Content::Output, Content::Truth, Content::Probability})
        if (!(content == Content::Output && contents_.available(Content::Probability)) && contents_.available(content)) addProfile(content, part(from), part(to));
}

/// `from`, `to` are parts of width and height, so that finer outputs are crossed at the same place.
void Inspector::addProfile(Content content, const QPointF& from, const QPointF& to) {
    const auto source = contents_.source(content);
    const auto info = source ? source->info() : std::nullopt;
    if (!info) return;
    const auto pixel = [&info](const QPointF& part) { return QPointF(part.x() * info->width, part.y() * info->height); };
    const bool own = content != Content::Input && contents_.group(content) != contents_.group(Content::Input);
    const auto colour = look::series(static_cast<int>(content));
    source->sampleLine(pixel(from), pixel(to), this, [this, content, colour, own, source](const std::vector<double>& values) {
        profile_->add(contentName(content), values, colour, own);
    });
}

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
        magnifier_->show(nullptr, {}, {});
        readout_->clear();
        Q_EMIT readoutChanged({});
        return;
    }
    magnifier_->show(source, *pixel, pane->view().contrast());
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
    const auto words = readoutText(readout);
    readout_->setText(QString(words).replace(QStringLiteral(" · "), QStringLiteral("\n")));
    Q_EMIT readoutChanged(words);
}

}  // namespace gano

#include "moc_inspector.cpp"
