// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

#include "core/train/plan.h"

class QComboBox;
class QLineEdit;

namespace gano {

/// Which options a study varies, and their values: up to two, chosen by name.
class VaryEditor : public QWidget {
    Q_OBJECT
public:
    explicit VaryEditor(QWidget* parent = nullptr);

    /// Offers the options of this plan; the values that are set stay.
    void offer(TrainPlan plan);
    /// "learning-rate=0.0002,0.001; crop=96,128", as StudyChoices has it.
    void setText(const QString& vary);
    QString text() const;

Q_SIGNALS:
    void edited();

private:
    struct Row {
        QComboBox* option;
        QLineEdit* values;
    };
    void showHint(const Row& row);

    std::vector<Row> rows_;
    TrainPlan plan_;
};

}  // namespace gano
