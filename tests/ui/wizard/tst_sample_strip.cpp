// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include "core/formats/tiff_writer.h"
#include "tests/support/test_program.h"
#include "ui/style/look.h"
#include "ui/view/thumbnails.h"
#include "ui/wizard/sample_strip.h"

using namespace gano;

class TestSampleStrip : public QObject {
    Q_OBJECT

    static constexpr int kSide = 128;
    static constexpr std::uint16_t kBrightest = 13000;  ///< A fifth of what 16 bits hold, as short exposures give.

    QTemporaryDir folder_;

    /// Dark to bright from left to right, with one pixel that a cosmic ray has hit.
    ImageRef dimImage() const {
        Image image(kSide, kSide, SampleType::U16);
        auto samples = image.samples<std::uint16_t>();
        for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::uint16_t>(i % kSide * kBrightest / (kSide - 1));
        samples[samples.size() / 2] = 65535;
        const auto file = std::filesystem::path(folder_.path().toStdString()) / "dim.tif";
        writeTiff(file, image);
        return {.file = file, .frame = 0, .part = {}};
    }

    static double meanGrey(const QImage& picture) {
        double sum = 0.0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x) sum += qGray(picture.pixel(x, y));
        return sum / picture.width() / picture.height();
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Light); }

    void imagesThatUseLittleOfTheirRangeAreShownAsBrightAsOthers_data() {
        QTest::addColumn<QString>("normalisation");
        for (const char* name : {"full-range", "percentiles", "standardise"}) QTest::newRow(name) << QString::fromLatin1(name);
    }
    void imagesThatUseLittleOfTheirRangeAreShownAsBrightAsOthers() {
        QFETCH(QString, normalisation);
        auto plan = defaultPlan("pretraining");
        plan.data.normalisation = normalisation.toStdString();
        plan.data.patchSize = plan.training.crop = kSide;
        SampleStrip strip;
        strip.resize(strip.sizeHint());
        strip.show(plan, {{.input = dimImage(), .target = {}, .group = {}}});
        // Of the pictures below, the left one, which is not corrupted.
        const QRect clean(0, 166, 120, 120);
        QTRY_VERIFY2(std::abs(meanGrey(strip.grab(clean).toImage()) - 128.0) < 30.0, qPrintable(QString::number(meanGrey(strip.grab(clean).toImage()))));
    }

    void soAreTheyInLists() { QVERIFY(std::abs(meanGrey(Thumbnails::read(dimImage())) - 128.0) < 30.0); }
};

GANO_WINDOW_TEST(TestSampleStrip)
#include "tst_sample_strip.moc"
