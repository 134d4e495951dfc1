// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/compare_view.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/style/look.h"

namespace gano {
namespace {

constexpr int kBlinkMs = 600;
constexpr std::array kFirstContents = {Content::Input, Content::Output, Content::Truth, Content::Probability};

QToolButton* segment(const QString& words, const QString& tip) {
    auto* button = new QToolButton;
    button->setText(words);
    button->setToolTip(tip);
    button->setCheckable(true);
    button->setMinimumHeight(28);
    button->setMinimumWidth(28);
    return button;
}

}  // namespace

CompareView::CompareView(Contents& contents, DisplaySettings& settings, QWidget* parent)
    : QWidget(parent), contents_(contents), settings_(settings) {
    grid_ = new QGridLayout;
    grid_->setSpacing(2);
    for (int i = 0; i < 4; ++i) addPane(i);
    auto* bar = new QHBoxLayout;
    addBar(bar);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addLayout(grid_, 1);
    whole->addLayout(bar);
    blink_.setInterval(kBlinkMs);
    connect(&blink_, &QTimer::timeout, this, [this] { panes_[0]->view().setBlinkShowsSecond(blinked_ = !blinked_); });
    connect(&contents_, &Contents::changed, this, &CompareView::refresh);
    arrange();
}

void CompareView::addPane(int number) {
    auto* pane = new Pane(number, contents_, settings_);
    pane->setContent(kFirstContents[static_cast<std::size_t>(number)]);
    panes_.push_back(pane);
    connect(pane, &Pane::activated, this, [this, pane] { activate(pane); });
    connect(pane, &Pane::contentChosen, this, &CompareView::refresh);
    connect(pane, &Pane::contentChosen, this, &CompareView::contentChosen);
    connect(pane, &Pane::predictRequested, this, &CompareView::predictRequested);
    connect(pane, &Pane::lookAgainRequested, this, &CompareView::lookAgainRequested);
    connect(&pane->view(), &ImageView::viewportChanged, this, [this, pane](const Viewport& viewport) { share(pane, viewport); });
    connect(&pane->view(), &ImageView::cursorMoved, this, [this, pane](std::optional<QPointF> pixel) { Q_EMIT cursorMoved(pane, pixel); });
    connect(&pane->view(), &ImageView::profileDrawn, this,
            [this, pane](const QPointF& from, const QPointF& to) { Q_EMIT profileDrawn(pane, from, to); });
}

void CompareView::addBar(QHBoxLayout* bar) {
    bar->setContentsMargins(look::kGrid, 4, look::kGrid, 4);
    bar->setSpacing(2);
    modes_ = new QButtonGroup(this);
    counts_ = new QButtonGroup(this);
    const std::array<std::pair<QString, QString>, 4> modes = {{
        {tr("Side by side"), tr("One content per pane, on the same field of view (G)")},
        {tr("Swipe"), tr("Two contents in one pane, with a divider to drag (S)")},
        {tr("Blink"), tr("Two contents in one pane, in turn (B)")},
        {tr("Difference"), tr("The first content minus the second (D)")},
    }};
    for (int i = 0; i < 4; ++i) {
        auto* button = segment(modes[static_cast<std::size_t>(i)].first, modes[static_cast<std::size_t>(i)].second);
        modes_->addButton(button, i);
        bar->addWidget(button);
    }
    bar->addSpacing(look::kGrid);
    for (int i = 1; i <= 4; ++i) {
        auto* button = segment(QString::number(i), i == 1 ? tr("One pane (1)") : tr("%1 panes (%1)").arg(i));
        button->setAccessibleName(button->toolTip());
        counts_->addButton(button, i);
        bar->addWidget(button);
    }
    bar->addStretch(1);
    frames_ = new QWidget;
    frame_ = new QSpinBox;
    frame_->setAccessibleName(tr("Frame of the stack"));
    auto* row = new QHBoxLayout(frames_);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("Frame")));
    row->addWidget(frame_);
    frames_->hide();
    bar->addWidget(frames_);
    connect(modes_, &QButtonGroup::idClicked, this, [this](int id) { setMode(static_cast<Mode>(id)); });
    connect(counts_, &QButtonGroup::idClicked, this, &CompareView::chooseCount);
    connect(frame_, &QSpinBox::valueChanged, this, [this](int number) { Q_EMIT frameChosen(number - 1); });
}

void CompareView::chooseCount(int count) {
    setMode(Mode::SideBySide);
    setPaneCount(count);
}

