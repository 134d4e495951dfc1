// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QImage>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>

#include "tests/support/test_program.h"
#include "tests/ui/run/run_samples.h"
#include "ui/run/curve_panel.h"
#include "ui/run/run_reading.h"
#include "ui/style/look.h"

using namespace gano;

class TestCurves : public QObject {
    Q_OBJECT

    static MetricsTable table() {
        return {{"train_loss", "val_loss", "val_dice", "learning_rate"}, {1, 2, 3}, {{1.0, 1.1, 0.5, 0.01}, {0.5, 0.6, 0.9, 0.01}, {0.25, 0.7, std::nan(""), 0.005}}};
    }
    static QByteArray contents(const QString& file) {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    static bool holdsColour(const QImage& image, const QColor& colour) {
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y) == colour) return true;
        return false;
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Light); }

    void smoothingHasNoPullTowardsZero() {
        for (const double value : smoothed({3.0, 3.0, 3.0}, 0.9)) QCOMPARE(value, 3.0);
        const auto some = smoothed({0.0, 1.0}, 0.5);
        QCOMPARE(some[1], 2.0 / 3.0);
        const auto gap = smoothed({2.0, std::nan(""), 4.0}, 0.0);
        QVERIFY(std::isnan(gap[1]));
        QCOMPARE(gap[2], 4.0);
    }

    void trainingAndValidationHaveTheirColours() {
        CurvePanel panel;
        panel.resize(700, 600);
        panel.show(table(), 2);
        panel.QWidget::show();
        const auto picture = panel.grab().toImage();
        QVERIFY(holdsColour(picture, look::training()));
        QVERIFY(holdsColour(picture, look::validation()));
    }

    void scoresThatAreAlwaysNothingLieAtTheBottom() {
        CurvePanel panel;
        panel.resize(700, 600);
        panel.show({{"train_loss", "val_loss", "val_dice"}, {1, 2, 3}, {{1.0, 1.1, 0.0}, {0.5, 0.6, 0.0}, {0.25, 0.7, 0.0}}}, {});
        panel.QWidget::show();
        const auto picture = panel.findChildren<CurvePlot*>().at(1)->grab().toImage();
        int lowest = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                if (picture.pixelColor(x, y) == look::validation()) lowest = y;
        QVERIFY2(lowest > picture.height() * 6 / 10, qPrintable(QString::number(lowest)));
    }

    void theLowerCurvesShowTheChosenMetric() {
        CurvePanel panel;
        panel.show(table(), 2);
        panel.QWidget::show();
        auto* chooser = panel.findChild<QComboBox*>();
        QCOMPARE(chooser->count(), 2);
        QCOMPARE(chooser->currentText(), QStringLiteral("Dice"));
        const auto plots = panel.findChildren<CurvePlot*>();
        QCOMPARE(plots.at(0)->accessibleName(), QStringLiteral("Loss"));
        QCOMPARE(plots.at(1)->accessibleName(), QStringLiteral("Dice"));
        chooser->setCurrentIndex(1);
        Q_EMIT chooser->activated(1);
        QCOMPARE(plots.at(1)->accessibleName(), QStringLiteral("Learning rate"));
    }

    void beforeTheFirstEpochASentenceStandsInPlaceOfCurves() {
        CurvePanel panel;
        panel.QWidget::show();
        const auto plots = panel.findChildren<CurvePlot*>();
        const auto* chooser = panel.findChild<QComboBox*>();
        const auto isEmpty = [&] { return !plots.at(0)->isVisible() && !plots.at(1)->isVisible() && !chooser->isVisible(); };
        QVERIFY(isEmpty());
        panel.show(table(), 2);
        QVERIFY(plots.at(0)->isVisible() && plots.at(1)->isVisible() && chooser->isVisible());
        panel.show({}, {});  // of another run, which has not come as far
        QVERIFY(isEmpty());
    }

    void pretrainingShowsTheGame() {
        CurvePanel panel;
        const MetricsTable gan{{"train_g_adversarial", "train_g_l1", "train_d_real", "train_d_fake", "val_l1", "val_psnr"}, {1}, {{0.3, 0.1, 0.2, 0.25, 0.08, 22.0}}};
        panel.show(gan, 1);
        QCOMPARE(panel.findChildren<CurvePlot*>().at(0)->accessibleName(), QStringLiteral("Adversarial loss"));
        auto* chooser = panel.findChild<QComboBox*>();
        QCOMPARE(chooser->itemText(0), QStringLiteral("L1"));
        QCOMPARE(chooser->itemText(1), QStringLiteral("PSNR"));
    }

    void pretrainingWithoutADiscriminatorShowsNoGame() {
        CurvePanel panel;
        panel.show({{"train_g_l1", "val_l1", "val_psnr"}, {1}, {{0.1, 0.08, 22.0}}}, 1);
        const auto* first = panel.findChildren<CurvePlot*>().at(0);
        QCOMPARE(first->accessibleName(), QStringLiteral("L1"));
        QCOMPARE(panel.findChild<QComboBox*>()->itemText(0), QStringLiteral("PSNR"));
    }

    void theCursorReadsOutAnEpoch() {
        CurvePlot plot;
        plot.resize(500, 300);
        plot.show(QStringLiteral("Loss"), {{QStringLiteral("Training"), CurvePlot::Kind::Training, {1, 2, 3}, {1.0, 0.5, 0.25}}});
        plot.QWidget::show();
        QSignalSpy told(&plot, &CurvePlot::readoutChanged);
        auto* canvas = plot.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly).front();
        QMouseEvent move(QEvent::MouseMove, {490, 100}, canvas->mapToGlobal(QPointF(490, 100)), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(canvas, &move);
        QCOMPARE(plot.readout(), QStringLiteral("Epoch 3: Training 0.250"));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(canvas, &leave);
        QVERIFY(plot.readout().isEmpty());
    }

    void logScaleAndSmoothingDrawAnotherPicture() {
        CurvePanel panel;
        panel.resize(700, 600);
        panel.show(table(), 2);
        panel.QWidget::show();
        const auto plain = panel.findChildren<CurvePlot*>().at(0)->grab().toImage();
        panel.findChild<QCheckBox*>()->click();
        QTest::qWait(50);
        const auto logarithmic = panel.findChildren<CurvePlot*>().at(0)->grab().toImage();
        QVERIFY(plain != logarithmic);
        panel.findChild<QSlider*>()->setValue(80);
        QTest::qWait(50);
        QVERIFY(panel.findChildren<CurvePlot*>().at(0)->grab().toImage() != logarithmic);
    }

    void valuesAndFiguresAreExported() {
        const QTemporaryDir folder;
        CurvePanel panel;
        panel.show(table(), 2);
        panel.QWidget::show();
        QVERIFY(panel.exportTo(folder.filePath(QStringLiteral("v.csv"))));
        QCOMPARE(contents(folder.filePath(QStringLiteral("v.csv"))), QByteArray("epoch,train_loss,val_loss,val_dice,learning_rate\n1,1,1.1,0.5,0.01\n2,0.5,0.6,0.9,0.01\n3,0.25,0.7,,0.005\n"));
        QVERIFY(panel.exportTo(folder.filePath(QStringLiteral("f.png"))));
        const QImage picture(folder.filePath(QStringLiteral("f.png")));
        QCOMPARE(picture.size(), QSize(640 * 3, 2 * 320 * 3));
        QCOMPARE(picture.pixelColor(2, 2), QColor(Qt::white));
        QVERIFY(panel.exportTo(folder.filePath(QStringLiteral("f.pdf"))));
        QVERIFY(contents(folder.filePath(QStringLiteral("f.pdf"))).startsWith("%PDF"));
        QVERIFY(!panel.exportTo(folder.filePath(QStringLiteral("no/such/folder/f.csv"))));
        QVERIFY(!panel.exportTo(folder.filePath(QStringLiteral("no/such/folder/f.png"))));
    }

    void theBestEpochIsTheOneTheRunKeeps() {
        const QTemporaryDir folder;
        const auto run = test::finishedRun(toPath(folder.filePath(QStringLiteral("runs/a"))));
        const auto reading = readRunFolder(run.root);
        QCOMPARE(reading.best->epoch, 2);
        QCOMPARE(columnText(reading.best->metric, reading.best->value), QStringLiteral("Dice 0.900"));
        QCOMPARE(columnText("val_psnr", 24.58), QStringLiteral("PSNR 24.6 dB"));
        QCOMPARE(columnName("train_loss"), QStringLiteral("Training Loss"));
        QCOMPARE(reading.pictures.size(), std::size_t{3});
    }
};

GANO_WINDOW_TEST(TestCurves)
#include "tst_curves.moc"
