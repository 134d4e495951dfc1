// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QImage>
#include <QListView>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/test_program.h"
#include "tests/ui/inspect/inspect_samples.h"
#include "ui/inspect/image_list.h"
#include "ui/inspect/image_list_model.h"

using gano::ImageListModel;

class TestImageList : public QObject {
    Q_OBJECT

    static std::vector<gano::InspectEntry> entries(int count) {
        std::vector<gano::InspectEntry> list(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) list[static_cast<std::size_t>(i)].image.file = "/nowhere/grid" + std::to_string(i) + ".tif";
        return list;
    }
    static ImageListModel::Entries shared(std::vector<gano::InspectEntry> list) { return std::make_shared<std::vector<gano::InspectEntry>>(std::move(list)); }
    static QStringList names(const ImageListModel& model) {
        QStringList list;
        for (int row = 0; row < model.rowCount(); ++row) list << model.index(row).data().toString();
        return list;
    }

private Q_SLOTS:
    void namesAreThereWithoutOpeningFiles() {
        ImageListModel model;
        QAbstractItemModelTester tester(&model);
        model.setEntries(shared(entries(3)));
        QCOMPARE(names(model), QStringList({QStringLiteral("grid0.tif"), QStringLiteral("grid1.tif"), QStringLiteral("grid2.tif")}));
    }

    void scoresSortBestAndWorstFirstAndImagesWithoutOneComeLast() {
        ImageListModel model;
        QAbstractItemModelTester tester(&model);
        model.setEntries(shared(entries(4)));
        model.setScores(0, {{"dice", 0.5}});
        model.setScores(2, {{"dice", 0.9}});
        model.setScores(3, {{"dice", 0.2}});
        model.setSorting(ImageListModel::Sorting::BestFirst);
        QCOMPARE(names(model), QStringList({QStringLiteral("grid2.tif"), QStringLiteral("grid0.tif"), QStringLiteral("grid3.tif"), QStringLiteral("grid1.tif")}));
        model.setSorting(ImageListModel::Sorting::WorstFirst);
        QCOMPARE(names(model).first(), QStringLiteral("grid3.tif"));
        QCOMPARE(names(model).last(), QStringLiteral("grid1.tif"));
        model.setSorting(ImageListModel::Sorting::Name);
        QCOMPARE(names(model).first(), QStringLiteral("grid0.tif"));
    }

    void theChosenImageStaysChosenWhenTheOrderChanges() {
        ImageListModel model;
        model.setEntries(shared(entries(3)));
        gano::ImageList list(model);
        list.setCurrent(1);
        model.setScores(2, {{"psnr", 30.0}});
        model.setScores(1, {{"psnr", 20.0}});
        model.setSorting(ImageListModel::Sorting::BestFirst);
        QCOMPARE(list.current(), 1);
        list.step(-1);
        QCOMPARE(list.current(), 2);
        list.step(-1);
        QCOMPARE(list.current(), 2);
    }

    void thumbnailsOfVisibleImagesArriveLater() {
        QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "a.tif";
        gano::writeTiff(file, samples::ramp(200, 100));
        ImageListModel model;
        auto list = entries(2);
        list[0].image.file = file;
        model.setEntries(shared(list));
        QVERIFY(model.index(0).data(Qt::DecorationRole).value<QImage>().isNull());
        QTRY_VERIFY(!model.index(0).data(Qt::DecorationRole).value<QImage>().isNull());
        QCOMPARE(model.index(0).data(Qt::DecorationRole).value<QImage>().size(), QSize(96, 48));
        model.index(1).data(Qt::DecorationRole);
        QTRY_VERIFY(model.index(1).data(ImageListModel::UnreadableRole).toBool());
    }

    void anEvenImageHasAnEvenThumbnail() {
        QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "even.tif";
        gano::Image even(301, 299, gano::SampleType::U8);  // shrunk by a factor that is no whole number
        std::ranges::fill(even.samples<std::uint8_t>(), std::uint8_t{77});
        gano::writeTiff(file, even);
        ImageListModel model;
        auto list = entries(1);
        list[0].image.file = file;
        model.setEntries(shared(list));
        QImage picture;
        QTRY_VERIFY(!(picture = model.index(0).data(Qt::DecorationRole).value<QImage>()).isNull());
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x) QCOMPARE(picture.pixel(x, y), picture.pixel(0, 0));
    }

    void aHundredThousandImagesAreListedAndSortedAtOnce() {
        ImageListModel model;
        gano::ImageList list(model);
        list.resize(240, 700);
        list.show();
        QElapsedTimer since;
        since.start();
        model.setEntries(shared(entries(100000)));
        list.grab();
        QVERIFY2(since.elapsed() < 2000, qPrintable(QString::number(since.elapsed())));
        since.restart();
        for (int key = 0; key < 100000; ++key) model.setScores(key, {{"dice", (key * 7919 % 100000) / 1e5}});
        model.setSorting(ImageListModel::Sorting::WorstFirst);
        list.setCurrent(model.keyAt(99999));
        list.grab();
        QVERIFY2(since.elapsed() < 4000, qPrintable(QString::number(since.elapsed())));
    }
};

GANO_WINDOW_TEST(TestImageList)
#include "tst_image_list.moc"
