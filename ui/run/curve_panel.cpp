// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/curve_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSlider>
#include <QTextStream>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/run/run_reading.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kSmoothingSteps = 95;  ///< The slider's end; hundredths of the weight.

std::string bare(const std::string& column) {
    for (const char* part : {"train_", "val_"})
        if (column.starts_with(part)) return column.substr(std::char_traits<char>::length(part));
    return column;
}

bool isGan(const std::string& column) { return column == "train_g_adversarial" || column == "train_d_real" || column == "train_d_fake"; }

CurvePlot::Kind kindOf(const std::string& column) {
    if (isGan(column)) return CurvePlot::Kind::Other;
    if (column.starts_with("train_")) return CurvePlot::Kind::Training;
    return column.starts_with("val_") ? CurvePlot::Kind::Validation : CurvePlot::Kind::Other;
}

}  // namespace

CurvePanel::CurvePanel(QWidget* parent)
    : QWidget(parent), upper_(new CurvePlot(this)), lower_(new CurvePlot(this)), chooser_(new QComboBox(this)), log_(new QCheckBox(tr("Log scale"), this)),
      smoothing_(new QSlider(Qt::Horizontal, this)), readout_(new QLabel(this)), nothing_(new QLabel(tr("Curves appear after the first epoch."), this)), controls_(new QWidget(this)) {
    layOut();
    connect(chooser_, &QComboBox::activated, this, &CurvePanel::showGroups);
    connect(log_, &QCheckBox::toggled, upper_, &CurvePlot::setLogarithmic);
    connect(log_, &QCheckBox::toggled, lower_, &CurvePlot::setLogarithmic);
    for (auto* plot : {upper_, lower_}) {
        connect(smoothing_, &QSlider::valueChanged, plot, [plot](int hundredths) { plot->setSmoothing(hundredths / 100.0); });
        connect(plot, &CurvePlot::readoutChanged, readout_, &QLabel::setText);
    }
    showGroups();
}

void CurvePanel::layOut() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(look::kGrid);
    column->addWidget(upper_, 1);
    column->addWidget(lower_, 1);
    nothing_->setAlignment(Qt::AlignCenter);
    look::makeQuiet(nothing_);
    column->addWidget(nothing_, 1);
    look::makeQuiet(readout_);
    readout_->setMinimumHeight(18);
    readout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    column->addWidget(readout_);
    auto* row = new QHBoxLayout(controls_);
    row->setContentsMargins(0, 0, 0, 0);
    chooser_->setAccessibleName(tr("Metric of the lower curves"));
    chooser_->setToolTip(tr("What the lower curves show"));
    auto* smooth = new QLabel(tr("Smoothing"), this);
    smooth->setBuddy(smoothing_);
    smoothing_->setRange(0, kSmoothingSteps);
    smoothing_->setAccessibleName(tr("Smoothing"));
    smoothing_->setToolTip(tr("Draws a running mean; the values themselves stay faint behind it."));
    smoothing_->setMaximumWidth(140);
    auto* save = new QToolButton(this);
    save->setText(tr("Save figure"));
    save->setIcon(look::icon(QStringLiteral("export")));
    save->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    save->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(save);
    menu->addAction(tr("Picture (PNG)…"), this, [this] { askExport(QStringLiteral("png")); });
    menu->addAction(tr("Drawing (PDF)…"), this, [this] { askExport(QStringLiteral("pdf")); });
    menu->addAction(tr("Values (CSV)…"), this, [this] { askExport(QStringLiteral("csv")); });
    save->setMenu(menu);
    for (QWidget* widget : {static_cast<QWidget*>(chooser_), static_cast<QWidget*>(log_), static_cast<QWidget*>(smooth), static_cast<QWidget*>(smoothing_)}) row->addWidget(widget);
    row->addStretch(1);
    row->addWidget(save);
    column->addWidget(controls_);
}