void CompareView::setMode(Mode mode) {
    auto& first = *panes_[0];
    if (mode_ == Mode::SideBySide && mode != mode_) {
        before_ = first.content();
        if (count_ > 1) first.setSecond(panes_[1]->content());
        if (first.second() == first.content()) first.setSecond(first.content() == Content::Output ? Content::Truth : Content::Output);
    }
    if (mode == Mode::SideBySide && mode_ != mode) first.setContent(before_);
    // Labels can only be compared with labels.
    if (mode == Mode::Difference && contents_.isLabels(first.content()) != contents_.isLabels(first.second())) {
        first.setContent(Content::Output);
        first.setSecond(Content::Truth);
    }
    mode_ = mode;
    arrange();
}

void CompareView::setPaneCount(int count) {
    count_ = std::clamp(count, 1, 4);
    arrange();
}

std::vector<Pane*> CompareView::shown() const {
    const auto many = mode_ == Mode::SideBySide ? static_cast<std::size_t>(count_) : 1;
    return {panes_.begin(), panes_.begin() + static_cast<std::ptrdiff_t>(many)};
}

void CompareView::arrange() {
    const auto visible = shown();
    const auto kept = viewport();
    for (auto* pane : panes_) {
        grid_->removeWidget(pane);
        pane->setVisible(pane->number() < static_cast<int>(visible.size()));
    }
    const int columns = visible.size() == 4 ? 2 : static_cast<int>(visible.size());
    for (int i = 0; i < static_cast<int>(visible.size()); ++i) grid_->addWidget(visible[static_cast<std::size_t>(i)], i / columns, i % columns);
    for (int row = 0; row < 2; ++row) grid_->setRowStretch(row, row == 0 || visible.size() == 4 ? 1 : 0);
    for (int column = 0; column < 4; ++column) grid_->setColumnStretch(column, column < columns ? 1 : 0);
    panes_[0]->setPairing(static_cast<Pane::Pairing>(mode_));
    if (mode_ == Mode::Blink)
        blink_.start();
    else
        blink_.stop();
    modes_->button(static_cast<int>(mode_))->setChecked(true);
    counts_->setExclusive(mode_ == Mode::SideBySide);
    for (auto* button : counts_->buttons()) button->setChecked(mode_ == Mode::SideBySide && counts_->id(button) == count_);
    if (active_ >= static_cast<int>(visible.size())) active_ = 0;
    activate(panes_[static_cast<std::size_t>(active_)]);
    refresh();
    setViewport(kept);
    Q_EMIT layoutChosen();
}

void CompareView::refresh() {
    for (auto* pane : shown()) pane->refresh();
}

void CompareView::refreshDisplay() {
    for (auto* pane : shown()) pane->refreshDisplay();
}

void CompareView::setCanPredict(bool can) {
    for (auto* pane : panes_) pane->setCanPredict(can);
}

void CompareView::setTool(ImageView::Tool tool) {
    for (auto* pane : panes_) pane->view().setTool(tool);
}

void CompareView::fit() { panes_[0]->view().fit(); }

Viewport CompareView::viewport() const { return panes_[0]->view().viewport(); }

void CompareView::setViewport(const Viewport& viewport) {
    panes_[0]->view().setViewport(viewport);
    share(panes_[0], viewport);
}

void CompareView::share(Pane* from, const Viewport& viewport) {
    if (sharing_) return;
    sharing_ = true;
    for (auto* pane : panes_)
        if (pane != from) pane->view().setViewport(viewport);
    sharing_ = false;
    tellZoom();
}

void CompareView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    QMetaObject::invokeMethod(this, &CompareView::tellZoom, Qt::QueuedConnection);  // The panes get their size after this.
}

void CompareView::tellZoom() {
    auto& view = active().view();
    Q_EMIT zoomChanged(view.source() && view.source()->info() ? view.zoomPercent() : 0.0);
}

void CompareView::activate(Pane* pane) {
    active_ = pane->number();
    const bool several = shown().size() > 1;
    for (auto* other : panes_) other->setActive(several && other == pane);
    Q_EMIT activeChanged();
}

void CompareView::setFrames(int frames, int frame) {
    const QSignalBlocker quiet(frame_);
    frame_->setRange(1, std::max(1, frames));
    frame_->setSuffix(tr(" of %1").arg(frames));
    frame_->setValue(frame + 1);
    frames_->setVisible(frames > 1);
}

}  // namespace gano

#include "moc_compare_view.cpp"
