// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

#include "core/train/metrics_file.h"

class QCustomPlot;

namespace gano {

/// Some columns of a run's metrics over its epochs, in the colours of the window's light or dark palette.
class CurvePlot : public QWidget {
    Q_OBJECT
public:
    struct Curve {
        std::string column;
        QString name;
    };
    CurvePlot(const QString& title, std::vector<Curve> curves, QWidget* parent = nullptr);

    /// Draws what the table holds; hides itself when it has none of the columns.
    void show(const MetricsTable& table);

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyPalette();

    std::vector<Curve> curves_;
    QCustomPlot* plot_;
};

}  // namespace gano
