// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include "core/base/error.h"
#include "core/data/folder_scan.h"
#include "tests/core/data/data_test.h"
#include "tests/support/test_program.h"

using namespace data_test;

class FolderScanTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void imagesComeInNaturalOrderWithTheirInfos() {
        const QTemporaryDir folder;
        for (const char* name : {"frame10.tif", "frame2.tif", "Frame1.tif"}) {
            write(pathOf(folder) / name, micrograph(40, 30, 1));
        }
        const auto scan = gano::scanFolder(pathOf(folder));
        QCOMPARE(scan.images.size(), std::size_t{3});
        QCOMPARE(scan.infos.size(), std::size_t{3});
        QCOMPARE(scan.images[0].text(), std::string("Frame1.tif"));
        QCOMPARE(scan.images[1].text(), std::string("frame2.tif"));
        QCOMPARE(scan.images[2].text(), std::string("frame10.tif"));
        QCOMPARE(scan.infos[2].width, 40);
        QCOMPARE(scan.infos[2].height, 30);
        QVERIFY(!scan.cancelled && scan.skipped.empty());
    }

    void oneBrokenFileIsSkippedWithItsReason() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "good.tif", micrograph(40, 30, 1));
        touch(pathOf(folder) / "broken.tif", "II*");
        touch(pathOf(folder) / "notes.txt", "dose 20 e/A2");
        touch(pathOf(folder) / ".hidden.tif", "");
        const auto scan = gano::scanFolder(pathOf(folder));
        QCOMPARE(scan.images.size(), std::size_t{1});
        QCOMPARE(scan.skipped.size(), std::size_t{2});
        QCOMPARE(scan.skipped[0].file.filename().string(), std::string("broken.tif"));
        QVERIFY(scan.skipped[0].reason.find("broken.tif") != std::string::npos);
    }

    void anImageWithAWrongNameIsFoundByItsContent() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(40, 30, 1));
        std::filesystem::rename(pathOf(folder) / "a.tif", pathOf(folder) / "a.dat");
        QCOMPARE(gano::scanFolder(pathOf(folder)).images.size(), std::size_t{1});
        const auto byName = gano::scanFolder(pathOf(folder), {.probe = false});
        QCOMPARE(byName.images.size(), std::size_t{0});
        QCOMPARE(byName.skipped.size(), std::size_t{1});
    }

    void subfoldersAreLookedIntoOnRequestOnly() {
        const QTemporaryDir folder;
        write(pathOf(folder) / "a.tif", micrograph(20, 20, 1));
        write(pathOf(folder) / "deep" / "er" / "b.tif", micrograph(20, 20, 2));
        write(pathOf(folder) / ".trash" / "c.tif", micrograph(20, 20, 3));
        QCOMPARE(gano::scanFolder(pathOf(folder)).images.size(), std::size_t{1});
        QCOMPARE(gano::scanFolder(pathOf(folder), {.recursive = true}).images.size(), std::size_t{2});
    }

    void everyFrameOfAStackIsAnImage() {
        const QTemporaryDir folder;
        gano::TiffWriter writer(pathOf(folder) / "stack.tif", {.width = 16, .height = 16, .pages = 3, .pixelSize = {}, .description = {}});
        const std::vector<std::uint8_t> page(256, 7);
        for (int i = 0; i < 3; ++i) {
            writer.writeRows(0, std::span<const std::uint8_t>(page));
        }
        writer.finish();
        const auto scan = gano::scanFolder(pathOf(folder) / "stack.tif");
        QCOMPARE(scan.images.size(), std::size_t{3});
        QCOMPARE(scan.infos.size(), std::size_t{3});
        QCOMPARE(scan.images[2].frame, 2);
    }

    void atMostTheWantedNumberOfFilesIsTakenEvenly() {
        const QTemporaryDir folder;
        for (int i = 0; i < 10; ++i) {
            touch(pathOf(folder) / ("f" + std::to_string(i) + ".tif"));
        }
        const auto scan = gano::scanFolder(pathOf(folder), {.probe = false, .maxFiles = 3});
        QCOMPARE(scan.images.size(), std::size_t{3});
        QCOMPARE(scan.images[0].text(), std::string("f0.tif"));
        QCOMPARE(scan.images[1].text(), std::string("f3.tif"));
        QCOMPARE(scan.images[2].text(), std::string("f6.tif"));
    }

    void cancellingKeepsWhatWasFound() {
        const QTemporaryDir folder;
        for (int i = 0; i < 6; ++i) {
            write(pathOf(folder) / ("f" + std::to_string(i) + ".tif"), micrograph(20, 20, 1));
        }
        const auto scan = gano::scanFolder(pathOf(folder), {}, [](std::size_t done, std::size_t total) { return total == 0 || done < 2; });
        QVERIFY(scan.cancelled);
        QCOMPARE(scan.images.size(), std::size_t{2});
    }

    void aMissingFolderIsASentence() {
        QVERIFY_EXCEPTION_THROWN(gano::scanFolder("/nowhere/at/all"), gano::Error);
    }

    void tensOfThousandsOfNamesTakeSeconds() {
        const QTemporaryDir folder;
        constexpr int kFiles = 20000;
        for (int i = 0; i < kFiles; ++i) {
            std::ofstream(pathOf(folder) / ("series_" + std::to_string(i) + ".png"));
        }
        const auto started = std::chrono::steady_clock::now();
        const auto scan = gano::scanFolder(pathOf(folder), {.probe = false});
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        QCOMPARE(scan.images.size(), std::size_t{kFiles});
        QCOMPARE(scan.images.back().text(), std::string("series_19999.png"));
        qInfo("%d names in %.2f s", kFiles, seconds);
        QVERIFY2(seconds < 5.0, "listing by name must not open files");
    }
};

GANO_PLAIN_TEST(FolderScanTest)
#include "tst_folder_scan.moc"
