// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/base/run_control.h"
#include "ui/view/background.h"
#include "ui/wizard/wizard_draft.h"

class QLabel;
class QProgressBar;

namespace gano {

/// How long the training will take here and how much memory it wants, from two measured steps.
class EstimateLine : public QWidget {
    Q_OBJECT
public:
    explicit EstimateLine(QWidget* parent = nullptr);
    ~EstimateLine() override;

    /// Measures soon; the newest request counts.
    void measure(const TrainPlan& plan, const PatchCounts& patches);
    void stop();

Q_SIGNALS:
    void measured(const gano::RunEstimate& estimate);

private:
    void begin();
    void tell(const QString& time, const QString& memory, bool working);

    TrainPlan plan_;
    PatchCounts patches_;
    std::shared_ptr<RunControl> control_;
    QLabel *time_, *memory_;
    QProgressBar* working_;
    QTimer soon_;
    Background background_{1};
};

}  // namespace gano
