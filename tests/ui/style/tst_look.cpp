// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QTest>
#include <cmath>

#include "tests/support/test_program.h"
#include "ui/style/look.h"
#include "ui/style/palette.h"

using namespace gano;

class TestLook : public QObject {
    Q_OBJECT

    /// Relative luminance of WCAG 2.
    static double luminance(const QColor& colour) {
        const auto linear = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
    }
    static double contrast(const QColor& a, const QColor& b) {
        const double one = luminance(a), other = luminance(b);
        return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
    }

private Q_SLOTS:
    void textCanBeReadInBothThemes() {
        for (const bool dark : {false, true}) {
            const auto& c = look::colours(dark);
            for (const auto& back : {c.window, c.base, c.raised, c.rail, c.message})
                for (const auto& front : {c.text, c.quiet, c.accent, c.warning, c.problem})
                    QVERIFY2(contrast(front, back) >= 4.5, qPrintable(front.name() + QStringLiteral(" on ") + back.name()));
            QVERIFY(contrast(Qt::white, c.accentFill) >= 4.5);
            QVERIFY(contrast(c.text, c.selection) >= 4.5);
        }
    }

    void greysHaveNoTint() {
        for (const bool dark : {false, true}) {
            const auto& c = look::colours(dark);
            for (const auto& grey : {c.window, c.base, c.raised, c.rail, c.border, c.strongBorder, c.hover, c.pressed, c.text, c.quiet, c.selection, c.message}) {
                QCOMPARE(grey.red(), grey.green());
                QCOMPARE(grey.green(), grey.blue());
            }
        }
    }

    void curvesStandOutFromTheirBackground() {
        for (const auto theme : {look::Theme::Light, look::Theme::Dark}) {
            look::apply(*qApp, theme);
            const auto& c = look::colours(look::isDark());
            QCOMPARE(look::isDark(), theme == look::Theme::Dark);
            for (int i = 0; i < 7; ++i) QVERIFY2(contrast(look::series(i), c.base) >= 3.0, qPrintable(look::series(i).name()));
            QVERIFY(contrast(look::validation(), c.base) >= 3.0);
        }
    }

    void everyIconIsDrawnInTheColourOfTheText() {
        look::apply(*qApp, look::Theme::Light);
        look::icon(QStringLiteral("home"));
        int seen = 0;
        for (const auto& file : QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")})) {
            if (file.startsWith(QLatin1String("sheet_")) || file == QLatin1String("ganoscope.svg")) continue;
            const auto image = look::icon(file.chopped(4)).pixmap(48, 48).toImage();
            int drawn = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixelColor(x, y).alpha() > 200) {
                        ++drawn;
                        QVERIFY(image.pixelColor(x, y).lightness() < 80);
                    }
            QVERIFY2(drawn > 20, qPrintable(file));
            ++seen;
        }
        QVERIFY(seen > 40);
    }

    void iconsFollowTheTheme() {
        look::apply(*qApp, look::Theme::Light);
        const auto icon = look::icon(QStringLiteral("stop"));
        const auto brightest = [&icon] {
            int most = 0;
            const auto image = icon.pixmap(24, 24).toImage();
            for (int x = 0; x < image.width(); ++x)
                if (const auto colour = image.pixelColor(x, image.height() / 2); colour.alpha() > 200) most = std::max(most, colour.lightness());
            return most;
        };
        QVERIFY(brightest() < 80);
        look::apply(*qApp, look::Theme::Dark);
        QVERIFY(brightest() > 180);
    }
};

GANO_WINDOW_TEST(TestLook)
#include "tst_look.moc"
