// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/options.h"
#include "tests/support/sentence.h"
#include "tests/support/test_program.h"

namespace {

struct Example {
    int batch = 8;
    double rate = 2e-4;
    bool mirror = true;
    std::string loss = "l1";
    gano::Range noise{0.02, 0.2};

    gano::OptionFields fields() {
        return {
            {{.key = "batch-size", .label = "Batch size", .help = "", .minimum = 1, .maximum = 64, .unit = "patches"}, &batch},
            {{.key = "learning-rate", .label = "Learning rate", .help = "", .minimum = 0, .maximum = 1}, &rate},
            {{.key = "mirror", .label = "Mirror", .help = ""}, &mirror},
            {{.key = "loss", .label = "Loss", .help = "", .choices = {"l1", "l2"}}, &loss},
            {{.key = "noise", .label = "Noise", .help = "", .minimum = 0, .maximum = 1}, &noise},
        };
    }
};

}  // namespace

class TestOptions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKindOfValueIsReadFromText() {
        Example example;
        const auto fields = example.fields();
        gano::setOptionFromText(fields[0], "16");
        gano::setOptionFromText(fields[1], "1e-3");
        gano::setOptionFromText(fields[2], "no");
        gano::setOptionFromText(fields[3], "l2");
        gano::setOptionFromText(fields[4], "0.1..0.3");
        QCOMPARE(example.batch, 16);
        QCOMPARE(example.rate, 1e-3);
        QVERIFY(!example.mirror);
        QCOMPARE(example.loss, std::string("l2"));
        QVERIFY((example.noise == gano::Range{0.1, 0.3}));
    }
    void aSingleNumberIsARangeOfOneValue() {
        Example example;
        gano::setOptionFromText(example.fields()[4], "0.5");
        QVERIFY((example.noise == gano::Range{0.5, 0.5}));
        QCOMPARE(gano::optionText(example.fields()[4]), std::string("0.5"));
    }
    void valuesOutsideTheirLimitsAreRefusedWithTheLimits_data() {
        QTest::addColumn<int>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        QTest::newRow("too small") << 0 << "0" << "from 1 to 64 patches";
        QTest::newRow("not a number") << 0 << "many" << "Batch size";
        QTest::newRow("part of a number") << 0 << "8x" << "8x";
        QTest::newRow("fraction of a patch") << 0 << "1.5" << "1.5";
        QTest::newRow("not finite") << 1 << "nan" << "from 0 to 1";
        QTest::newRow("neither yes nor no") << 2 << "maybe" << "yes or no";
        QTest::newRow("unknown choice") << 3 << "l3" << "Known: l1, l2";
        QTest::newRow("backwards") << 4 << "0.3..0.1" << "exchange";
    }
    void valuesOutsideTheirLimitsAreRefusedWithTheLimits() {
        QFETCH(int, field);
        QFETCH(QString, text);
        QFETCH(QString, part);
        Example example;
        const std::string sentence =
            sentenceOf([&] { gano::setOptionFromText(example.fields()[static_cast<std::size_t>(field)], text.toStdString()); });
        QVERIFY2(says(sentence, part.toStdString()), sentence.c_str());
    }
    void aWholeNumberMayHaveAWordForZero() {
        Example example;
        auto fields = example.fields();
        fields[0].spec.zero = "auto";
        gano::setOptionFromText(fields[0], "auto");
        QCOMPARE(example.batch, 0);
        QCOMPARE(gano::optionText(fields[0]), std::string("auto"));
        gano::checkOptions(fields);
        const auto json = gano::optionsToJson(fields);
        QCOMPARE(json.at("batch-size").get<std::string>(), std::string("auto"));
        example.batch = 8;
        gano::optionsFromJson(fields, json);
        QCOMPARE(example.batch, 0);
        gano::optionsFromJson(fields, {{"batch-size", 4}});
        QCOMPARE(example.batch, 4);
        for (const auto* wrong : {"0", "-1", "65", "automatic"}) {
            const std::string sentence = sentenceOf([&] { gano::setOptionFromText(fields[0], wrong); });
            QVERIFY2(says(sentence, "from 1 to 64 patches, or auto"), sentence.c_str());
        }
        QVERIFY(says(sentenceOf([&] { gano::optionsFromJson(fields, {{"batch-size", "all"}}); }), "or auto"));
        QVERIFY_THROWS_EXCEPTION(gano::UsageError, gano::setOptionFromText(example.fields()[0], "auto"));
    }
    void optionsSurviveTheWayThroughJson() {
        Example written;
        written.batch = 4;
        written.noise = {0.3, 0.4};
        written.loss = "l2";
        Example read;
        gano::optionsFromJson(read.fields(), nlohmann::json::parse(gano::optionsToJson(written.fields()).dump()));
        QCOMPARE(read.batch, 4);
        QCOMPARE(read.loss, std::string("l2"));
        QVERIFY((read.noise == gano::Range{0.3, 0.4}));
        QCOMPARE(read.rate, written.rate);
    }
    void absentKeysKeepTheirValue() {
        Example example;
        gano::optionsFromJson(example.fields(), nlohmann::json{{"batch-size", 2}});
        QCOMPARE(example.batch, 2);
        QCOMPARE(example.loss, std::string("l1"));
    }
    void unknownKeysAreRefusedWhenAsked() {
        Example example;
        const nlohmann::json json{{"batchsize", 2}};
        gano::optionsFromJson(example.fields(), json);
        QVERIFY(says(sentenceOf([&] { gano::optionsFromJson(example.fields(), json, true); }), "batchsize"));
    }
    void aValueOfTheWrongKindIsRefused() {
        Example example;
        QVERIFY(!sentenceOf([&] { gano::optionsFromJson(example.fields(), nlohmann::json{{"batch-size", "eight"}}); }).empty());
    }
};

GANO_PLAIN_TEST(TestOptions)
#include "tst_options.moc"
