// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "ui/view/image_view.h"

class QComboBox;
class QDoubleSpinBox;
class QPushButton;

namespace gano {

class HistogramPlot;

/// Which grey values are shown from black to white, and in which colours. Display only.
///
/// The histogram's limits can be dragged, a double click on it shows everything; smallest and largest are typed in the
/// image's own units; "Auto" cuts more off at each press, as in ImageJ.
class ContrastPanel : public QWidget {
    Q_OBJECT
public:
    explicit ContrastPanel(QWidget* parent = nullptr);
    ~ContrastPanel() override;

    void setSource(std::shared_ptr<ImageSource> source);
    void setContrast(const Contrast& contrast);  ///< Without a signal.
    Contrast contrast() const { return contrast_; }

Q_SIGNALS:
    void contrastChanged(const gano::Contrast& contrast);

private:
    void showSource();
    void showContrast();
    void take(double low, double high);
    void automatic();
    void reset();

    std::shared_ptr<ImageSource> source_;
    Contrast contrast_;
    HistogramPlot* plot_;
    QDoubleSpinBox* low_;
    QDoubleSpinBox* high_;
    QComboBox* map_;
    QPushButton* auto_;
    int presses_ = 0;  ///< Of "Auto" in a row.
};

}  // namespace gano
