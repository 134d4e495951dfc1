// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableWidget>

#include "core/study/study_results.h"

namespace gano {

/// The final scores with their intervals, one row for all trainings that differ by their seed only. What decides stands first.
class ArmTable : public QTableWidget {
    Q_OBJECT
public:
    explicit ArmTable(QWidget* parent = nullptr);

    void show(const StudyResults& results);

protected:
    void keyPressEvent(QKeyEvent* event) override;  ///< Copies the selected rows as text.
};

}  // namespace gano
