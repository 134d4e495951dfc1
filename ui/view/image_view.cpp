// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/image_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/style/look.h"
#include "ui/view/scale_bar.h"
#include "ui/view/tile_painter.h"

namespace gano {
namespace {

constexpr double kLargestZoom = 64.0;  ///< Device pixels per image pixel.
constexpr double kDividerReach = 8.0;  ///< px around the swipe's divider that can be grabbed.

}  // namespace

struct ImageView::Impl {
    std::shared_ptr<ImageSource> source, second, labels;
    Overlay overlay = Overlay::None;
    double opacity = 0.5;
    Contrast contrast, secondContrast;
    QString caption;
    bool scaleBar = true, blinkSecond = false, space = false;
    std::optional<double> swipe;
    Tool tool = Tool::Look;
    Viewport viewport;
    TilePainter painter;
    enum class Drag { None, Pan, Swipe, Profile } drag = Drag::None;
    QPointF dragFrom, profileFrom, profileTo;
    bool profileShown = false;
};

ImageView::ImageView(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>()) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(96, 96);
    setAccessibleName(tr("Image"));
    setCursor(Qt::OpenHandCursor);
}

ImageView::~ImageView() = default;

namespace {

std::optional<QSizeF> sizeOf(const std::shared_ptr<ImageSource>& source) {
    if (!source || !source->info()) return std::nullopt;
    return QSizeF(source->info()->width, source->info()->height);
}

/// Widget units per image pixel.
double scaleOf(const QWidget& view, const QSizeF& image, const Viewport& viewport) {
    if (viewport.zoom > 0.0) return viewport.zoom / view.devicePixelRatioF() / image.width();
    return std::min(view.width() / image.width(), view.height() / image.height());
}

QTransform worldOf(const QWidget& view, const QSizeF& image, const Viewport& viewport) {
    const double scale = scaleOf(view, image, viewport);
    const QPointF centre = viewport.zoom > 0.0 ? viewport.centre : QPointF(0.5, 0.5);
    QTransform world;
    world.translate(view.width() / 2.0, view.height() / 2.0);
    world.scale(scale, scale);
    world.translate(-centre.x() * image.width(), -centre.y() * image.height());
    return world;
}

}  // namespace

void ImageView::setSource(std::shared_ptr<ImageSource> source) {
    if (impl_->source == source) return;
    if (impl_->source) disconnect(impl_->source.get(), nullptr, this, nullptr);
    impl_->source = std::move(source);
    impl_->profileShown = false;
    impl_->painter.clear();
    if (auto* shown = impl_->source.get()) {
        connect(shown, &ImageSource::opened, this, qOverload<>(&QWidget::update));
        connect(shown, &ImageSource::failed, this, qOverload<>(&QWidget::update));
        connect(shown, &ImageSource::tileReady, this, qOverload<>(&QWidget::update));
    }
    update();
}

std::shared_ptr<ImageSource> ImageView::source() const { return impl_->source; }

void ImageView::setSecond(std::shared_ptr<ImageSource> second) {
    if (impl_->second == second) return;
    if (impl_->second && impl_->second != impl_->source) disconnect(impl_->second.get(), nullptr, this, nullptr);
    impl_->second = std::move(second);
    if (impl_->second) {
        connect(impl_->second.get(), &ImageSource::opened, this, qOverload<>(&QWidget::update));
        connect(impl_->second.get(), &ImageSource::tileReady, this, qOverload<>(&QWidget::update));
    }
    update();
}

void ImageView::setOverlay(std::shared_ptr<ImageSource> labels, Overlay kind, double opacity) {
    if (impl_->labels != labels && labels) {
        connect(labels.get(), &ImageSource::opened, this, qOverload<>(&QWidget::update));
        connect(labels.get(), &ImageSource::tileReady, this, qOverload<>(&QWidget::update));
    }
    impl_->labels = std::move(labels);
    impl_->overlay = kind;
    impl_->opacity = opacity;
    update();
}

void ImageView::setSwipe(std::optional<double> divider) { impl_->swipe = divider, update(); }
void ImageView::setBlinkShowsSecond(bool second) { impl_->blinkSecond = second, update(); }
void ImageView::setContrast(const Contrast& contrast) { impl_->contrast = contrast, update(); }
void ImageView::setSecondContrast(const Contrast& contrast) { impl_->secondContrast = contrast, update(); }
Contrast ImageView::contrast() const { return impl_->contrast; }
void ImageView::setCaption(const QString& caption) {
    impl_->caption = caption;
    setAccessibleName(caption.isEmpty() ? tr("Image") : caption);
    update();
}
void ImageView::setScaleBarShown(bool shown) { impl_->scaleBar = shown, update(); }
void ImageView::setTool(Tool tool) {
    impl_->tool = tool;
    if (tool != Tool::Profile) impl_->profileShown = false;
    setCursor(tool == Tool::Profile ? Qt::CrossCursor : Qt::OpenHandCursor);
    update();
}
Viewport ImageView::viewport() const { return impl_->viewport; }
void ImageView::setViewport(const Viewport& viewport) {
    if (impl_->viewport == viewport) return;
    impl_->viewport = viewport;
    update();
}

