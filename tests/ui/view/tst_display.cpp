// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <limits>

#include "tests/support/test_program.h"
#include "tests/ui/view/view_samples.h"
#include "ui/style/look.h"
#include "ui/view/colour_map.h"
#include "ui/view/contrast_panel.h"
#include "ui/view/scale_bar.h"

using namespace gano;

/// Scale bars, colours and contrast.
class TestDisplay : public QObject {
    Q_OBJECT

    static QPushButton* named(const QWidget& panel, const QString& words) {
        for (auto* button : panel.findChildren<QPushButton*>())
            if (button->text() == words) return button;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Light); }

    void scaleBarsAreOneTwoOrFive_data() {
        QTest::addColumn<double>("nmPerPixel");
        QTest::addColumn<double>("most");
        QTest::addColumn<QString>("label");
        QTest::addColumn<double>("pixels");
        QTest::newRow("nm") << 0.5 << 100.0 << QStringLiteral("50 nm") << 100.0;
        QTest::newRow("between") << 0.7 << 100.0 << QStringLiteral("50 nm") << 50 / 0.7;
        QTest::newRow("pm") << 0.002 << 100.0 << QStringLiteral("200 pm") << 100.0;
        QTest::newRow("µm") << 180.0 << 100.0 << QStringLiteral("10 µm") << 10000.0 / 180.0;
        QTest::newRow("mm") << 30000.0 << 100.0 << QStringLiteral("2 mm") << 2e6 / 30000.0;
        QTest::newRow("1 nm, not 1000 pm") << 0.0199 << 60.0 << QStringLiteral("1 nm") << 1 / 0.0199;
    }
    void scaleBarsAreOneTwoOrFive() {
        QFETCH(double, nmPerPixel);
        QFETCH(double, most);
        QFETCH(QString, label);
        QFETCH(double, pixels);
        const auto bar = scaleBarFor(PixelSize{nmPerPixel, nmPerPixel}, most);
        QCOMPARE(bar.label, label);
        QCOMPARE(bar.imagePx, pixels);
        QVERIFY(bar.calibrated && bar.imagePx <= most * 1.000001);
    }

    void withoutAPixelSizeTheBarCountsPixels() {
        const auto bar = scaleBarFor(std::nullopt, 170.0);
        QCOMPARE(bar.label, QStringLiteral("100 px"));
        QCOMPARE(bar.imagePx, 100.0);
        QVERIFY(!bar.calibrated);
        QCOMPARE(scaleBarFor(std::nullopt, 0.3).imagePx, 1.0);
    }

    void coloursRunFromTheLowestToTheHighest() {
        const ColourScale grey({10.0, 20.0, ColourMap::Grey});
        QCOMPARE(grey(10.0F), qRgb(0, 0, 0));
        QCOMPARE(grey(20.0F), qRgb(255, 255, 255));
        QCOMPARE(grey(-5.0F), qRgb(0, 0, 0));
        QCOMPARE(grey(1e9F), qRgb(255, 255, 255));
        QCOMPARE(grey(std::numeric_limits<float>::quiet_NaN()), qRgb(0, 0, 0));
        const ColourScale inverted({10.0, 20.0, ColourMap::Inverted});
        QCOMPARE(inverted(10.0F), qRgb(255, 255, 255));
        const auto& diverging = colourTable(ColourMap::Diverging);
        QVERIFY(qBlue(diverging.front()) > qRed(diverging.front()) && qRed(diverging.back()) > qBlue(diverging.back()));
        QVERIFY(qGray(diverging[127]) > 230);
        QCOMPARE(colourTable(ColourMap::Viridis).front(), qRgb(0x44, 0x01, 0x54));
        for (const auto map : kColourMaps) QVERIFY(!colourMapName(map).isEmpty());
    }

    void autoCutsMoreOffAtEachPress() {
        ContrastPanel panel;
        auto source = ImageSource::ofImage(test::gradient(300, 100));
        panel.setSource(source);
        QTRY_VERIFY(panel.isEnabled());
        QSignalSpy changed(&panel, &ContrastPanel::contrastChanged);
        named(panel, QStringLiteral("Auto"))->click();
        const auto first = panel.contrast();
        QCOMPARE(first.low, source->histogram()->autoLow);
        named(panel, QStringLiteral("Auto"))->click();
        QVERIFY(panel.contrast().low > first.low && panel.contrast().high < first.high);
        named(panel, QStringLiteral("Reset"))->click();
        QCOMPARE(panel.contrast().low, 0.0);
        QCOMPARE(panel.contrast().high, 299.0 + 9900.0);
        QCOMPARE(changed.count(), 3);
    }

    void limitsAreTypedInTheUnitsOfTheImage() {
        ContrastPanel panel;
        panel.setSource(ImageSource::ofImage(test::gradient(300, 100)));
        QTRY_VERIFY(panel.isEnabled());
        auto* low = panel.findChildren<QDoubleSpinBox*>().at(0);
        low->selectAll();
        QTest::keyClicks(low, QStringLiteral("1234"));
        QTest::keyClick(low, Qt::Key_Return);
        QCOMPARE(panel.contrast().low, 1234.0);
        QSignalSpy changed(&panel, &ContrastPanel::contrastChanged);
        panel.setContrast({5, 6, ColourMap::Fire});
        QCOMPARE(changed.count(), 0);
        QCOMPARE(panel.findChild<QComboBox*>()->currentIndex(), static_cast<int>(ColourMap::Fire));
    }
};

GANO_WINDOW_TEST(TestDisplay)
#include "tst_display.moc"
