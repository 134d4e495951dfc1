// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <limits>

#include "tests/support/test_program.h"
#include "ui/style/words.h"

class TestWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void durationsAreInUnitsThatPeopleUse() {
        QCOMPARE(gano::durationText(0.2), QStringLiteral("0 s"));
        QCOMPARE(gano::durationText(8.4), QStringLiteral("8 s"));
        QCOMPARE(gano::durationText(59.6), QStringLiteral("1 min"));
        QCOMPARE(gano::durationText(240), QStringLiteral("4 min"));
        QCOMPARE(gano::durationText(3599), QStringLiteral("1 h"));
        QCOMPARE(gano::durationText(7800), QStringLiteral("2 h 10 min"));
        QCOMPARE(gano::durationText(3 * 86400), QStringLiteral("3 days"));
        QCOMPARE(gano::durationText(std::numeric_limits<double>::infinity()), QStringLiteral("unknown"));
    }

    void bytesHaveTheUnitThatKeepsThemShort() {
        QCOMPARE(gano::bytesText(12), QStringLiteral("12 bytes"));
        QCOMPARE(gano::bytesText(512 * 1024), QStringLiteral("512 KB"));
        QCOMPARE(gano::bytesText(3.1 * 1024 * 1024 * 1024), QStringLiteral("3.1 GB"));
        QCOMPARE(gano::bytesText(1023 * 1024), QStringLiteral("1.0 MB"));
    }

    void scoresHaveThreeSignificantDigits_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("ratio") << 0.91234 << QStringLiteral("0.912");
        QTest::newRow("small") << 0.012345 << QStringLiteral("0.0123");
        QTest::newRow("tiny") << 1.2e-5 << QStringLiteral("1.20e-05");
        QTest::newRow("decibels") << 31.249 << QStringLiteral("31.2");
        QTest::newRow("carried") << 9.999 << QStringLiteral("10.0");
        QTest::newRow("large") << 1234.2 << QStringLiteral("1234");
        QTest::newRow("negative") << -0.5 << QStringLiteral("-0.500");
        QTest::newRow("nothing") << 0.0 << QStringLiteral("0");
    }
    void scoresHaveThreeSignificantDigits() {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(gano::numberText(value), text);
    }

    void aMomentAgoIsSaidInWords() {
        QCOMPARE(gano::agoText(0), QStringLiteral("just now"));
        QCOMPARE(gano::agoText(12), QStringLiteral("12 s ago"));
        QCOMPARE(gano::agoText(330), QStringLiteral("5 min ago"));
        QVERIFY(gano::agoText(24 * 3600).startsWith(QStringLiteral("yesterday ")));
    }

    void pathsWithAnyLettersSurviveTheWayThroughQt() {
        const auto path = QStringLiteral("Bilder µm/粒子.tif");
        QCOMPARE(gano::text(gano::toPath(path)), path);
    }
};

GANO_PLAIN_TEST(TestWords)
#include "tst_words.moc"
