// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <array>

#include "core/base/error.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

class TestError : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSlipOfThePenFindsTheNameThatWasMeant() {
        const std::array<std::string, 3> known{"unet_2_44", "unet_3_96", "hrnet_w18"};
        QCOMPARE(gano::nearestName("unet_2_4", known), std::string("unet_2_44"));
        QCOMPARE(gano::nearestName("hrnet18", known), std::string("hrnet_w18"));
    }
    void theBeginningOfANameIsCloseToIt() {
        const std::array<std::string, 2> known{"segmentation", "denoising"};
        QCOMPARE(gano::nearestName("seg", known), std::string("segmentation"));
    }
    void somethingElseEntirelyFindsNothing() {
        const std::array<std::string, 2> known{"dice", "iou"};
        QCOMPARE(gano::nearestName("charbonnier", known), std::string());
    }
    void anUnknownNameIsAnsweredWithTheChoices() {
        const std::array<std::string, 2> known{"dice", "iou"};
        QCOMPARE(std::string(gano::unknownName("metric", "dize", known).what()),
                 std::string("No metric is called 'dize'. Did you mean dice? Known: dice, iou."));
    }
};

GANO_PLAIN_TEST(TestError)
#include "tst_error.moc"
