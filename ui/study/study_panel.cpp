// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/study/verdict.h"
#include "ui/study/arm_table.h"
#include "ui/study/band_plot.h"
#include "ui/study/prediction_wall.h"
#include "ui/style/look.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"

namespace gano {
namespace {

QString countTitle(const Study& study) {
    if (study.along == "start") return StudyPanel::tr("Pretraining images");
    if (study.along == "train-patches") return StudyPanel::tr("Labelled patches");
    return StudyPanel::tr("Labelled images");
}

/// "1 label", "4 labels", "6.3 labels": interpolated numbers have a digit more where that matters.
QString labelWords(double count) {
    const auto number = QString::number(count, 'g', count < 10.0 ? 2 : 3);
    return number == QLatin1String("1") ? StudyPanel::tr("1 label") : StudyPanel::tr("%1 labels").arg(number);
}

/// The arms that make one line of the plot against a count.
QString lineOf(const Study& study, const StudyArm& arm) {
    if (study.along == "start") return StudyPanel::tr("pretrained");
    const auto name = study.compare == study.along ? text(arm.context) : text(arm.name);
    return name.isEmpty() ? StudyPanel::tr("score") : name;
}

}  // namespace

StudyPanel::StudyPanel(QWidget* parent)
    : QWidget(parent), tabs_(new QTabWidget(this)), context_(new QComboBox), curveReadout_(new QLabel), countReadout_(new QLabel), efficiency_(new QLabel), curves_(new BandPlot(BandPlot::Range::Band)),
      counts_(new BandPlot(BandPlot::Range::Whiskers)), table_(new ArmTable), wall_(new PredictionWall) {
    tableState_ = new StatePanel(table_);
    wallState_ = new StatePanel(wall_);
    tabs_->addTab(curvesTab(), tr("Learning curves"));
    countsTab_ = countsTab();
    tabs_->addTab(countsTab_, tr("Labels needed"));
    tabs_->addTab(tableState_, tr("Scores"));
    tabs_->addTab(wallState_, tr("Predictions"));
    tabs_->setDocumentMode(true);
    tabs_->tabBar()->setDrawBase(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(tabs_);
    connect(context_, &QComboBox::activated, this, &StudyPanel::showCurves);
    connect(curves_, &BandPlot::readoutChanged, curveReadout_, &QLabel::setText);
    connect(counts_, &BandPlot::readoutChanged, countReadout_, &QLabel::setText);
    counts_->setLogarithmicX(true);
}

QWidget* StudyPanel::curvesTab() {
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, look::kGrid, 0, 0);
    context_->setAccessibleName(tr("Which trainings"));
    context_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    look::makeQuiet(curveReadout_);
    curveReadout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* note = new QLabel(tr("Lines are means over the seeds; bands reach from the lowest to the highest."));
    look::makeQuiet(note);
    note->setWordWrap(true);
    auto* top = new QHBoxLayout;
    top->addWidget(context_);
    top->addWidget(curveReadout_, 1);
    column->addLayout(top);
    column->addWidget(curves_, 1);
    column->addWidget(note);
    curveState_ = new StatePanel(content);
    return curveState_;
}

QWidget* StudyPanel::countsTab() {
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, look::kGrid, 0, 0);
    look::makeQuiet(countReadout_);
    countReadout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    efficiency_->setWordWrap(true);
    efficiency_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* note = new QLabel(tr("Scores on the test images, with 95 % intervals."));
    look::makeQuiet(note);
    column->addWidget(countReadout_);
    column->addWidget(counts_, 1);
    column->addWidget(note);
    column->addWidget(efficiency_);
    return content;
}

void StudyPanel::show(const StudyReading& reading) {
    reading_ = reading;
    QStringList contexts;
    for (const auto& arm : reading_.results.arms)
        if (!contexts.contains(text(arm.context))) contexts << text(arm.context);
    QStringList shown;
    for (int i = 0; i < context_->count(); ++i) shown << context_->itemData(i).toString();
    if (shown != contexts) {
        const auto chosen = context_->currentData().toString();
        const QSignalBlocker quiet(context_);
        context_->clear();
        for (const auto& one : contexts) context_->addItem(one.isEmpty() ? tr("All") : one, one);
        context_->setCurrentIndex(std::max(0, context_->findData(chosen)));
    }
    context_->setVisible(contexts.size() > 1);
    showCurves();
    showCounts();
    if (reading_.results.arms.empty()) tableState_->showEmpty(tr("Scores on the test images appear as soon as a training is done."));
    else table_->show(reading_.results), tableState_->showContent();
    if (reading_.results.pictures.empty()) wallState_->showEmpty(tr("What the trainings make of the test images appears as soon as the first ones are done."));
    else wall_->show(reading_.results.pictures), wallState_->showContent();
}

