// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "core/train/metrics_file.h"
#include "ui/run/curve_plot.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;

namespace gano {

/// The curves of a run: what is minimised above, a metric of choice below, and how they are shown.
class CurvePanel : public QWidget {
    Q_OBJECT
public:
    explicit CurvePanel(QWidget* parent = nullptr);

    void show(const MetricsTable& metrics, std::optional<int> bestEpoch);
    /// PNG, PDF or CSV by the ending. False when the file cannot be written.
    bool exportTo(const QString& file);

Q_SIGNALS:
    void failed(const QString& sentence);  ///< Exporting.

private:
    struct Group {
        QString name;
        std::vector<std::string> columns;
        bool operator==(const Group&) const = default;
    };
    static std::vector<Group> groupsOf(const MetricsTable& metrics);
    std::vector<CurvePlot::Curve> curvesOf(const Group& group) const;
    void layOut();
    void showGroups();
    void askExport(const QString& ending);

    MetricsTable metrics_;
    std::vector<Group> groups_;
    std::optional<int> best_;
    CurvePlot *upper_, *lower_;
    QComboBox* chooser_;
    QCheckBox* log_;
    QSlider* smoothing_;
    QLabel *readout_, *nothing_;
    QWidget* controls_;
};

}  // namespace gano
