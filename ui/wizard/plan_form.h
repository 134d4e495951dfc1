// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

#include "core/image/pixel_size.h"
#include "core/train/plan.h"

class QGridLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace gano {

/// Every option of a plan as it describes itself: grouped, searchable, each with a button back to where it started.
class PlanForm : public QWidget {
    Q_OBJECT
public:
    explicit PlanForm(QWidget* parent = nullptr);

    /// Edits `plan` itself, which must outlive the form's use of it; resetting goes back to `usual`.
    /// `pixel` is the pixel size of the images, where they agree on one.
    void edit(TrainPlan& plan, const TrainPlan& usual, const std::optional<PixelSize>& pixel = {});
    /// True when something differs from the starting point.
    int changes() const;

Q_SIGNALS:
    void edited();

private:
    struct Row {
        OptionField field;
        std::string usual;
        QLabel* heading = nullptr;  ///< Of the row's group.
        std::vector<QWidget*> widgets;
        QToolButton* reset = nullptr;
    };
    void build();
    void addRow(const OptionField& field, const std::string& usual, QLabel* heading, int place);
    void clear();
    void filter(const QString& words);
    void showResets();
    void reset(const std::string& key);

    QLineEdit* search_;
    QGridLayout* grid_;
    TrainPlan* plan_ = nullptr;
    TrainPlan usual_;
    std::optional<PixelSize> pixel_;
    std::vector<Row> rows_;
    QLabel* nothing_;
};

}  // namespace gano