void StudyPanel::showCurves() {
    const auto& results = reading_.results;
    const auto context = context_->currentData().toString();
    const bool inSteps = reading_.summary.study.steps > 0;
    std::vector<BandPlot::Series> series;
    for (const auto& arm : results.arms) {
        if (text(arm.context) != context || arm.curve.epochs.empty()) continue;
        BandPlot::Series one{text(arm.name), {}, arm.curve.mean, arm.curve.low, arm.curve.high};
        for (std::size_t i = 0; i < arm.curve.epochs.size(); ++i) one.x.push_back(inSteps ? arm.curve.steps[i] : arm.curve.epochs[i]);
        series.push_back(std::move(one));
    }
    if (series.empty()) return curveState_->showEmpty(tr("Learning curves appear as soon as a training is done."));
    curves_->setLevel(std::isfinite(results.targetScore) && results.targetScore > 0.0 ? std::optional(results.targetScore) : std::nullopt, tr("score to reach"));
    curves_->show(inSteps ? tr("Steps") : tr("Epoch"), tr("%1 on validation images").arg(text(metricWords(results.metric))), std::move(series));
    curveState_->showContent();
}

void StudyPanel::showCounts() {
    const auto& study = reading_.summary.study;
    const auto& results = reading_.results;
    const int place = tabs_->indexOf(countsTab_);
    tabs_->setTabText(place, study.along == "start" ? tr("Images needed") : tr("Labels needed"));
    std::vector<BandPlot::Series> series;
    std::optional<double> scratch;
    for (const auto& arm : results.arms) {
        if (!std::isfinite(arm.score.mean)) continue;
        if (arm.along <= 0.0) {
            // From scratch there is no number of pretraining images: a level to compare with.
            if (study.along == "start") scratch = arm.score.mean;
            continue;
        }
        const auto name = lineOf(study, arm);
        auto line = std::ranges::find(series, name, &BandPlot::Series::name);
        if (line == series.end()) line = series.insert(series.end(), BandPlot::Series{name, {}, {}, {}, {}});
        const auto at = std::ranges::upper_bound(line->x, arm.along) - line->x.begin();
        const auto put = [at](std::vector<double>& list, double value) { list.insert(list.begin() + at, value); };
        put(line->x, arm.along), put(line->mean, arm.score.mean), put(line->low, arm.score.low), put(line->high, arm.score.high);
    }
    tabs_->setTabVisible(place, !study.along.empty());
    counts_->setLevel(scratch, tr("from scratch"));
    counts_->show(countTitle(study), tr("%1 on test images").arg(text(metricWords(results.metric))), std::move(series));
    showEfficiency();
}

void StudyPanel::showEfficiency() {
    QStringList lines;
    for (const auto& found : reading_.results.labelEfficiency) {
        const auto few = labelWords(found.labels), many = labelWords(found.equivalent), one = text(found.arm), other = text(found.baseline);
        if (found.atLeast) lines << tr("“%1” with %2 does better than “%3” with %4, the most that was tried.").arg(one, few, other, many);
        else if (found.atMost) lines << tr("“%1” with %2 does worse than “%3” with %4, the fewest that were tried.").arg(one, few, other, many);
        else lines << tr("“%1” with %2 does as well as “%3” with %4.").arg(one, few, other, many);
    }
    efficiency_->setText(lines.join(QLatin1Char('\n')));
    efficiency_->setVisible(!lines.isEmpty());
}

bool StudyPanel::savePicture(const QString& file) { return (tabs_->currentWidget() == countsTab_ ? counts_ : curves_)->savePicture(file); }

}  // namespace gano

#include "moc_study_panel.cpp"
