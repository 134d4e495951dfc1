// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_log.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTime>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/run/doctor_cards.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kLogHeight = 132;      ///< px
constexpr int kDetailsHeight = 264;  ///< px, at most.
constexpr int kMostLines = 5000;

}  // namespace

RunLog::RunLog(QWidget* parent)
    : QWidget(parent), icon_(new QLabel(this)), verdict_(new QLabel(this)), details_(new QToolButton(this)), fold_(new QToolButton(this)), cards_(new DoctorCards), scroll_(new QScrollArea(this)),
      lines_(new QPlainTextEdit(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    row->addWidget(icon_);
    row->addWidget(verdict_, 1);
    row->addWidget(details_);
    row->addWidget(fold_);
    column->addLayout(row);
    column->addWidget(scroll_);
    column->addWidget(lines_);
    verdict_->setWordWrap(true);
    verdict_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    details_->setText(tr("Details"));
    details_->setCheckable(true);
    details_->setIcon(look::icon(QStringLiteral("chevron_right")));
    details_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    details_->setToolTip(tr("What the training doctor found in the curves and the images"));
    details_->hide();
    scroll_->setWidget(cards_);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->hide();
    connect(details_, &QToolButton::toggled, this, &RunLog::showDetails);
    connect(cards_, &DoctorCards::remedyRequested, this, &RunLog::remedyRequested);
    fold_->setText(tr("Log"));
    fold_->setCheckable(true);
    fold_->setIcon(look::icon(QStringLiteral("list")));
    fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fold_->setToolTip(tr("What happened when"));
    lines_->setReadOnly(true);
    lines_->setMaximumBlockCount(kMostLines);
    lines_->setFixedHeight(kLogHeight);
    lines_->setAccessibleName(tr("Log"));
    lines_->hide();
    connect(fold_, &QToolButton::toggled, lines_, &QWidget::setVisible);
}

void RunLog::setVerdict(Mood mood, const QString& sentence) {
    mood_ = mood;
    verdict_->setText(sentence);
    showMood();
}

void RunLog::setFindings(const Patient& patient, const std::vector<Diagnosis>& found) {
    cards_->show(patient, found);
    details_->setText(found.empty() ? tr("Details") : tr("Details (%1)").arg(found.size()));
    details_->show();
    showDetails();
}

void RunLog::clearFindings() {
    details_->setChecked(false);
    details_->hide();
    cards_->clear();
}

/// As high as the cards want, up to a limit: the curves stay in view.
void RunLog::showDetails() {
    const bool open = details_->isChecked();
    details_->setIcon(look::icon(open ? QStringLiteral("chevron_down") : QStringLiteral("chevron_right")));
    scroll_->setVisible(open);
    if (!open) return;
    const int wanted = std::max(cards_->heightForWidth(width()), cards_->sizeHint().height());
    scroll_->setFixedHeight(std::min(wanted + 2, kDetailsHeight));
}

QString RunLog::verdict() const { return verdict_->text(); }

void RunLog::showMood() {
    const auto icon = [this] {
        switch (mood_) {
            case Mood::Problem: return look::icon(QStringLiteral("problem"), look::problem());
            case Mood::Warning: return look::icon(QStringLiteral("warning"), look::warning());
            case Mood::Working: return look::icon(QStringLiteral("clock"));
            case Mood::Fine: break;
        }
        return look::icon(QStringLiteral("check"));
    }();
    icon_->setPixmap(icon.pixmap(18, 18));
}

void RunLog::add(const QString& line) { lines_->appendPlainText(line); }

QString RunLog::timed(const QString& sentence) { return QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + sentence; }

void RunLog::clear() { lines_->clear(); }

void RunLog::fill(const RunReading& reading) {
    QStringList list{tr("Begun %1 with Ganoscope %2 on %3.").arg(text(reading.run.created), text(reading.run.version), text(reading.run.device))};
    const auto& metrics = reading.metrics;
    for (std::size_t i = 0; i < metrics.epochs.size(); ++i) {
        QStringList parts;
        for (std::size_t column = 0; column < metrics.columns.size(); ++column)
            if (metrics.columns[column].starts_with("val_")) parts << columnText(metrics.columns[column], metrics.rows[i][column]);
        list << tr("Epoch %1: %2").arg(metrics.epochs[i]).arg(parts.join(QStringLiteral(", ")));
    }
    if (!reading.run.status.message.empty()) list << text(reading.run.status.message);
    const auto whole = list.join(QLatin1Char('\n'));
    if (lines_->toPlainText() != whole) lines_->setPlainText(whole);
}

QString RunLog::words() const { return lines_->toPlainText(); }

void RunLog::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) showMood();
    QWidget::changeEvent(event);
}

}  // namespace gano

#include "moc_run_log.cpp"
