// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

class QCPGraph;
class QCustomPlot;

namespace gano {

/// Curves with the range around each: the spread over seeds as a band, or intervals as whiskers. Colours and line styles both
/// differ, so that the curves are told apart without colours too.
///
/// The wheel zooms, dragging moves, a double click shows everything. The values under the cursor are read out.
class BandPlot : public QWidget {
    Q_OBJECT
public:
    struct Series {
        QString name;
        std::vector<double> x, mean, low, high;  ///< Parallel; points that are no numbers are left out.
        bool operator==(const Series&) const = default;
    };
    enum class Range { Band, Whiskers };
    explicit BandPlot(Range range, QWidget* parent = nullptr);

    void show(const QString& xTitle, const QString& yTitle, std::vector<Series> series);
    /// Positive x only.
    void setLogarithmicX(bool on);
    /// A thin line across at this value, with its name in the legend: what the curves are to be compared with.
    void setLevel(std::optional<double> value, const QString& name = {});
    QString readout() const { return readout_; }
    const std::vector<Series>& series() const { return series_; }
    /// One PNG or PDF, by the ending, on white. False when it cannot be written.
    bool savePicture(const QString& file);

Q_SIGNALS:
    void readoutChanged(const QString& words);  ///< Empty when the cursor has left.

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Lines {
        QCPGraph *mean = nullptr, *low = nullptr, *high = nullptr;
    };
    void rebuild();
    void draw();
    void fit();
    void applyColours(bool onPaper);
    void pointAt(const QPointF& place);
    bool isLogarithmic() const;

    Range range_;
    QCustomPlot* plot_;
    std::vector<Series> series_;
    std::vector<Lines> lines_;
    QCPGraph* level_ = nullptr;
    std::optional<double> levelValue_;
    QString levelName_, readout_;
    bool logarithmicX_ = false;
    bool looksCloser_ = false;  ///< The user zoomed or dragged; new points leave the view alone.
};

}  // namespace gano
