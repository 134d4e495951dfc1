// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frame/run_row.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QImageReader>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include "ui/frame/elided_label.h"
#include "ui/frame/run_cards.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

namespace {

constexpr QSize kPicture{128, 64};
constexpr int kNarrow = 600;  ///< Below this width the words need the picture's room, px.

constexpr int kPreviewGap = 4;  ///< Between the crops of a preview, px.

/// The first input and output of a preview: rows of three square crops, input, output and target.
QImage firstPair(const QString& file, QSize size) {
    QImageReader reader(file);
    const int side = (reader.size().width() - 2 * kPreviewGap) / 3;
    if (side <= 0) return {};
    reader.setClipRect(QRect(0, 0, 2 * side + kPreviewGap, side));
    return reader.read().scaled(size, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32);
}

}  // namespace

RunRow::RunRow(RunCard card, QWidget* parent) : QFrame(parent), card_(std::move(card)), picture_(new QLabel), standing_(new ElidedLabel({}, Qt::ElideRight)) {
    setProperty("card", true);
    setProperty("clickable", true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(card_.name + QLatin1String(", ") + card_.title);

    picture_->setFixedSize(kPicture);
    picture_->setAlignment(Qt::AlignCenter);
    picture_->setPixmap(look::icon(QStringLiteral("images"), look::quiet()).pixmap(QSize(24, 24), devicePixelRatioF()));
    auto* name = new ElidedLabel(card_.name);
    auto bold = name->font();
    bold.setPixelSize(14);
    bold.setWeight(QFont::DemiBold);
    name->setFont(bold);
    auto* title = new ElidedLabel(card_.title, Qt::ElideRight);
    look::makeQuiet(title);
    look::makeQuiet(standing_);
    auto* first = new QHBoxLayout;
    first->setSpacing(16);
    first->addWidget(name, 1);
    auto* words = new QVBoxLayout;
    words->setSpacing(3);
    words->addStretch();
    words->addLayout(first);
    words->addWidget(title);
    words->addWidget(standing_);
    words->addStretch();

    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(10, 10, 10, 10);
    line->setSizeConstraint(QLayout::SetNoConstraint);
    setMinimumSize(320, kPicture.height() + 20);
    line->setSpacing(16);
    line->addWidget(picture_);
    line->addLayout(words, 1);
    if (!card_.best.isEmpty()) {
        auto* best = new QLabel(card_.best);
        best->setToolTip(tr("Best score on the validation images"));
        first->addWidget(best);
    }
    if (const auto text = resumeText(card_); !text.isEmpty()) {
        resume_ = new QPushButton(look::icon(QStringLiteral("resume")), text);
        line->addWidget(resume_);
        connect(resume_, &QPushButton::clicked, this, [this] { Q_EMIT resumeRequested(card_.folder); });
    }
    auto* more = new QToolButton;
    more->setIcon(look::icon(QStringLiteral("more")));
    more->setAccessibleName(tr("More for %1").arg(card_.name));
    more->setToolTip(tr("More"));
    line->addWidget(more);
    connect(more, &QToolButton::clicked, this, [this, more] { showMenu(more->mapToGlobal(QPoint(0, more->height()))); });
    updateAge();

    if (card_.picture.empty()) return;
    connect(&reading_, &QFutureWatcherBase::finished, this, [this] {
        if (reading_.result().isNull()) return;
        auto picture = QPixmap::fromImage(reading_.result());
        picture.setDevicePixelRatio(devicePixelRatioF());
        picture_->setPixmap(picture);
    });
    reading_.setFuture(QtConcurrent::run(firstPair, text(card_.picture), kPicture * devicePixelRatioF()));
}

QString RunRow::standing() const {
    if (card_.study) {
        const auto count = tr("%1 of %2 trainings").arg(card_.epoch).arg(card_.epochs);
        if (card_.state == QLatin1String("done")) return tr("Done, %1 trainings").arg(card_.epochs);
        if (card_.state == QLatin1String("running")) return tr("At work, %1 done").arg(count);
        return card_.state == QLatin1String("failed") ? tr("%1 done, some failed").arg(count) : tr("Stopped after %1").arg(count);
    }
    if (card_.state == QLatin1String("done")) return tr("Done, %1 epochs").arg(card_.epoch);
    if (card_.state == QLatin1String("running")) return tr("Training now, epoch %1 of %2").arg(card_.epoch + 1).arg(card_.epochs);
    if (card_.state == QLatin1String("failed")) return tr("Failed in epoch %1 of %2").arg(card_.epoch + 1).arg(card_.epochs);
    if (card_.state == QLatin1String("interrupted")) return tr("Interrupted after epoch %1 of %2").arg(card_.epoch).arg(card_.epochs);
    return tr("Stopped after epoch %1 of %2").arg(card_.epoch).arg(card_.epochs);
}

void RunRow::updateAge() {
    const auto age = static_cast<double>(card_.changed.secsTo(QDateTime::currentDateTime()));
    standing_->tell(tr("%1 · %2").arg(standing(), agoText(age)));
}

void RunRow::setBusy(bool busy) {
    if (resume_ == nullptr) return;
    resume_->setEnabled(!busy);
    resume_->setToolTip(busy ? tr("Another job is running.") : QString());
}

void RunRow::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->pos())) Q_EMIT openRequested(card_.folder);
}

void RunRow::keyPressEvent(QKeyEvent* event) {
    const bool opens = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (opens) Q_EMIT openRequested(card_.folder);
    else QFrame::keyPressEvent(event);
}

void RunRow::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    const bool narrow = width() < kNarrow;
    picture_->setVisible(!narrow);
    if (resume_ != nullptr) resume_->setText(narrow ? card_.study ? tr("Go on") : tr("Resume") : resumeText(card_));
}

void RunRow::contextMenuEvent(QContextMenuEvent* event) { showMenu(event->globalPos()); }

void RunRow::showMenu(const QPoint& at) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(look::icon(QStringLiteral("train")), tr("Open"), this, [this] { Q_EMIT openRequested(card_.folder); });
    auto* inspect = menu->addAction(look::icon(QStringLiteral("inspect")), tr("Inspect the result"), this, [this] { Q_EMIT inspectRequested(card_.folder); });
    inspect->setEnabled(card_.epoch > 0 && !card_.study);
    menu->addAction(look::icon(QStringLiteral("folder")), tr("Show the folder"), this,
                    [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(text(card_.folder))); });
    menu->addSeparator();
    menu->addAction(look::icon(QStringLiteral("close")), tr("Remove from this list"), this, [this] { Q_EMIT forgetRequested(card_.folder); });
    menu->popup(at);
}

}  // namespace gano

#include "moc_run_row.cpp"
