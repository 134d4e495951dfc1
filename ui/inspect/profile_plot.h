// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QWidget>
#include <optional>
#include <vector>

#include "core/image/pixel_size.h"

class QCustomPlot;

namespace gano {

/// Values along a drawn line, over its length in nm, or in px where the pixel size is not known.
class ProfilePlot : public QWidget {
    Q_OBJECT
public:
    explicit ProfilePlot(QWidget* parent = nullptr);

    /// A line of this length begins; the curves come one by one.
    void begin(double lengthPx, double nmPerPx);
    /// The same name replaces its curve. `own`: on a scale of its own at the right (a probability beside grey values).
    void add(const QString& name, const std::vector<double>& values, const QColor& colour, bool own);
    void clear();
    bool isEmpty() const { return curves_.empty(); }
    /// "Distance (nm),Input,Output" and a line per place, for a spreadsheet.
    QString table() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Curve {
        QString name;
        std::vector<double> values;
        QColor colour;
        bool own = false;
    };
    double placeOf(const Curve& curve, std::size_t i) const;
    void draw();

    QCustomPlot* plot_;
    std::vector<Curve> curves_;
    double lengthPx_ = 0.0, nmPerPx_ = 0.0;
};

}  // namespace gano
