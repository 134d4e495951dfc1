// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/wizard/data_check.h"
#include "ui/wizard/wizard_step.h"

class QCheckBox;
class QGridLayout;
class QLabel;
class QListView;
class QComboBox;
class QProgressBar;

namespace gano {

class FindingCards;
class PathRow;
class StatePanel;
class ThumbnailModel;

/// Which images? Their pictures as they are read, what they are, and what stands out.
class ImagesStep : public WizardStep {
    Q_OBJECT
public:
    ImagesStep(WizardDraft& draft, QWidget* parent);

    QString name() const override { return tr("Images"); }
    QString question() const override { return tr("Which images?"); }
    QString missing() const override;
    void enter() override;

private:
    void layOut();
    void choose(const std::filesystem::path& path);
    void look();
    void showList(const std::vector<ImageRef>& images);
    void showChecked(const CheckedPtr& data);
    void showFailure(const QString& sentence);
    void showDataSets();
    void showFacts();
    void applyRemedy(const Finding& finding);

    PathRow* path_;
    QCheckBox* recursive_;
    QWidget* choice_;  ///< Of the data set, where files hold several.
    QComboBox* dataSet_;
    StatePanel* panel_;
    QListView* pictures_;
    ThumbnailModel* model_;
    QGridLayout* facts_;
    FindingCards* findings_;
    QProgressBar* progress_;
    QLabel* working_;
    DataCheck check_;
    int listed_ = 0;
    QString failure_;
};

}  // namespace gano
