// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/support/test_program.h"
#include "tests/ui/view/view_samples.h"
#include "ui/style/look.h"
#include "ui/view/image_view.h"

using namespace gano;

class TestImageView : public QObject {
    Q_OBJECT

    static std::shared_ptr<ImageSource> opened(Image image, bool labels = false) {
        auto source = ImageSource::ofImage(std::move(image), labels);
        (void)QTest::qWaitFor([&source] { return source->info().has_value(); }, 5000);
        return source;
    }
    static void wheel(ImageView& view, const QPointF& at, int turns) {
        QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * turns}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &event);
    }
    /// What lies under a point of the view, by the signal that tells it.
    static QPointF under(ImageView& view, const QPoint& at) {
        QSignalSpy moved(&view, &ImageView::cursorMoved);
        QMouseEvent event(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(&view, &event);
        return moved.back().at(0).value<std::optional<QPointF>>().value_or(QPointF(-1, -1));
    }
    static QColor pixel(ImageView& view, const QPoint& at) { return view.grab().toImage().pixelColor(at); }

private Q_SLOTS:
    void initTestCase() {
        qRegisterMetaType<std::optional<QPointF>>();
        look::apply(*qApp, look::Theme::Dark);
    }

    void theWholeImageIsSeenFirst() {
        ImageView view;
        view.resize(400, 400);
        view.setSource(opened(test::box(800, 400, {0, 0, 800, 400}, 255)));
        view.setContrast({0, 255, ColourMap::Grey});
        view.setScaleBarShown(false);
        view.show();
        QCOMPARE(view.zoomPercent(), 50.0);
        QTRY_COMPARE(pixel(view, {200, 200}), QColor(Qt::white));
        QCOMPARE(pixel(view, {2, 110}), QColor(Qt::white));
        QVERIFY(pixel(view, {200, 40}) != QColor(Qt::white));
    }

    void theWheelZoomsAtTheCursor() {
        ImageView view;
        view.resize(400, 300);
        view.setSource(opened(test::gradient(1200, 900)));
        view.show();
        const QPoint at(310, 80);
        const auto before = under(view, at);
        wheel(view, at, 5);
        const auto after = under(view, at);
        QVERIFY(view.zoomPercent() > 60.0);
        QVERIFY(std::abs(before.x() - after.x()) < 0.5 && std::abs(before.y() - after.y()) < 0.5);
    }

    void draggingPansAndADoubleClickFits() {
        ImageView view;
        view.resize(400, 300);
        view.setSource(opened(test::gradient(1200, 900)));
        view.show();
        view.setZoomPercent(100);
        const auto before = under(view, {100, 100});
        QTest::mousePress(&view, Qt::LeftButton, {}, {100, 100});
        QTest::mouseMove(&view, {160, 130});
        QTest::mouseRelease(&view, Qt::LeftButton, {}, {160, 130});
        const auto after = under(view, {160, 130});
        QVERIFY(std::abs(before.x() - after.x()) < 0.01 && std::abs(before.y() - after.y()) < 0.01);
        QTest::mouseDClick(&view, Qt::LeftButton, {}, {160, 130});
        QCOMPARE(view.viewport(), Viewport());
    }

    void keysZoomAndFit() {
        ImageView view;
        view.resize(400, 300);
        view.setSource(opened(test::gradient(1200, 900)));
        view.show();
        QTest::keyClick(&view, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(std::round(view.zoomPercent()), 100.0);
        QTest::keyClick(&view, Qt::Key_Plus);
        QCOMPARE(std::round(view.zoomPercent()), 125.0);
        QTest::keyClick(&view, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(view.viewport(), Viewport());
    }

    void onePixelIsOneSquareWhenZoomedIn() {
        ImageView view;
        view.resize(320, 320);
        view.setSource(opened(test::box(16, 16, {8, 8, 1, 1}, 255)));
        view.setContrast({0, 255, ColourMap::Grey});
        view.setScaleBarShown(false);
        view.show();
        // 20 screen pixels per image pixel: the square from 160 to 179 is white to its rims.
        QTRY_COMPARE(pixel(view, {170, 170}), QColor(Qt::white));
        QCOMPARE(pixel(view, {161, 161}), QColor(Qt::white));
        QCOMPARE(pixel(view, {178, 178}), QColor(Qt::white));
        QCOMPARE(pixel(view, {158, 170}), QColor(Qt::black));
        QCOMPARE(pixel(view, {182, 170}), QColor(Qt::black));
    }

    void panesOfOtherPixelCountsShowTheSameField() {
        ImageView one, two;
        one.resize(400, 300);
        two.resize(400, 300);
        one.setSource(opened(test::gradient(400, 300)));
        two.setSource(opened(test::gradient(800, 600)));
        connect(&one, &ImageView::viewportChanged, &two, &ImageView::setViewport);
        one.show(), two.show();
        wheel(one, {100, 100}, 6);
        const auto first = under(one, {50, 60}), second = under(two, {50, 60});
        QVERIFY(std::abs(second.x() - 2 * first.x()) < 0.1 && std::abs(second.y() - 2 * first.y()) < 0.1);
    }

    void labelsLieOverTheImage() {
        ImageView view;
        view.resize(320, 320);
        view.setSource(opened(test::box(32, 32, {0, 0, 32, 32}, 0)));
        view.setContrast({0, 255, ColourMap::Grey});
        view.setScaleBarShown(false);
        const auto labels = opened(test::box(32, 32, {8, 8, 16, 16}, 1), true);
        view.setOverlay(labels, ImageView::Overlay::Filled, 1.0);
        view.show();
        QTRY_COMPARE(pixel(view, {160, 160}), look::series(0));
        QCOMPARE(pixel(view, {40, 40}), QColor(Qt::black));
        view.setOverlay(labels, ImageView::Overlay::Contours, 1.0);
        QTRY_COMPARE(pixel(view, {160, 160}), QColor(Qt::black));
        QCOMPARE(pixel(view, {85, 160}), look::series(0));
        view.setOverlay(nullptr, ImageView::Overlay::None, 1.0);
        QCOMPARE(pixel(view, {85, 160}), QColor(Qt::black));
    }

    void swipeAndBlinkShowTheSecondImage() {
        ImageView view;
        view.resize(320, 320);
        view.setScaleBarShown(false);
        view.setSource(opened(test::box(32, 32, {0, 0, 32, 32}, 0)));
        view.setSecond(opened(test::box(32, 32, {0, 0, 32, 32}, 255)));
        view.setContrast({0, 255, ColourMap::Grey});
        view.setSecondContrast({0, 255, ColourMap::Grey});
        view.setSwipe(0.5);
        view.show();
        QTRY_COMPARE(pixel(view, {240, 160}), QColor(Qt::white));
        QCOMPARE(pixel(view, {80, 160}), QColor(Qt::black));
        QSignalSpy moved(&view, &ImageView::swipeMoved);
        QTest::mousePress(&view, Qt::LeftButton, {}, {160, 100});
        QTest::mouseMove(&view, {40, 100});
        QTest::mouseRelease(&view, Qt::LeftButton, {}, {40, 100});
        QVERIFY(!moved.isEmpty());
        QCOMPARE(pixel(view, {80, 160}), QColor(Qt::white));
        view.setSwipe(std::nullopt);
        QCOMPARE(pixel(view, {80, 160}), QColor(Qt::black));
        view.setBlinkShowsSecond(true);
        QCOMPARE(pixel(view, {80, 160}), QColor(Qt::white));
    }

    void aProfileIsDrawnInImagePixels() {
        ImageView view;
        view.resize(400, 300);
        view.setSource(opened(test::gradient(800, 600)));
        view.setTool(ImageView::Tool::Profile);
        view.show();
        QSignalSpy drawn(&view, &ImageView::profileDrawn);
        QTest::mousePress(&view, Qt::LeftButton, {}, {100, 100});
        QTest::mouseMove(&view, {200, 100});
        QTest::mouseRelease(&view, Qt::LeftButton, {}, {200, 100});
        QCOMPARE(drawn.count(), 1);
        QCOMPARE(drawn.front().at(0).toPointF(), QPointF(200, 200));
        QCOMPARE(drawn.front().at(1).toPointF(), QPointF(400, 200));
    }

    void withoutAnImageTheCaptionIsTheSentence() {
        ImageView view;
        view.resize(200, 100);
        view.setCaption(QStringLiteral("No truth for this image"));
        view.show();
        QCOMPARE(view.accessibleName(), QStringLiteral("No truth for this image"));
        QVERIFY(!view.grab().isNull());
        QTest::keyClick(&view, Qt::Key_Plus);
        wheel(view, {10, 10}, 1);
        QCOMPARE(view.zoomPercent(), 100.0);
    }
};

GANO_WINDOW_TEST(TestImageView)
#include "tst_image_view.moc"
