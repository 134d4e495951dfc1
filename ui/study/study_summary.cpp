// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_summary.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/tasks/task.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

QString axisText(const StudyAxis& axis, TrainPlan plan) {
    const auto count = axis.values.size();
    if (axis.key == "train-images") return StudySummaryCard::tr("%1 numbers of labels").arg(count);
    if (axis.key == "train-patches") return StudySummaryCard::tr("%1 numbers of labelled patches").arg(count);
    if (axis.key == "generator") return StudySummaryCard::tr("%1 networks").arg(count);
    if (axis.key == "task") return StudySummaryCard::tr("%1 tasks").arg(count);
    for (const auto& field : plan.fields())
        if (field.spec.key == axis.key) return StudySummaryCard::tr("%1 values of “%2”").arg(count).arg(text(field.spec.label));
    return QString::number(count);
}

QString counted(std::size_t count, const QString& one, const QString& many) { return count == 1 ? one : many.arg(QLocale().toString(static_cast<qulonglong>(count))); }

}  // namespace

QString trainingsText(const Study& study, const std::vector<StudyCell>& cells) {
    const auto preparations = static_cast<std::size_t>(std::ranges::count(cells, true, &StudyCell::preparation));
    QStringList factors;
    if (study.starts.size() > 1) factors << StudySummaryCard::tr("%1 starts").arg(study.starts.size());
    for (const auto& axis : study.axes) factors << axisText(axis, study.base);
    factors << counted(study.seeds.size(), StudySummaryCard::tr("one seed"), StudySummaryCard::tr("%1 seeds"));
    auto words = StudySummaryCard::tr("%1: %2.").arg(counted(cells.size() - preparations, StudySummaryCard::tr("One training"), StudySummaryCard::tr("%1 trainings")), factors.join(QStringLiteral(" × ")));
    if (preparations > 0) words += QLatin1Char(' ') + counted(preparations, StudySummaryCard::tr("One more prepares a start."), StudySummaryCard::tr("%1 more prepare starts."));
    if (study.steps > 0) words += QLatin1Char(' ') + StudySummaryCard::tr("Each has %1 steps.").arg(QLocale().toString(study.steps));
    else words += QLatin1Char(' ') + StudySummaryCard::tr("Each has %1 epochs.").arg(study.base.training.epochs);
    return words;
}

StudySummaryCard::StudySummaryCard(QWidget* parent)
    : QFrame(parent), heading_(new QLabel(tr("What will run"), this)), data_(new QLabel(this)), trainings_(new QLabel(this)), time_(new QLabel(this)), device_(new QLabel(this)), problem_(new QLabel(this)),
      icon_(new QLabel(this)), working_(new QProgressBar(this)), cancel_(new QPushButton(tr("Cancel measuring"), this)), measure_(new QPushButton(tr("Measure the time"), this)),
      start_(new QPushButton(tr("Start study"), this)) {
    setProperty("card", true);
    look::makeHeading(heading_);
    look::makeHeading(time_);
    look::makeQuiet(device_);
    look::makePrimary(start_);
    start_->setDefault(true);
    for (auto* label : {data_, trainings_, device_, problem_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    time_->setAccessibleName(tr("How long the study will take"));
    working_->setRange(0, 0);
    working_->setAccessibleName(tr("Measuring"));
    icon_->setAlignment(Qt::AlignTop);
    auto* problem = new QHBoxLayout;
    problem->setSpacing(look::kGrid);
    problem->addWidget(icon_, 0, Qt::AlignTop);
    problem->addWidget(problem_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(heading_);
    column->addLayout(problem);
    column->addWidget(trainings_);
    column->addWidget(data_);
    column->addWidget(time_);
    column->addWidget(device_);
    column->addWidget(working_);
    column->addWidget(cancel_, 0, Qt::AlignLeft);
    column->addWidget(measure_, 0, Qt::AlignLeft);
    column->addStretch(1);
    column->addWidget(start_);
    connect(start_, &QPushButton::clicked, this, &StudySummaryCard::startRequested);
    connect(cancel_, &QPushButton::clicked, this, [this] { Q_EMIT cancelMeasuringRequested(), showNoEstimate({}); });
    connect(measure_, &QPushButton::clicked, this, &StudySummaryCard::measureRequested);
    showMissing({}, false);
}

void StudySummaryCard::showMissing(const QString& sentence, bool wrong) {
    for (QWidget* part : std::initializer_list<QWidget*>{data_, trainings_, time_, device_, working_, cancel_, measure_}) part->hide();
    const auto name = wrong ? QStringLiteral("warning") : QStringLiteral("information");
    icon_->setPixmap(look::icon(name, wrong ? look::warning() : look::quiet()).pixmap(QSize(20, 20), devicePixelRatioF()));
    problem_->setText(sentence);
    icon_->setVisible(!sentence.isEmpty());
    problem_->setVisible(!sentence.isEmpty());
    ready_ = false;
    showButtons();
}

void StudySummaryCard::showLooking() {
    showMissing({}, false);
    time_->setText(tr("Looking at the images…"));
    time_->show();
    working_->show();
}

void StudySummaryCard::showStudy(const CheckedStudy& found) {
    showMissing({}, false);
    const QLocale locale;
    const bool labels = task(found.study.base.task).target == TargetKind::Labels;
    auto images = counted(found.samples, labels ? tr("One labelled image") : tr("One image with its target"), labels ? tr("%1 labelled images") : tr("%1 images with their targets"));
    images += found.study.testImages.empty() ? tr(", of which %1 are kept aside as test images.").arg(found.test) : tr(", and %1 test images that no training sees.").arg(found.test);
    if (found.unpaired > 0)
        images += QLatin1Char(' ') + counted(found.unpaired, tr("One image has no partner and is left out."), tr("%1 images have no partner and are left out."));
    constexpr std::size_t kFew = 6;
    if (found.test < kFew) images += QLatin1Char(' ') + tr("With fewer than 6 test images no difference can be shown, however large: add test images.");
    trainings_->setText(trainingsText(found.study, found.cells));
    data_->setText(images);
    trainings_->show();
    data_->show();
    ready_ = true;
    showButtons();
}

void StudySummaryCard::showMeasuring() {
    time_->setText(tr("Measuring…"));
    device_->setText(tr("A few steps of each network are tried out. The study can be started meanwhile."));
    for (QWidget* part : std::initializer_list<QWidget*>{time_, device_, working_, cancel_}) part->show();
    measure_->hide();
}

void StudySummaryCard::showEstimate(const StudyEstimate& estimate) {
    working_->hide();
    cancel_->hide();
    time_->setText(tr("About %1").arg(durationText(estimate.seconds)));
    device_->setText(tr("%1 steps in all, %2").arg(QLocale().toString(std::llround(estimate.steps)), estimate.device.starts_with("cuda") ? tr("on the GPU") : tr("on the processor")));
}

void StudySummaryCard::showNoEstimate(const QString& sentence) {
    working_->hide();
    cancel_->hide();
    time_->setText(tr("Time not measured"));
    device_->setText(sentence);
    time_->show();
    device_->setVisible(!sentence.isEmpty());
    measure_->show();
}

void StudySummaryCard::setBusy(bool busy) {
    busy_ = busy;
    showButtons();
}

void StudySummaryCard::showButtons() {
    start_->setEnabled(ready_ && !busy_);
    start_->setToolTip(busy_ ? tr("Another job is running. One thing runs at a time.") : QString());
}

}  // namespace gano

#include "moc_study_summary.cpp"
