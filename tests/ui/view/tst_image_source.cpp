// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fstream>
#include <limits>

#include "core/formats/tiff_writer.h"
#include "tests/support/test_program.h"
#include "tests/ui/view/view_samples.h"
#include "ui/style/words.h"
#include "ui/view/image_source.h"

using namespace gano;

class TestImageSource : public QObject {
    Q_OBJECT

    static TilePtr waited(ImageSource& source, int level, int column, int row) {
        TilePtr tile;
        (void)QTest::qWaitFor([&] { return (tile = source.tile(level, column, row)) != nullptr; }, 10000);
        return tile;
    }

private Q_SLOTS:
    void levelsHalveUntilOneTileIsLeft() {
        const auto source = ImageSource::ofImage(test::gradient(1000, 600));
        QTRY_VERIFY(source->info());
        QCOMPARE(source->levels(), 3);
        QCOMPARE(source->levelSize(0), QSize(1000, 600));
        QCOMPARE(source->levelSize(1), QSize(500, 300));
        QCOMPARE(source->levelSize(2), QSize(250, 150));
    }

    void tilesHoldTheValuesOfTheImage() {
        const auto source = ImageSource::ofImage(test::gradient(600, 300));
        QTRY_VERIFY(source->info());
        const auto tile = waited(*source, 0, 1, 0);
        QVERIFY(tile != nullptr);
        QCOMPARE(tile->size(), std::size_t{256 * 256});
        QCOMPARE((*tile)[0], 256.0F);
        QCOMPARE((*tile)[256 * 3 + 5], 256.0F + 5.0F + 300.0F);
        const auto last = waited(*source, 0, 2, 1);
        QCOMPARE(last->size(), std::size_t{(600 - 512) * (300 - 256)});
        QCOMPARE(source->peek(0, 3, 0), TilePtr());
        QCOMPARE(source->peek(0, -1, 0), TilePtr());
    }

    void coarserLevelsAreMeans() {
        const auto source = ImageSource::ofImage(test::gradient(512, 512));
        QTRY_VERIFY(source->info());
        const auto tile = waited(*source, 1, 0, 0);
        QCOMPARE((*tile)[0], (0.0F + 1.0F + 100.0F + 101.0F) / 4.0F);
    }

    void coarserLabelsAreLabels() {
        const auto source = ImageSource::ofImage(test::box(600, 600, {0, 0, 301, 600}, 7), true);
        QTRY_VERIFY(source->info());
        for (const float value : *waited(*source, 2, 0, 0)) QVERIFY(value == 0.0F || value == 7.0F);
    }

    void numbersThatAreNoneAreLeftOutOfMeans() {
        Image image(512, 512, SampleType::F32);
        auto samples = image.samples<float>();
        std::fill(samples.begin(), samples.end(), 2.0F);
        samples[0] = std::numeric_limits<float>::quiet_NaN();
        const auto source = ImageSource::ofImage(std::move(image));
        QTRY_VERIFY(source->histogram());
        QVERIFY(std::isnan((*waited(*source, 0, 0, 0))[0]));
        QCOMPARE((*waited(*source, 1, 0, 0))[0], 2.0F);
        // A constant image is shown in the middle grey.
        QVERIFY(source->histogram()->autoLow < 2.0 && source->histogram()->autoHigh > 2.0);
    }

    void aFileOpensInTheBackground() {
        const QTemporaryDir folder;
        const auto file = toPath(folder.filePath(QStringLiteral("a.tif")));
        auto image = test::gradient(700, 500);
        image.pixelSize = PixelSize{0.5, 0.5};
        writeTiff(file, image);
        const auto source = ImageSource::ofFile({file, 0, {}});
        QSignalSpy opened(source.get(), &ImageSource::opened);
        QVERIFY(!source->info());
        QVERIFY(opened.wait(5000));
        QCOMPARE(source->info()->width, 700);
        QVERIFY(source->info()->pixelSize);
        (void)waited(*source, 0, 2, 1);
        QCOMPARE(source->valueAt(699, 499).value_or(-1.0), 699.0 + 49900.0);
        QVERIFY(!source->valueAt(700, 0));
    }

