// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/training_step.h"

#include <QButtonGroup>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include "core/train/presets.h"
#include "models/catalogue.h"
#include "ui/run/finding_card.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/wizard/estimate_line.h"
#include "ui/wizard/network_advice.h"
#include "ui/wizard/plan_form.h"
#include "ui/wizard/sample_strip.h"

namespace gano {

TrainingStep::TrainingStep(WizardDraft& draft, QWidget* parent)
    : WizardStep(draft, parent), strip_(new SampleStrip(this)), estimate_(new EstimateLine(this)), summary_(new QLabel(this)), facts_(new QVBoxLayout), fold_(new QToolButton(this)),
      form_(new PlanForm(this)), scroll_(new QScrollArea(this)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, look::kGrid, 0);
    column->setSpacing(2 * look::kGrid);
    column->addWidget(presetRow());

    auto* middle = new QHBoxLayout;
    middle->setSpacing(4 * look::kGrid);
    middle->addWidget(strip_, 0, Qt::AlignTop);
    facts_->setSpacing(2 * look::kGrid);
    facts_->addWidget(estimate_);
    summary_->setWordWrap(true);
    summary_->setTextFormat(Qt::PlainText);
    facts_->addWidget(summary_);
    facts_->addStretch(1);
    middle->addLayout(facts_, 1);
    column->addLayout(middle);

    fold_->setText(tr("All settings"));
    fold_->setCheckable(true);
    fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fold_->setIcon(look::icon(QStringLiteral("chevron_right")));
    column->addWidget(fold_, 0, Qt::AlignLeft);
    form_->hide();
    column->addWidget(form_);
    column->addStretch(1);
    scroll_->setWidget(content);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    outer->addWidget(scroll_);

    connect(fold_, &QToolButton::toggled, this, [this](bool open) {
        form_->setVisible(open);
        fold_->setIcon(look::icon(open ? QStringLiteral("chevron_down") : QStringLiteral("chevron_right")));
    });
    connect(form_, &PlanForm::edited, this, &TrainingStep::planEdited);
    connect(estimate_, &EstimateLine::measured, this, [this](const RunEstimate& estimate) { draft_.estimate = estimate, summarise(); });
}

QWidget* TrainingStep::presetRow() {
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(2 * look::kGrid);
    auto* group = new QButtonGroup(this);
    std::vector<Preset> choices;
    // What the repetition is about goes first.
    if (const auto& again = draft_.start.again)
        choices.push_back({kAsBefore, tr("As before, with the change").toStdString(), tr("%1. All else as in “%2”.").arg(text(again->sentence), text(again->run)).toStdString()});
    choices.insert(choices.end(), presets().begin(), presets().end());
    for (const auto& preset : choices) {
        auto* card = new QWidget(row);
        auto* column = new QVBoxLayout(card);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        auto* button = new QRadioButton(text(preset.label), card);
        auto bold = button->font();
        bold.setWeight(QFont::DemiBold);
        button->setFont(bold);
        auto* sentence = new QLabel(text(preset.sentence), card);
        sentence->setWordWrap(true);
        sentence->setContentsMargins(24, 0, 0, 0);
        look::makeQuiet(sentence);
        button->setAccessibleDescription(sentence->text());
        column->addWidget(button);
        column->addWidget(sentence);
        column->addStretch(1);
        group->addButton(button);
        presets_[preset.id] = button;
        connect(button, &QRadioButton::clicked, this, [this, id = preset.id] { choosePreset(id); });
        line->addWidget(card, 1);
    }
    return row;
}

QString TrainingStep::missing() const {
    try {
        checkPlan(draft_.plan);
        return {};
    } catch (const std::exception& wrong) {
        return text(std::string(wrong.what()));
    }
}

TrainPlan TrainingStep::usualPlan() const {
    auto usual = draft_;
    setPreset(usual, usual.preset);
    return usual.plan;
}

void TrainingStep::enter() {
    if (const auto before = presets_.find(kAsBefore); before != presets_.end()) before->second->setEnabled(draft_.start.again->plan.task == draft_.plan.task);
    presets_.at(draft_.preset)->setChecked(true);
    showPlan();
}

void TrainingStep::earlierChanged() {
    if (!draft_.estimate) planEdited();
}

void TrainingStep::leave() { estimate_->stop(); }

void TrainingStep::choosePreset(const std::string& preset) {
    setPreset(draft_, preset);
    showPlan();
    Q_EMIT changed();
}

void TrainingStep::showPlan() {
    form_->edit(draft_.plan, usualPlan(), pixelSizeOf(draft_));
    planEdited();
}

void TrainingStep::planEdited() {
    const auto& plan = draft_.plan;
    const int changes = form_->changes();
    fold_->setText(changes == 0 ? tr("All settings") : tr("All settings (%n changed)", nullptr, changes));
    const auto checked = checkedData(draft_);
    strip_->show(plan, checked ? checked->data.samples : std::vector<Sample>{});
    advise();
    measure();
    summarise();
    Q_EMIT changed();
}

void TrainingStep::summarise() {
    const auto& plan = draft_.plan;
    summary_->setText(tr("%1 (%2), %3 epochs, crops of %4 px in %5, learning rate %6.")
                          .arg(text(generatorRow(plan.model.generator).label), seesText(generatorRow(plan.model.generator), pixelSizeOf(draft_))).arg(plan.training.epochs).arg(plan.training.crop)
                          .arg(text(batchText(draft_))).arg(plan.training.learningRate));
}

void TrainingStep::advise() {
    const auto advice = networkAdvice(draft_);
    // The button that was pressed may be what led here.
    if (advice_ != nullptr) advice_->hide(), advice_->deleteLater(), advice_ = nullptr;
    if (!advice) return;
    advice_ = new FindingCard({Finding::Severity::Information, "network", advice->sentence, {}, {}}, this);
    connect(advice_->addButton(text(advice->button)), &QPushButton::clicked, this, [this] {
        if (const auto now = networkAdvice(draft_)) takeAdvice(draft_, *now);
        showPlan();
    });
    facts_->insertWidget(2, advice_);
    advice_->show();
}

void TrainingStep::measure() {
    const auto now = planToJson(draft_.plan).dump();
    if (draft_.estimate && now == shownFor_) return;
    shownFor_ = now;
    draft_.estimate.reset();
    if (!missing().isEmpty()) return estimate_->stop();
    estimate_->measure(draft_.plan, patchCounts(draft_));
}

}  // namespace gano

#include "moc_training_step.cpp"
