// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "ui/inspect/pane.h"

class QButtonGroup;
class QGridLayout;
class QHBoxLayout;
class QSpinBox;
class QToolButton;

namespace gano {

/// One to four panes on the same field of view, or two contents in one: under a divider, blinking, or subtracted.
class CompareView : public QWidget {
    Q_OBJECT
public:
    enum class Mode { SideBySide, Swipe, Blink, Difference };

    CompareView(Contents& contents, DisplaySettings& settings, QWidget* parent = nullptr);

    void setMode(Mode mode);
    Mode mode() const { return mode_; }
    void setPaneCount(int count);  ///< 1 … 4; side by side.
    int paneCount() const { return count_; }
    Pane& pane(int i) { return *panes_[static_cast<std::size_t>(i)]; }
    Pane& active() { return pane(active_); }
    std::vector<Pane*> shown() const;

    void refresh();
    void refreshDisplay();
    void setCanPredict(bool can);
    void setTool(ImageView::Tool tool);
    void fit();
    /// The new image has another shape: what was looked at is kept in parts of width and height.
    Viewport viewport() const;
    void setViewport(const Viewport& viewport);

    /// Says the zoom again: another image has other pixels.
    void tellZoom();

    /// Frames of the file shown; 1 hides the choice.
    void setFrames(int frames, int frame);

Q_SIGNALS:
    void activeChanged();
    void contentChosen();
    void predictRequested();
    void lookAgainRequested();
    void frameChosen(int frame);
    void cursorMoved(gano::Pane* pane, std::optional<QPointF> pixel);
    void profileDrawn(gano::Pane* pane, const QPointF& from, const QPointF& to);
    void zoomChanged(double percent);  ///< 0 without an image.
    void layoutChosen();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void addPane(int number);
    void addBar(QHBoxLayout* bar);
    void arrange();
    void share(Pane* from, const Viewport& viewport);
    void activate(Pane* pane);
    void chooseCount(int count);

    Contents& contents_;
    DisplaySettings& settings_;
    std::vector<Pane*> panes_;
    QGridLayout* grid_;
    QButtonGroup *modes_, *counts_;
    QWidget* frames_;
    QSpinBox* frame_;
    Mode mode_ = Mode::SideBySide;
    int count_ = 2, active_ = 0;
    Content before_ = Content::Input;  ///< Of the first pane, side by side.
    bool sharing_ = false, blinked_ = false;
    QTimer blink_;
};

}  // namespace gano
