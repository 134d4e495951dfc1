// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "ui/view/background.h"
#include "ui/wizard/wizard_step.h"

class QComboBox;
class QLabel;

namespace gano {

class GoalCard;

/// What should the network learn, and from where does it start?
class GoalStep : public WizardStep {
    Q_OBJECT
public:
    GoalStep(WizardDraft& draft, QWidget* parent);

    QString name() const override { return tr("Goal"); }
    QString question() const override { return tr("What should the network learn?"); }
    QString missing() const override;
    void enter() override;

private:
    void readModels();
    void showStarts();
    void chooseTask(const std::string& task);
    void chooseStart();
    void explain();

    std::map<std::string, GoalCard*> cards_;
    QComboBox* from_;
    QComboBox* scale_;
    QLabel *why_, *scaleLabel_;
    Background background_{1};
    bool chosen_ = false;
};

}  // namespace gano
