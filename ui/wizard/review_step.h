// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/wizard/wizard_step.h"

class QLabel;
class QLineEdit;

namespace gano {

/// Ready? The plan in sentences, and what the run will be called.
class ReviewStep : public WizardStep {
    Q_OBJECT
public:
    ReviewStep(WizardDraft& draft, QWidget* parent);

    QString name() const override { return tr("Start"); }
    QString question() const override { return tr("Ready?"); }
    QString missing() const override;
    void enter() override;

private:
    void showFolder();

    QLabel *sentences_, *folder_, *warnings_;
    QLineEdit* name_;
};

}  // namespace gano