double ImageView::zoomPercent() const {
    const auto size = sizeOf(impl_->source);
    return size ? 100.0 * scaleOf(*this, *size, impl_->viewport) * devicePixelRatioF() : 100.0;
}

void ImageView::fit() {
    impl_->viewport = {};
    update();
    Q_EMIT viewportChanged(impl_->viewport);
}

void ImageView::zoomBy(double factor) { zoomAt(factor, QPointF(width() / 2.0, height() / 2.0)); }

void ImageView::setZoomPercent(double percent) { zoomBy(percent / zoomPercent()); }

void ImageView::zoomAt(double factor, const QPointF& cursor) {
    const auto size = sizeOf(impl_->source);
    if (!size) return;
    const auto before = worldOf(*this, *size, impl_->viewport).inverted().map(cursor);
    const double ratio = devicePixelRatioF(), fitted = std::min(width() / size->width(), height() / size->height());
    const double smallest = std::min(1.0 / ratio, fitted) * 0.5;
    const double scale = std::clamp(scaleOf(*this, *size, impl_->viewport) * factor, smallest, kLargestZoom / ratio);
    // The point under the cursor stays there.
    const QPointF centre = before - (cursor - QPointF(width() / 2.0, height() / 2.0)) / scale;
    impl_->viewport = {{centre.x() / size->width(), centre.y() / size->height()}, scale * ratio * size->width()};
    update();
    Q_EMIT viewportChanged(impl_->viewport);
}

void ImageView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), look::isDark() ? QColor(24, 24, 24) : QColor(96, 96, 96));
    const auto shown = impl_->blinkSecond && impl_->second ? impl_->second : impl_->source;
    const auto size = sizeOf(shown);
    if (!size) {
        const auto words = !shown ? impl_->caption : shown->failure().isEmpty() ? tr("Loading…") : shown->failure();
        painter.setPen(QColor(220, 220, 220));
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, words);
        return;
    }
    const auto draw = [&](const std::shared_ptr<ImageSource>& drawn, const Contrast& contrast) {
        const auto own = sizeOf(drawn);
        if (!own) return;
        auto& source = *drawn;
        const auto world = worldOf(*this, *own, impl_->viewport);
        impl_->painter.paint(painter, source, contrast, world.inverted().mapRect(QRectF(rect())), world, scaleOf(*this, *own, impl_->viewport) * devicePixelRatioF());
    };
    draw(shown, shown == impl_->second ? impl_->secondContrast : impl_->contrast);
    if (impl_->swipe && impl_->second) {
        const double x = *impl_->swipe * width();
        painter.save();
        painter.setClipRect(QRectF(x, 0, width() - x, height()));
        draw(impl_->second, impl_->secondContrast);
        painter.restore();
        painter.setPen(QPen(look::accent(), 2));
        painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    }
    if (const auto labels = sizeOf(impl_->labels); labels && !impl_->blinkSecond) {
        const auto world = worldOf(*this, *labels, impl_->viewport);
        impl_->painter.paintLabels(painter, *impl_->labels, impl_->overlay, impl_->opacity, world.inverted().mapRect(QRectF(rect())), world,
                                   scaleOf(*this, *labels, impl_->viewport) * devicePixelRatioF());
    }
    paintFurniture(painter, *shown, *size);
}

