// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QWidget>
#include <memory>
#include <optional>

#include "ui/view/image_source.h"

class QPainter;

namespace gano {

enum class ColourMap { Grey, Inverted, Fire, Viridis, Diverging };

/// How grey values become colours; display only, the data stay as they are.
struct Contrast {
    double low = 0.0;   ///< Shown as the map's first colour, in the image's own units.
    double high = 1.0;  ///< Shown as its last.
    ColourMap map = ColourMap::Grey;
    bool operator==(const Contrast&) const = default;
};

/// Where several views look: the image point in their middle as parts of width and height, and the zoom. The same for
/// images of different pixel counts that show the same field of view.
struct Viewport {
    QPointF centre{0.5, 0.5};
    double zoom = 0.0;  ///< Screen pixels that the image's whole width takes; 0: fitted.
    bool operator==(const Viewport&) const = default;
};

/// One pane: a micrograph with an overlay, zoomed and panned, never stalling.
///
/// Wheel zooms at the cursor; drag with the left button (or space, or the middle button) pans; double-click and Ctrl+0 fit;
/// + and - zoom, Ctrl+1 is 100 %. Nearest neighbour when zoomed in. Panes that share a Viewport through setViewport and
/// viewportChanged show the same field of view whatever their pixel counts (×2 super-resolution beside its input).
class ImageView : public QWidget {
    Q_OBJECT
public:
    enum class Overlay { None, Contours, Filled };
    enum class Tool { Look, Profile };  ///< Profile: dragging draws a line.

    explicit ImageView(QWidget* parent = nullptr);
    ~ImageView() override;

    void setSource(std::shared_ptr<ImageSource> source);  ///< nullptr: empty, with the caption as a sentence.
    std::shared_ptr<ImageSource> source() const;
    /// A second image for swipe (left of the divider is the source) and blink.
    void setSecond(std::shared_ptr<ImageSource> second);
    void setSwipe(std::optional<double> divider);  ///< 0 … 1 of the width; draggable with the mouse.
    void setBlinkShowsSecond(bool second);
    /// Label image drawn over the source; class 0 is not drawn.
    void setOverlay(std::shared_ptr<ImageSource> labels, Overlay kind, double opacity);

    void setContrast(const Contrast& contrast);
    void setSecondContrast(const Contrast& contrast);
    Contrast contrast() const;
    void setCaption(const QString& caption);  ///< "Input", "Output", in the pane's corner.
    void setScaleBarShown(bool shown);
    void setTool(Tool tool);
    void setViewport(const Viewport& viewport);
    Viewport viewport() const;
    double zoomPercent() const;
    void fit();
    void zoomBy(double factor);
    void setZoomPercent(double percent);

Q_SIGNALS:
    void viewportChanged(const gano::Viewport& viewport);
    /// Image pixel under the cursor; nothing when it has left.
    void cursorMoved(std::optional<QPointF> pixel);
    void profileDrawn(const QPointF& from, const QPointF& to);  ///< In image px.
    void swipeMoved(double divider);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

private:
    void zoomAt(double factor, const QPointF& cursor);
    void paintFurniture(QPainter& painter, ImageSource& shown, const QSizeF& size);
    std::optional<QPointF> pixelAt(const QPointF& place) const;

    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gano
