// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
#include "tests/ui/inspect/inspect_samples.h"
#include "ui/inspect/magnifier.h"
#include "ui/inspect/profile_plot.h"
#include "ui/style/look.h"

using namespace gano;

class TestCursorAndProfile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Dark); }

    void theMagnifierShowsThePixelsAroundTheCursor() {
        Image image(64, 64, SampleType::U8);
        image.samples<std::uint8_t>()[20 * 64 + 30] = 255;
        const auto source = ImageSource::ofImage(std::move(image));
        QTRY_VERIFY(source->info());
        Magnifier magnifier;
        magnifier.show(source, {28.4, 20.9}, {0, 255, ColourMap::Grey});
        const auto at = [&magnifier](int column, int row) { return magnifier.grab().toImage().pixelColor(column * 9 + 4, row * 9 + 4); };
        QTRY_COMPARE(at(8, 6), QColor(Qt::white));  // Two to the right of the middle.
        QCOMPARE(at(6, 6), QColor(Qt::black));
        QCOMPARE(at(8, 5), QColor(Qt::black));
        magnifier.show(source, {0.0, 0.0}, {0, 255, ColourMap::Grey});
        QCOMPARE(at(2, 2), magnifier.palette().color(QPalette::Base));  // Outside of the image.
    }

    void aProfileIsATableWithUnits() {
        ProfilePlot plot;
        plot.begin(2.0, 0.5);
        plot.add(QStringLiteral("Input"), {10.0, 11.0, 12.0}, Qt::blue, false);
        plot.add(QStringLiteral("Output"), {0.25, 0.5, std::nan("")}, Qt::red, true);
        QCOMPARE(plot.table(), QStringLiteral("Distance (nm),Input,Output\n0,10,0.25\n0.5,11,0.5\n1,12,\n"));
        plot.add(QStringLiteral("Input"), {1.0, 2.0, 3.0}, Qt::blue, false);
        QVERIFY(plot.table().startsWith(QStringLiteral("Distance (nm),Input,Output\n0,1,0.25\n")));
        plot.begin(4.0, 0.0);
        QVERIFY(plot.isEmpty());
        plot.add(QStringLiteral("Input"), {1.0, 2.0}, Qt::blue, false);
        plot.add(QStringLiteral("Finer output"), {1.0, 1.5, 2.0}, Qt::red, false);
        QCOMPARE(plot.table(), QStringLiteral("Distance (px),Input,Finer output\n0,1,1\n2,2,1.5\n4,2,2\n"));
    }
};

GANO_WINDOW_TEST(TestCursorAndProfile)
#include "tst_cursor_and_profile.moc"
