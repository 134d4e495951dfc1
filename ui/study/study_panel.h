// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/study/study_reading.h"

class QComboBox;
class QLabel;
class QTabWidget;

namespace gano {

class ArmTable;
class BandPlot;
class PredictionWall;
class StatePanel;

/// What a study found, as far as it is: validation curves with the spread over seeds, scores against the number of labels,
/// the table of final scores, predictions beside each other.
class StudyPanel : public QWidget {
    Q_OBJECT
public:
    explicit StudyPanel(QWidget* parent = nullptr);

    void show(const StudyReading& reading);
    /// The plot that is shown, or the curves. False when it cannot be written.
    bool savePicture(const QString& file);

private:
    QWidget* curvesTab();
    QWidget* countsTab();
    void showCurves();
    void showCounts();
    void showEfficiency();

    StudyReading reading_;
    QTabWidget* tabs_;
    QComboBox* context_;
    QLabel *curveReadout_, *countReadout_, *efficiency_;
    BandPlot *curves_, *counts_;
    QWidget* countsTab_;
    ArmTable* table_;
    PredictionWall* wall_;
    StatePanel *curveState_, *tableState_, *wallState_;
};

}  // namespace gano
