// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/pane.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include "ui/style/look.h"
#include "ui/style/state_panel.h"

namespace gano {
namespace {

constexpr int kPatienceMs = 250;

QComboBox* contentCombo(const QString& name) {
    auto* combo = new QComboBox;
    for (const auto content : kContents) combo->addItem(contentName(content));
    combo->setAccessibleName(name);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    combo->setFocusPolicy(Qt::TabFocus);
    return combo;
}

}  // namespace

Pane::Pane(int number, Contents& contents, const DisplaySettings& settings, QWidget* parent)
    : QFrame(parent), number_(number), contents_(contents), settings_(settings) {
    setObjectName(QStringLiteral("inspectPane"));
    view_ = new ImageView;
    view_->setScaleBarShown(number == 0);
    state_ = new StatePanel(view_);
    first_ = contentCombo(tr("Content of pane %1").arg(number + 1));
    other_ = contentCombo(tr("Second content"));
    between_ = new QLabel;
    look::makeQuiet(between_);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(4, 6, 4, 4);
    head->setSpacing(look::kGrid);
    head->addWidget(first_);
    head->addWidget(between_);
    head->addWidget(other_);
    head->addStretch(1);
    setMinimumSize(sizeHint());
    auto* whole = new QVBoxLayout(this);
    whole->setSizeConstraint(QLayout::SetNoConstraint);
    whole->setContentsMargins(1, 1, 1, 1);
    whole->setSpacing(0);
    whole->addLayout(head);
    whole->addWidget(state_, 1);

    late_.setSingleShot(true);
    late_.setInterval(kPatienceMs);
    connect(&late_, &QTimer::timeout, this, [this] { state_->showLoading(tr("Working it out…")); });
    connect(first_, &QComboBox::activated, this, &Pane::choose);
    connect(other_, &QComboBox::activated, this, &Pane::choose);
    connect(state_, &StatePanel::actionRequested, this, &Pane::act);
    view_->installEventFilter(this);
    setPairing(Pairing::None);
}

void Pane::choose() {
    content_ = kContents[static_cast<std::size_t>(first_->currentIndex())];
    second_ = kContents[static_cast<std::size_t>(other_->currentIndex())];
    Q_EMIT activated();
    Q_EMIT contentChosen();
}

void Pane::setContent(Content content) { content_ = content; }
void Pane::setSecond(Content second) { second_ = second; }

void Pane::setPairing(Pairing pairing) {
    pairing_ = pairing;
    other_->setVisible(pairing != Pairing::None);
    between_->setVisible(pairing != Pairing::None);
    between_->setText(pairing == Pairing::Difference ? tr("minus") : pairing == Pairing::Blink ? tr("and") : tr("beside"));
    view_->setSwipe(pairing == Pairing::Swipe ? std::optional<double>(0.5) : std::nullopt);
    view_->setBlinkShowsSecond(false);
}

void Pane::setActive(bool active) {
    if (active_ == active) return;
    active_ = active;
    update();
}

void Pane::setCanPredict(bool can) { canPredict_ = can; }

void Pane::fillCombos() {
    for (auto* combo : {first_, other_}) {
        const QSignalBlocker quiet(combo);
        combo->setCurrentIndex(static_cast<int>(combo == first_ ? content_ : second_));
        auto* items = qobject_cast<QStandardItemModel*>(combo->model());
        for (int i = 0; items && i < items->rowCount(); ++i) {
            // Everything may be chosen, what is not there yet is grey and says why.
            const auto content = kContents[static_cast<std::size_t>(i)];
            const auto reason = contents_.reason(content);
            const bool named = content == Content::Other && contents_.image() && !contents_.image()->otherModel.isEmpty();
            items->item(i)->setText(named ? tr("Other: %1").arg(contents_.image()->otherModel) : contentName(content));
            items->item(i)->setToolTip(reason);
            items->item(i)->setData(reason.isEmpty() ? QVariant() : QVariant(look::quiet()), Qt::ForegroundRole);
        }
    }
}

ContrastGroup Pane::group() const {
    if (pairing_ == Pairing::Difference) return ContrastGroup::Signed;
    return contents_.group(shownContent());
}

Content Pane::shownContent() const {
    const bool overMicrograph = pairing_ == Pairing::None && contents_.isLabels(content_) && settings_.style != MarkStyle::Raw;
    return overMicrograph ? Content::Input : content_;
}

Marks Pane::marks() const {
    if (settings_.style == MarkStyle::Raw || settings_.style == MarkStyle::Hidden || pairing_ == Pairing::Difference) return Marks::None;
    if (content_ == Content::Input) return settings_.onInput;
    if (!contents_.isLabels(content_) || pairing_ != Pairing::None) return Marks::None;
    return content_ == Content::Truth ? Marks::Truth : Marks::Output;
}

QString Pane::title() const {
    switch (pairing_) {
        case Pairing::None: return contentName(content_);
        case Pairing::Difference: return tr("%1 minus %2").arg(contentName(content_), contentName(second_).toLower());
        default: return tr("%1 and %2").arg(contentName(content_), contentName(second_).toLower());
    }
}

std::shared_ptr<ImageSource> Pane::base() const {
    if (pairing_ == Pairing::Difference) return contents_.between(content_, second_);
    return contents_.source(shownContent());
}

void Pane::refresh() {
    fillCombos();
    failed_ = false;
    late_.stop();
    if (!contents_.image()) {
        view_->setSource(nullptr);
        state_->showEmpty(tr("Choose an image in the list."));
        return;
    }
    for (const auto content : {content_, pairing_ == Pairing::None ? content_ : second_})
        if (!contents_.available(content)) return showMissing(content);
    const auto source = base();
    auto failure = pairing_ == Pairing::Difference ? contents_.betweenFailure() : contents_.failure(content_);
    if (source && failure.isEmpty()) failure = source->failure();
    if (!failure.isEmpty()) {
        failed_ = pairing_ != Pairing::Difference;
        view_->setSource(nullptr);
        if (failed_) state_->showFailed(failure, tr("Look again"));
        else state_->showEmpty(failure);
        return;
    }
    if (!source) {
        late_.start();
        return;
    }
    if (view_->source() != source) {
        view_->setSource(source);
        watch(source);
    }
    const bool second = pairing_ == Pairing::Swipe || pairing_ == Pairing::Blink;
    view_->setSecond(second ? contents_.source(second_) : nullptr);
    state_->showContent();
    refreshDisplay();
}

void Pane::showMissing(Content content) {
    view_->setSource(nullptr);
    const bool prediction = contents_.image()->output.empty() && content != Content::Truth && content != Content::Other;
    state_->showEmpty(contents_.reason(content), prediction && canPredict_ ? tr("Predict this image") : QString());
}

void Pane::watch(const std::shared_ptr<ImageSource>& source) {
    connect(source.get(), &ImageSource::failed, this, &Pane::refresh, Qt::UniqueConnection);
    connect(source.get(), &ImageSource::histogramReady, this, &Pane::refreshDisplay, Qt::UniqueConnection);
}

void Pane::refreshDisplay() {
    const auto input = contents_.source(Content::Input);
    const int classes = static_cast<int>(contents_.labelValues().size());
    const auto contrastOf = [&](ContrastGroup of, const ImageSource* source) { return settings_.contrast(number_, of, source, input.get(), classes); };
    view_->setContrast(contrastOf(group(), view_->source().get()));
    if (pairing_ == Pairing::Swipe || pairing_ == Pairing::Blink)
        view_->setSecondContrast(secondContrast_ = contrastOf(contents_.group(second_), contents_.source(second_).get()));
    if (content_ == Content::Other && marks() != Marks::None) {
        view_->setOverlay(contents_.source(Content::Other), settings_.style == MarkStyle::Filled ? ImageView::Overlay::Filled : ImageView::Overlay::Contours, settings_.opacity);
        return;
    }
    const auto kind = settings_.style == MarkStyle::Filled ? ImageView::Overlay::Filled : ImageView::Overlay::Contours;
    const auto labels = contents_.marks(marks());
    view_->setOverlay(labels, labels ? kind : ImageView::Overlay::None, settings_.opacity);
}

void Pane::act() {
    if (failed_)
        Q_EMIT lookAgainRequested();
    else
        Q_EMIT predictRequested();
}

void Pane::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    if (!active_) return;
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 2), look::accent());
}

bool Pane::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::FocusIn) Q_EMIT activated();
    return QFrame::eventFilter(watched, event);
}

}  // namespace gano

#include "moc_pane.cpp"