    void aLargeFileShowsItsWholeAtOnceAndItsDetailWhenAsked() {
        const QTemporaryDir folder;
        const auto file = toPath(folder.filePath(QStringLiteral("large.tif")));
        writeTiff(file, test::gradient(9000, 5000));  // 90 MB: more than is kept decoded.
        const auto source = ImageSource::ofFile({file, 0, {}});
        QTRY_VERIFY_WITH_TIMEOUT(source->info(), 10000);
        QVERIFY(source->peek(source->levels() - 1, 0, 0) != nullptr);
        const auto tile = waited(*source, 0, 30, 15);
        QVERIFY(tile != nullptr);
        QCOMPARE((*tile)[0], static_cast<float>((30 * 256 + 100 * 15 * 256) % 65536));
        QTRY_COMPARE_WITH_TIMEOUT(source->progress(), 1.0, 20000);
        QVERIFY(ImageSource::cachedBytes() > 0);
    }

    void aBrokenFileSaysSo() {
        const QTemporaryDir folder;
        const auto file = toPath(folder.filePath(QStringLiteral("broken.tif")));
        std::ofstream(file) << "II*\0garbage";
        const auto source = ImageSource::ofFile({file, 0, {}});
        QSignalSpy failed(source.get(), &ImageSource::failed);
        QVERIFY(failed.wait(5000));
        QVERIFY(source->failure().contains(QStringLiteral("broken.tif")));
        QVERIFY(!source->info());
    }

    void aLineIsSampledBetweenPixelCentres() {
        const auto source = ImageSource::ofImage(test::gradient(512, 512));
        QTRY_VERIFY(source->info());
        std::vector<double> values;
        source->sampleLine({0.5, 10.5}, {100.5, 10.5}, this, [&values](const std::vector<double>& made) { values = made; });
        QTRY_COMPARE(values.size(), std::size_t{101});
        for (std::size_t i = 0; i < values.size(); ++i) QCOMPARE(values[i], 1000.0 + static_cast<double>(i));
    }

    void onlyTheNewestLineIsAnswered() {
        const auto source = ImageSource::ofImage(test::gradient(512, 512));
        QTRY_VERIFY(source->info());
        std::vector<std::size_t> answers;
        const auto take = [&answers](const std::vector<double>& made) { answers.push_back(made.size()); };
        source->sampleLine({0.5, 0.5}, {400.5, 0.5}, this, take);
        source->sampleLine({0.5, 0.5}, {10.5, 0.5}, this, take);
        QTRY_COMPARE(answers, (std::vector<std::size_t>{11}));
        QTest::qWait(100);
        QCOMPARE(answers.size(), std::size_t{1});
    }

    void theCacheKeepsToItsLimit() {
        const auto source = ImageSource::ofImage(test::gradient(4096, 4096));
        QTRY_VERIFY(source->info());
        ImageSource::setCacheLimit(std::size_t{4} << 20);
        for (int column = 0; column < 16; ++column) (void)waited(*source, 0, column, 3);
        QVERIFY(ImageSource::cachedBytes() <= std::size_t{4} << 20);
        ImageSource::setCacheLimit(TileCache::kUsualBytes);
    }

    void aSourceMayGoWhileItIsRead() {
        const QTemporaryDir folder;
        const auto file = toPath(folder.filePath(QStringLiteral("a.tif")));
        writeTiff(file, test::gradient(3000, 3000));
        for (int i = 0; i < 20; ++i) {
            auto source = ImageSource::ofFile({file, 0, {}});
            QTest::qWait(i);
            (void)source->tile(0, 0, 0);
        }
    }
};

GANO_WINDOW_TEST(TestImageSource)
#include "tst_image_source.moc"
