// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/train/plan.h"

namespace gano {

class WizardStep;

/// A run that is to be repeated with changes.
struct TrainingAgain {
    TrainPlan plan{};         ///< Its plan, with the changes made.
    std::string run{};        ///< Its name.
    std::string sentence{};   ///< What is changed: "Train again with a learning rate of 0.0002".
};

/// What the wizard may start from, filled by whoever opens it.
struct WizardStart {
    std::filesystem::path images{};
    std::filesystem::path targets{};
    std::string task{};                        ///< Empty: the user chooses.
    std::filesystem::path from{};              ///< A pretrained run or model file to start from.
    std::filesystem::path runsFolder{};        ///< Where new runs are put.
    std::vector<std::filesystem::path> models{};  ///< Shipped and own pretrained models that can be started from.
    std::optional<TrainingAgain> again{};
};

/// Five questions from a folder of images to a training plan: images, goal, labels, training, review.
class TrainingWizard : public QDialog {
    Q_OBJECT
public:
    explicit TrainingWizard(const WizardStart& start, QWidget* parent = nullptr);
    ~TrainingWizard() override;

    TrainPlan plan() const;                   ///< Valid after the dialog was accepted.
    std::filesystem::path runFolder() const;  ///< Free, beneath the runs folder.

private:
    void go(int step);
    void next();
    void stepChanged(const WizardStep* step);
    void refresh();

    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gano