std::vector<CurvePanel::Group> CurvePanel::groupsOf(const MetricsTable& metrics) {
    std::vector<Group> groups;
    Group gan{tr("Adversarial loss"), {}};
    for (const auto& column : metrics.columns) {
        if (isGan(column)) {
            gan.columns.push_back(column);
            continue;
        }
        // G L1 is the training side of the validation's L1.
        const auto name = columnName(column == "train_g_l1" ? "val_l1" : "val_" + bare(column));
        const auto known = std::ranges::find(groups, name, &Group::name);
        if (known != groups.end()) known->columns.push_back(column);
        else groups.push_back({name, {column}});
    }
    if (!gan.columns.empty()) groups.insert(groups.begin(), gan);
    return groups;
}

std::vector<CurvePlot::Curve> CurvePanel::curvesOf(const Group& group) const {
    std::vector<CurvePlot::Curve> curves;
    for (const auto& column : group.columns) {
        CurvePlot::Curve curve{columnName(column), kindOf(column), {metrics_.epochs.begin(), metrics_.epochs.end()}, metrics_.column(column)};
        const bool ofTheGame = column == "train_g_l1" && std::ranges::any_of(metrics_.columns, isGan);
        if (curve.kind == CurvePlot::Kind::Training && !ofTheGame) curve.name = tr("Training");
        if (curve.kind == CurvePlot::Kind::Validation) curve.name = tr("Validation");
        curves.push_back(std::move(curve));
    }
    return curves;
}

void CurvePanel::show(const MetricsTable& metrics, std::optional<int> bestEpoch) {
    metrics_ = metrics;
    best_ = bestEpoch;
    auto groups = groupsOf(metrics);
    if (groups != groups_) {
        const auto chosen = chooser_->currentText();
        groups_ = std::move(groups);
        chooser_->clear();
        for (std::size_t i = 1; i < groups_.size(); ++i) chooser_->addItem(groups_[i].name, static_cast<int>(i));
        chooser_->setCurrentIndex(std::max(0, chooser_->findText(chosen)));
    }
    showGroups();
}

void CurvePanel::showGroups() {
    const bool any = !groups_.empty() && !metrics_.epochs.empty();
    upper_->setVisible(any);
    controls_->setVisible(any);
    nothing_->setVisible(!any);
    if (!any) return lower_->hide();
    upper_->show(groups_.front().name, curvesOf(groups_.front()));
    upper_->markBest(best_);
    const int chosen = chooser_->currentData().toInt();
    lower_->setVisible(chosen > 0);
    if (chosen <= 0) return;
    const auto& group = groups_[static_cast<std::size_t>(chosen)];
    lower_->show(group.name, curvesOf(group));
    lower_->markBest(best_);
}

void CurvePanel::askExport(const QString& ending) {
    auto file = QFileDialog::getSaveFileName(this, tr("Save figure"), QStringLiteral("curves.") + ending, QStringLiteral("*.") + ending);
    if (file.isEmpty()) return;
    if (!file.endsWith(QLatin1Char('.') + ending, Qt::CaseInsensitive)) file += QLatin1Char('.') + ending;
    if (!exportTo(file)) Q_EMIT failed(tr("%1 could not be written. Choose another place, or make room on the disk.").arg(file));
}

bool CurvePanel::exportTo(const QString& file) {
    if (!file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        std::vector<CurvePlot*> plots{upper_};
        if (!lower_->isHidden()) plots.push_back(lower_);
        return CurvePlot::savePicture(file, plots);
    }
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly | QIODevice::Text)) return false;
    QTextStream stream(&out);
    stream << "epoch";
    for (const auto& column : metrics_.columns) stream << ',' << text(column);
    stream << '\n';
    for (std::size_t row = 0; row < metrics_.epochs.size(); ++row) {
        stream << metrics_.epochs[row];
        for (const double value : metrics_.rows[row]) stream << ',' << (std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest) : QString());
        stream << '\n';
    }
    stream.flush();
    return out.error() == QFileDevice::NoError;
}

}  // namespace gano

#include "moc_curve_panel.cpp"
