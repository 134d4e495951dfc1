// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include "core/base/run_events.h"
#include "ui/inspect/compare_view.h"
#include "ui/inspect/facts_panel.h"

class QCheckBox;
class QLabel;
class QToolButton;

namespace gano {

class ContrastPanel;
class Magnifier;
class MarksPanel;
class MetadataPanel;
class ProfilePlot;

/// The column on the right: contrast, labels, scale, what is under the cursor, a profile, scores. Works on the active pane.
class Inspector : public QScrollArea {
    Q_OBJECT
public:
    Inspector(CompareView& compare, Contents& contents, DisplaySettings& settings, QWidget* parent = nullptr);

    MarksPanel& marks() { return *marks_; }
    void showScores(const MetricList& image, const MetricList& mean, int scored, const QString& reason);
    void toggleLinked();
    void toggleProfile();
    void focusContrast();

    /// Shows the active pane's contrast, scale and labels.
    void refresh();

Q_SIGNALS:
    void displayChanged();
    void readoutChanged(const QString& readout);
    void setScaleRequested();

private:
    void takeContrast(const Contrast& contrast);
    void makeAutomatic();
    void hover(Pane* pane, std::optional<QPointF> pixel);
    QWidget* cursorSection();
    QWidget* profileSection();
    void drawProfile(Pane* pane, const QPointF& from, const QPointF& to);
    void addProfile(Content content, const QPointF& from, const QPointF& to);
    void watchHistogram(const std::shared_ptr<ImageSource>& source);
    std::optional<double> valueOf(Content content, const QPointF& part);

    CompareView& compare_;
    Contents& contents_;
    DisplaySettings& settings_;
    ContrastPanel* contrast_;
    QCheckBox* linked_;
    MarksPanel* marks_;
    QWidget* marksSection_;
    ScalePanel* scale_;
    MetadataPanel* metadata_;
    Magnifier* magnifier_;
    QLabel* readout_;
    QToolButton* line_;
    ProfilePlot* profile_;
    ScorePanel* scores_;
    QWidget* copy_;
};

}  // namespace gano
