// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

class QCPGraph;
class QCPItemStraightLine;
class QCustomPlot;

namespace gano {

/// Values over epochs. Training is blue and solid, validation orange and dashed, further curves in colours and line styles of
/// their own, so that they are told apart without colours too.
///
/// The wheel zooms, dragging moves, a double click shows everything. The cursor's epoch is marked and read out.
class CurvePlot : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Training, Validation, Other };
    struct Curve {
        QString name;
        Kind kind = Kind::Other;
        std::vector<double> epochs, values;
        bool operator==(const Curve&) const = default;
    };
    explicit CurvePlot(QWidget* parent = nullptr);

    void show(const QString& title, std::vector<Curve> curves);
    /// A diamond on the first validation curve, or the first of all.
    void markBest(std::optional<int> epoch);
    /// Only where every value is above 0; otherwise the axis stays linear.
    void setLogarithmic(bool on);
    /// 0: the values as they are; towards 1: a running mean with that weight of the past, the values faint behind it.
    void setSmoothing(double weight);

    /// Plots below each other in one PNG or PDF, by the ending, on white. False when it cannot be written.
    static bool savePicture(const QString& file, const std::vector<CurvePlot*>& plots);
    QString readout() const { return readout_; }

Q_SIGNALS:
    void readoutChanged(const QString& words);  ///< Empty when the cursor has left.

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void rebuild();
    void draw(bool keepView);
    void applyColours(bool onPaper);
    void pointAt(double epoch);
    const Curve* bestCurve() const;

    QCustomPlot* plot_;
    QCPItemStraightLine* cursor_;
    std::vector<Curve> curves_;
    std::vector<QCPGraph*> raw_, smooth_;
    QCPGraph* best_ = nullptr;
    QString title_, readout_;
    std::optional<int> bestEpoch_;
    double weight_ = 0.0;
    bool logarithmic_ = false;
    bool looksCloser_ = false;  ///< The user zoomed or dragged; new epochs leave the view alone.
};

/// A running mean whose beginning is not pulled towards 0 (the bias correction of Kingma and Ba 2015, as in TensorBoard).
/// Values that are no numbers stay where they are and do not count.
std::vector<double> smoothed(const std::vector<double>& values, double weight);

}  // namespace gano
