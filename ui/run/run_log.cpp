// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_log.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTime>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kLogHeight = 132;  ///< px
constexpr int kMostLines = 5000;

}  // namespace

RunLog::RunLog(QWidget* parent) : QWidget(parent), icon_(new QLabel(this)), verdict_(new QLabel(this)), fold_(new QToolButton(this)), lines_(new QPlainTextEdit(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    row->addWidget(icon_);
    row->addWidget(verdict_, 1);
    row->addWidget(fold_);
    column->addLayout(row);
    column->addWidget(lines_);
    verdict_->setWordWrap(true);
    verdict_->setTextInteractionFlags(Qt::TextSelectableByMouse);
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
