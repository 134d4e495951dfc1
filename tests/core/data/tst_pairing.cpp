// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/pairing.h"
#include "tests/core/data/data_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using gano::ImageRef;

namespace {
const std::vector<std::string> kSuffixes{"_mask", "_label", "_labels", "_seg", "_gt"};
}

class PairingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalStemsPairWhateverTheExtension() {
        const std::vector<ImageRef> images{imageAt("i/a.tif"), imageAt("i/b.tif"), imageAt("i/c.tif")};
        const std::vector<ImageRef> targets{imageAt("m/b.png"), imageAt("m/A.png"), imageAt("m/x.png")};
        const auto pairing = gano::pairByName(images, targets, kSuffixes);
        QCOMPARE(pairing.pairs.size(), std::size_t{2});
        QCOMPARE(pairing.pairs[0].input, images[0]);
        QCOMPARE(*pairing.pairs[0].target, targets[1]);
        QCOMPARE(*pairing.pairs[1].target, targets[0]);
        QCOMPARE(pairing.inputsAlone, (std::vector<ImageRef>{images[2]}));
        QCOMPARE(pairing.targetsAlone, (std::vector<ImageRef>{targets[2]}));
    }

    void suffixesOfTargetsAndImagesAreLeftOut() {
        const std::vector<ImageRef> images{imageAt("i/grid_07.tif"), imageAt("i/cell_raw.tif")};
        const std::vector<ImageRef> targets{imageAt("m/cell_GT.tif"), imageAt("m/grid_07_mask.png")};
        const auto pairing = gano::pairByName(images, targets, kSuffixes);
        QCOMPARE(pairing.pairs.size(), std::size_t{2});
        QCOMPARE(*pairing.pairs[0].target, targets[1]);
        QCOMPARE(*pairing.pairs[1].target, targets[0]);
    }

    void anExactNameWinsOverAShortenedOne() {
        const std::vector<ImageRef> images{imageAt("i/a.tif"), imageAt("i/a_seg.tif")};
        const std::vector<ImageRef> targets{imageAt("m/a_seg.tif"), imageAt("m/a_seg_mask.tif"), imageAt("m/a.tif")};
        const auto pairing = gano::pairByName(images, targets, kSuffixes);
        QCOMPARE(*pairing.pairs[0].target, targets[2]);
        QCOMPARE(*pairing.pairs[1].target, targets[0]);
    }

    void equalNamesInSeveralFoldersPairByFolder() {
        const std::vector<ImageRef> images{imageAt("images/cell1/a.tif"), imageAt("images/cell2/a.tif"), imageAt("images/cell3/a.tif")};
        const std::vector<ImageRef> targets{imageAt("masks/cell2/a.tif"), imageAt("masks/cell1/a.tif")};
        const auto pairing = gano::pairByName(images, targets, kSuffixes);
        QCOMPARE(pairing.pairs.size(), std::size_t{2});
        QCOMPARE(*pairing.pairs[0].target, targets[1]);
        QCOMPARE(*pairing.pairs[1].target, targets[0]);
        QCOMPARE(pairing.inputsAlone, (std::vector<ImageRef>{images[2]}));
    }

    void anAmbiguousNameGetsNoPartner() {
        const std::vector<ImageRef> images{imageAt("i/a.tif"), imageAt("i/a.png")};
        const std::vector<ImageRef> targets{imageAt("m/a.tif")};
        const auto pairing = gano::pairByName(images, targets, kSuffixes);
        QVERIFY(pairing.pairs.empty());
        QCOMPARE(pairing.inputsAlone.size(), std::size_t{2});
        QCOMPARE(pairing.targetsAlone.size(), std::size_t{1});
    }

    void framesOfStacksPairByNumber() {
        const std::vector<ImageRef> images{imageAt("i/s.tif", 0), imageAt("i/s.tif", 1)};
        const std::vector<ImageRef> targets{imageAt("m/s_gt.tif", 1), imageAt("m/s_gt.tif", 0)};
        const auto pairing = gano::pairByName(images, targets, kSuffixes);
        QCOMPARE(pairing.pairs.size(), std::size_t{2});
        QCOMPARE(pairing.pairs[1].target->frame, 1);
    }

    void imagesAndMasksInOneFolderAreTakenApart() {
        const std::vector<ImageRef> together{imageAt("d/a.tif"), imageAt("d/a_mask.tif"), imageAt("d/b.tif"), imageAt("d/lonely_mask.tif"),
                                             imageAt("d/c_img.tif"), imageAt("d/c_mask.tif")};
        const auto pairing = gano::pairWithinFolder(together, kSuffixes);
        QCOMPARE(pairing.pairs.size(), std::size_t{2});
        QCOMPARE(*pairing.pairs[0].target, together[1]);
        QCOMPARE(*pairing.pairs[1].target, together[5]);
        QCOMPARE(pairing.inputsAlone, (std::vector<ImageRef>{together[2], together[3]}));
    }

    void aFolderForEachSampleIsPairedByTheFolder() {
        std::vector<ImageRef> together;
        for (const char* file : {"d/cell1/image.tif", "d/cell1/mask.png", "d/cell2/image.tif", "d/cell2/label.png", "d/cell3/image.tif", "d/mask.png"})
            together.push_back(imageAt(file));
        const auto pairing = gano::pairWithinFolder(together, kSuffixes);
        QCOMPARE(pairing.pairs.size(), std::size_t{2});
        QCOMPARE(*pairing.pairs[0].target, together[1]);
        QCOMPARE(*pairing.pairs[1].target, together[3]);
        // Alone: the third cell, and a mask without an image beside it, which is taken for an image.
        QCOMPARE(pairing.inputsAlone, (std::vector<ImageRef>{together[4], together[5]}));
    }

    void partsOfOneContainerPairByIndexAndLabelsComeBeforeMaps() {
        std::vector<ImageRef> refs;
        for (const char* part : {"images", "maps", "set/labels"}) {
            for (int frame = 0; frame < 3; ++frame) {
                if (std::string(part) == "set/labels" && frame == 2) continue;
                refs.push_back(imageAt("d/au.h5", frame, part));
            }
        }
        QVERIFY(gano::hasPairedParts(refs));
        const auto pairing = gano::pairParts(refs);
        QCOMPARE(pairing.pairs.size(), std::size_t{2});
        QCOMPARE(pairing.pairs[1].target->part, std::string("set/labels"));
        QCOMPARE(pairing.pairs[1].target->frame, 1);
        QCOMPARE(pairing.inputsAlone.size(), std::size_t{1});
        QVERIFY(!gano::hasPairedParts(std::vector<ImageRef>{imageAt("d/au.h5", 0, "images"), imageAt("d/b.h5", 0, "labels")}));
    }

    void theFoldersOfATaskAreFoundInTheSimulatedCollection() {
        const QTemporaryDir root;
        for (const char* name : {"image", "noNoise", "noBackgroundnoNoise", "circularMask", "noNoiseNoBackgroundSuperresolution"}) {
            std::filesystem::create_directories(pathOf(root) / name);
        }
        const auto nameFor = [&](const char* task) {
            const auto folders = gano::findTaskFolders(pathOf(root), task);
            return folders ? folders->targets.filename().string() : std::string();
        };
        QCOMPARE(nameFor("denoising"), std::string("noNoise"));
        QCOMPARE(nameFor("background-removal"), std::string("noBackgroundnoNoise"));
        QCOMPARE(nameFor("segmentation"), std::string("circularMask"));
        QCOMPARE(nameFor("super-resolution"), std::string("noNoiseNoBackgroundSuperresolution"));
        QVERIFY(!gano::findTaskFolders(pathOf(root), "pretraining"));
        QVERIFY(!gano::findTaskFolders(pathOf(root) / "image", "denoising"));
        QVERIFY_EXCEPTION_THROWN(gano::findTaskFolders(pathOf(root), "cooking"), gano::UsageError);
    }
};

GANO_PLAIN_TEST(PairingTest)
#include "tst_pairing.moc"
