// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "ui/study/study_check.h"
#include "ui/study/study_draft.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace gano {

class PathRow;
class PickList;
class PlanForm;
class StudySummaryCard;
class VaryEditor;

/// The few questions of a new study, answered as the last time; checked as they change, with what will run beside them.
class StudyForm : public QWidget {
    Q_OBJECT
public:
    explicit StudyForm(QWidget* parent = nullptr);
    ~StudyForm() override;

    /// Asks for the ready-made study `id`.
    void begin(const std::string& id);
    /// Models to start from; those in use stay ticked.
    void setModels(const std::vector<std::filesystem::path>& models);
    void setStudiesFolder(const std::filesystem::path& folder) { folder_ = folder; }
    /// Sample images with their labels, offered while nothing is filled in.
    void setSamples(const std::filesystem::path& images, const std::filesystem::path& targets, const std::string& groupPattern);
    /// Where the first images are taken from when nothing was chosen before: a run with labels.
    void suggestRun(const std::filesystem::path& run) { suggested_ = run; }
    void setMachine(const std::string& device, int threads);
    void setBusy(bool busy);
    void stopMeasuring();

    const StudyDraft& draft() const { return draft_; }

Q_SIGNALS:
    void startRequested(const gano::Study& study, const std::filesystem::path& folder);
    void cancelled();

private:
    void layOut();
    void buildRows();
    void addHeading(const QString& words);
    QLabel* addRow(const QString& name, const QString& help, QWidget* editor);
    void addPath(const std::string& key, const OptionField& field);
    void addChoice(const OptionField& field, bool advanced);
    QWidget* pretrainedEditor();
    QWidget* valuesEditor(const OptionField& field);
    void addImages();
    void chooseModel();
    void showModels();
    void changed();
    void showMissing(const QString& sentence);
    void useSamples();
    void start();

    StudyDraft draft_;
    StudyCheck check_;
    std::shared_ptr<const CheckedStudy> found_;
    std::vector<std::filesystem::path> models_;
    std::filesystem::path folder_, suggested_, sampleImages_, sampleTargets_;
    std::string sampleGroups_, device_ = "auto";
    int threads_ = 0;

    QLabel *title_, *sentence_;
    QWidget* rows_ = nullptr;
    QWidget* advanced_ = nullptr;
    QGridLayout* grid_ = nullptr;
    QScrollArea* scroll_;
    StudySummaryCard* summary_;
    PathRow *images_ = nullptr, *targets_ = nullptr;
    QPushButton* samples_ = nullptr;
    std::vector<QWidget*> ofPreparations_;  ///< The row of their number of steps.
    PickList* pretrained_ = nullptr;
    VaryEditor* vary_ = nullptr;
    PlanForm* plan_ = nullptr;
    QLineEdit* name_ = nullptr;
    bool advancedOpen_ = false;
};

}  // namespace gano
