// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "ui/wizard/wizard_step.h"

class QAbstractButton;
class QLabel;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace gano {

class EstimateLine;
class FindingCard;
class PlanForm;
class SampleStrip;

/// How should it train? Named starting points, what the network will see, how long it takes, and every setting in a fold.
class TrainingStep : public WizardStep {
    Q_OBJECT
public:
    TrainingStep(WizardDraft& draft, QWidget* parent);

    QString name() const override { return tr("Training"); }
    QString question() const override { return tr("How should it train?"); }
    QString missing() const override;
    void enter() override;
    void leave() override;
    void earlierChanged() override;

private:
    QWidget* presetRow();
    void choosePreset(const std::string& preset);
    void showPlan();
    void planEdited();
    void measure();
    void summarise();
    void advise();
    TrainPlan usualPlan() const;

    std::map<std::string, QAbstractButton*> presets_;
    SampleStrip* strip_;
    EstimateLine* estimate_;
    QLabel* summary_;
    FindingCard* advice_ = nullptr;  ///< Of a better network, while there is one.
    QVBoxLayout* facts_;
    QToolButton* fold_;
    PlanForm* form_;
    QScrollArea* scroll_;
    std::string shownFor_;  ///< The plan that the estimate belongs to.
};

}  // namespace gano