void ImageView::paintFurniture(QPainter& painter, ImageSource& shown, const QSizeF& size) {
    painter.setRenderHint(QPainter::Antialiasing);
    if (impl_->profileShown) {
        const auto world = worldOf(*this, size, impl_->viewport);
        painter.setPen(QPen(QColor(0, 0, 0, 160), 4));
        painter.drawLine(world.map(impl_->profileFrom), world.map(impl_->profileTo));
        painter.setPen(QPen(look::accent(), 2));
        painter.drawLine(world.map(impl_->profileFrom), world.map(impl_->profileTo));
    }
    if (impl_->scaleBar) {
        const double scale = scaleOf(*this, size, impl_->viewport);
        const auto bar = scaleBarFor(shown.info()->pixelSize, width() / 4.0 / scale);
        paintScaleBar(painter, rect(), bar, scale, true);
    }
    if (!impl_->caption.isEmpty()) {
        const auto box = QRectF(painter.fontMetrics().boundingRect(impl_->caption)).adjusted(-8, -4, 8, 4);
        const QRectF place(8, 8, box.width(), box.height());
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(0, 0, 0, 150));
        painter.drawRoundedRect(place, 4, 4);
        painter.setPen(Qt::white);
        painter.drawText(place, Qt::AlignCenter, impl_->caption);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(look::accent(), 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

std::optional<QPointF> ImageView::pixelAt(const QPointF& place) const {
    const auto size = sizeOf(impl_->source);
    if (!size) return std::nullopt;
    const auto pixel = worldOf(*this, *size, impl_->viewport).inverted().map(place);
    if (pixel.x() < 0 || pixel.y() < 0 || pixel.x() >= size->width() || pixel.y() >= size->height()) return std::nullopt;
    return pixel;
}

void ImageView::wheelEvent(QWheelEvent* event) {
    zoomAt(std::pow(1.0015, event->angleDelta().y()), event->position());
    event->accept();
}

void ImageView::mousePressEvent(QMouseEvent* event) {
    impl_->dragFrom = event->position();
    const bool left = event->button() == Qt::LeftButton;
    if (left && impl_->swipe && std::abs(event->position().x() - *impl_->swipe * width()) < kDividerReach) {
        impl_->drag = Impl::Drag::Swipe;
    } else if (left && impl_->tool == Tool::Profile && !impl_->space && pixelAt(event->position())) {
        impl_->drag = Impl::Drag::Profile;
        impl_->profileFrom = impl_->profileTo = *pixelAt(event->position());
        impl_->profileShown = true;
    } else if (left || event->button() == Qt::MiddleButton) {
        impl_->drag = Impl::Drag::Pan;
        setCursor(Qt::ClosedHandCursor);
    }
}

void ImageView::mouseMoveEvent(QMouseEvent* event) {
    const auto pixel = pixelAt(event->position());
    Q_EMIT cursorMoved(pixel);
    const auto size = sizeOf(impl_->source);
    if (!size) return;
    if (impl_->drag == Impl::Drag::Swipe) {
        impl_->swipe = std::clamp(event->position().x() / width(), 0.0, 1.0);
        Q_EMIT swipeMoved(*impl_->swipe);
        update();
    } else if (impl_->drag == Impl::Drag::Profile && pixel) {
        impl_->profileTo = *pixel;
        update();
    } else if (impl_->drag == Impl::Drag::Pan) {
        const double scale = scaleOf(*this, *size, impl_->viewport);
        const QPointF moved = (event->position() - impl_->dragFrom) / scale;
        impl_->dragFrom = event->position();
        const QPointF centre = impl_->viewport.zoom > 0.0 ? impl_->viewport.centre : QPointF(0.5, 0.5);
        impl_->viewport = {{std::clamp(centre.x() - moved.x() / size->width(), 0.0, 1.0), std::clamp(centre.y() - moved.y() / size->height(), 0.0, 1.0)},
                           scale * devicePixelRatioF() * size->width()};
        update();
        Q_EMIT viewportChanged(impl_->viewport);
    }
}

void ImageView::mouseReleaseEvent(QMouseEvent*) {
    if (impl_->drag == Impl::Drag::Profile && impl_->profileFrom != impl_->profileTo) Q_EMIT profileDrawn(impl_->profileFrom, impl_->profileTo);
    impl_->drag = Impl::Drag::None;
    setCursor(impl_->tool == Tool::Profile ? Qt::CrossCursor : Qt::OpenHandCursor);
}

void ImageView::mouseDoubleClickEvent(QMouseEvent*) { fit(); }
void ImageView::leaveEvent(QEvent*) { Q_EMIT cursorMoved(std::nullopt); }

void ImageView::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal) return zoomBy(1.25);
    if (event->key() == Qt::Key_Minus) return zoomBy(0.8);
    if (control && (event->key() == Qt::Key_0 || event->key() == Qt::Key_R)) return fit();
    if (control && event->key() == Qt::Key_1) return setZoomPercent(100.0);
    if (event->key() == Qt::Key_Space) impl_->space = true;
    QWidget::keyPressEvent(event);
}

void ImageView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space) impl_->space = false;
    QWidget::keyReleaseEvent(event);
}

}  // namespace gano

#include "moc_image_view.cpp"
