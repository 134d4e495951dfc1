// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "tests/support/test_program.h"
#include "tests/ui/inspect/inspect_samples.h"
#include "ui/inspect/derived.h"
#include "ui/inspect/export_files.h"
#include "ui/inspect/render.h"

namespace fs = std::filesystem;

class TestExports : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path at(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }

    static gano::PaneRecipe recipe(const QString& caption) {
        gano::PaneRecipe one;
        one.caption = caption;
        one.image = [] { return samples::ramp(256, 128); };
        one.contrast = {1000, 1000 + 255 * 10, gano::ColourMap::Grey};
        return one;
    }

private Q_SLOTS:
    void nothingIsEverOverwritten() {
        QVERIFY(gano::exporting::freeName(at(""), "a", ".tif").filename() == "a.tif");
        gano::writeTiff(at("a.tif"), samples::ramp(8, 8));
        QVERIFY(gano::exporting::freeName(at(""), "a", ".tif").filename() == "a 2.tif");
        gano::writeTiff(at("a 2.tif"), samples::ramp(8, 8));
        QVERIFY(gano::exporting::freeName(at(""), "a", ".tif").filename() == "a 3.tif");
    }

    void aPictureIsShownAsOnTheScreenAndCarriesThePixelSizeAndABar() {
        const auto picture = gano::render::withScaleBar(recipe(QStringLiteral("Input")));
        QCOMPARE(picture.size(), QSize(256, 128));
        QCOMPARE(qRed(picture.pixel(0, 0)), 0);
        QCOMPARE(qRed(picture.pixel(255, 0)), 255);
        QVERIFY(std::abs(qRed(picture.pixel(128, 0)) - 128) <= 1);
        QVERIFY(picture.text(QStringLiteral("Pixel size")).contains(QStringLiteral("0.5 nm")));
        QVERIFY(picture.save(QString::fromStdString(at("picture.png").string())));
        const QImage back(QString::fromStdString(at("picture.png").string()));
        QVERIFY(std::abs(1e9 / back.dotsPerMeterX() - 0.5) < 0.01);
        // At the bottom left, where the ramp is dark, the bar is white.
        int white = 0;
        for (int x = 0; x < 100; ++x)
            for (int y = 100; y < 128; ++y) white += qRed(back.pixel(x, y)) == 255 ? 1 : 0;
        QVERIFY(white > 20);
    }

    void labelsAreDrawnInTheirColourAboveTheImage() {
        auto one = recipe(QStringLiteral("Output"));
        one.labels = [] { auto labels = samples::halves(256, 128, 128); for (auto& label : labels.samples<std::uint8_t>()) label = label ? 1 : 0; return labels; };
        one.style = gano::MarkStyle::Filled;
        const auto filled = gano::render::withScaleBar(one);
        QVERIFY(qRed(filled.pixel(10, 5)) == qBlue(filled.pixel(10, 5)));
        QVERIFY(qRed(filled.pixel(200, 5)) != qBlue(filled.pixel(200, 5)));
        one.style = gano::MarkStyle::Contours;
        const auto contours = gano::render::withScaleBar(one);
        QVERIFY(qRed(contours.pixel(128, 5)) != qBlue(contours.pixel(128, 5)));
        QVERIFY(qRed(contours.pixel(200, 5)) == qBlue(contours.pixel(200, 5)));
    }

    void aFigureHoldsAllPanesOfTheSameFieldOfView() {
        const gano::render::Figure figure({recipe(QStringLiteral("Input")), recipe(QStringLiteral("Output"))}, {0.5, 0, 0.5, 1});
        const auto picture = figure.picture(400);
        QVERIFY(picture.width() > 800 && picture.width() < 820);
        QVERIFY(picture.height() > 400);
        figure.writePdf(QString::fromStdString(at("figure.pdf").string()));
        QFile pdf(QString::fromStdString(at("figure.pdf").string()));
        QVERIFY(pdf.open(QIODevice::ReadOnly));
        QVERIFY(pdf.read(4) == QByteArray("%PDF"));
    }

    void aFigureOfNothingIsASentence() { QVERIFY_EXCEPTION_THROWN(gano::render::Figure({}, {0, 0, 1, 1}), gano::Error); }
};

GANO_WINDOW_TEST(TestExports)
#include "tst_exports.moc"
