// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view/image_view.h"
#include "ui/wizard/data_check.h"
#include "ui/wizard/wizard_step.h"

class QGridLayout;
class QLabel;
class QLineEdit;
class QListWidget;

namespace gano {

class FindingCards;
class PathRow;
class StatePanel;

/// Which labels? Images beside the targets that were found for them, what found no partner, and the classes.
class LabelsStep : public WizardStep {
    Q_OBJECT
public:
    LabelsStep(WizardDraft& draft, QWidget* parent);

    QString name() const override;
    QString question() const override;
    QString missing() const override;
    bool isNeeded() const override { return needsTargets(draft_); }
    void enter() override;

private:
    void layOut();
    QWidget* pairSide();
    void choose(const std::filesystem::path& path);
    void look();
    void showChecked(const CheckedPtr& data);
    void showFailure(const QString& sentence);
    void showPair(int row);
    void fitContrast(ImageView* view, ImageSource* source);
    void showClasses();
    void takeNames();

    QLabel* sentence_;
    PathRow* path_;
    QLineEdit* endings_;
    StatePanel* panel_;
    QListWidget* pairs_;
    ImageView *input_, *target_;
    QGridLayout* classes_;
    FindingCards* findings_;
    std::vector<QLineEdit*> names_;
    DataCheck check_;
    std::string checkedFor_;  ///< Images, task and what else the last check was made for.
    QString failure_;
};

}  // namespace gano
